// A file met in a directory or an archive that may tell of instances. In: its path and its first bytes. Out:
// the kind of evidence it is, null for none.

import { evidenceName, recognise } from '../evidence/index.ts';
import type { EvidenceKind } from '../model.ts';

/** Enough to get past what a kernel prints first. */
export const LOOK_BYTES = 1 << 14;

/** The last line may be cut. */
export function linesOf(head: Uint8Array): readonly string[] {
  const lines = Buffer.from(head).toString('latin1').split('\n');
  return head.length < LOOK_BYTES ? lines : lines.slice(0, -1);
}

// A host's own boot messages look like a guest's console.
const GUEST_CONSOLE =
  /\bDMI: .{0,500}?(?:OpenStack|QEMU|RDO)|\bci-info: |^checking http:\/\/169\.254\./m;

/** By what it holds; for a console the name or the machine has to fit as well. */
export function evidenceMet(path: string, head: Uint8Array): EvidenceKind | null {
  const kind = recognise(linesOf(head));
  if (kind !== 'console-log') return kind;
  const isNamed = /console(?!.*console)[^/]*$/.test(path);
  return isNamed || GUEST_CONSOLE.test(Buffer.from(head).toString('latin1')) ? kind : null;
}

export const whyTaken = (kind: EvidenceKind) => `evidence: ${evidenceName(kind)}`;
