// Which named files tell of instances without being logs of nova-compute, by their first lines; and of all
// inputs found, which are such files of guests and not of the host itself.

import { recognise } from '../evidence/index.ts';
import type { EvidenceKind } from '../model.ts';
import { peek } from './bytes.ts';
import { newReadingCounts } from './damage.ts';
import { LOOK_BYTES, linesOf } from './evidence-met.ts';
import type { Candidate, EvidenceInput, Input, Listed } from './input.ts';
import { isComputeLog } from './names.ts';

/** The kind a file that was named on the command line is of, null for a log of nova-compute. */
export async function evidenceIn(input: Pick<Input, 'open'>): Promise<EvidenceKind | null> {
  const { head, close } = await peek(input.open(newReadingCounts()), LOOK_BYTES);
  await close();
  return isComputeLog(head) ? null : recognise(linesOf(head));
}

export const isCompute = async (input: Pick<Input, 'open'>) => {
  const { head, close } = await peek(input.open(newReadingCounts()), LOOK_BYTES);
  await close();
  return isComputeLog(head);
};

const OF_ROOT = /(?:var\/log\/cloud-init[^/]*|(?:root|home\/[^/]+)\/\.ssh\/authorized_keys[^/]*)$/;

/** Apart: logs of nova-compute, evidence, and what cloud-init left on the compute host itself. */
export function apart(candidates: readonly Candidate[]): {
  readonly logs: readonly Candidate[];
  readonly evidence: readonly EvidenceInput[];
  readonly ofHost: readonly Listed[];
} {
  const logs = candidates.filter(({ evidence }) => evidence === undefined);
  const evidence: EvidenceInput[] = [];
  const ofHost: Listed[] = [];
  for (const one of candidates) {
    if (one.evidence === undefined) continue;
    const root = OF_ROOT.test(one.path) ? one.path.replace(OF_ROOT, '') : null;
    const isHosts = root !== null && logs.some(({ path }) => path.startsWith(`${root}var/log/`));
    if (!isHosts) evidence.push({ ...one, evidence: one.evidence });
    else ofHost.push({ path: one.path, taken: false, why: 'of the compute host, not of a guest' });
  }
  return { logs, evidence, ofHost };
}
