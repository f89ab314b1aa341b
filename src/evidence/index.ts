// Files beside nova-compute's logs that tell whether something else delivered an item. In: a file and its
// kind, or its first lines. Out: what it says. To add a kind: a file with its reader, and a line in `readers`.

import type { EvidenceKind, Line } from '../model.ts';
import { authorizedKeys } from './authorized-keys.ts';
import { cloudInitLog } from './cloud-init-log.ts';
import { cloudInitOutput } from './cloud-init-output.ts';
import { consoleLog } from './console-log.ts';
import type { EvidenceFacts, EvidenceReader } from './evidence.ts';
import { metadataLog } from './metadata-log.ts';

export type {
  AddressOwner,
  EvidenceFacts,
  GuestFacts,
  KeyEntry,
  MetadataRequest,
} from './evidence.ts';

/** Where a line could be of several kinds, the first that takes it has it. */
const readers: readonly EvidenceReader[] = [
  cloudInitLog,
  metadataLog,
  authorizedKeys,
  consoleLog,
  cloudInitOutput,
];

const readerOf = (kind: EvidenceKind) => readers.find((reader) => reader.kind === kind);

export const evidenceName = (kind: EvidenceKind) => readerOf(kind)?.name ?? kind;

/** Share of the lines that have to be of the kind. */
const MOST = 0.5;

/** The kind most of the lines are of, null when they are of none. */
export function recognise(lines: readonly string[]): EvidenceKind | null {
  const filled = lines.filter((line) => line.trim() !== '');
  if (filled.length === 0) return null;
  const counts = new Map<EvidenceKind, number>();
  for (const line of filled) {
    const reader = readers.find(({ isOwn }) => isOwn(line));
    if (reader !== undefined) counts.set(reader.kind, (counts.get(reader.kind) ?? 0) + 1);
  }
  // What scripts print fills an output; the stages, without anything before them, are its only sure lines.
  if (counts.has('cloud-init-output') && !counts.has('console-log')) return 'cloud-init-output';
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  return best !== undefined && best[1] >= MOST * filled.length ? best[0] : null;
}

export interface EvidenceFile {
  readonly kind: EvidenceKind;
  readonly path: string;
  readonly facts: EvidenceFacts;
  /** Decompressed size. */
  readonly bytes: number;
  readonly lines: number;
  readonly compression: string | null;
  /** Where the reading was stopped. */
  readonly interrupted?: 'inside' | 'before' | undefined;
}

/** Line by line, so that no more than what is known is held. */
export async function readEvidence(
  kind: EvidenceKind,
  path: string,
  source: number,
  bytes: AsyncIterable<Uint8Array>,
  counts: Pick<EvidenceFile, 'compression' | 'interrupted'>,
): Promise<EvidenceFile> {
  const reading = readerOf(kind)?.open(source, path);
  let size = 0;
  let lines = 0;
  for await (const line of linesOf(bytes, source)) {
    lines = line.line;
    size = line.offset + line.size;
    reading?.take(line);
  }
  const facts = reading?.end() ?? { requests: [], owners: [], guests: [] };
  const { compression, interrupted } = counts;
  return { kind, path, facts, bytes: size, lines, compression, interrupted };
}

interface SizedLine extends Line {
  /** In bytes, with its newline. */
  readonly size: number;
}

/** Longer ones are cut: none that is known is. */
const LONGEST = 1 << 13;

async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  source: number,
): AsyncGenerator<SizedLine> {
  let rest: Buffer = Buffer.alloc(0);
  /** Bytes of the line that are not kept. */
  let cut = 0;
  let line = 0;
  let offset = 0;
  const next = (piece: Buffer, newline: number): SizedLine => {
    const text = piece
      .subarray(0, LONGEST)
      .toString('utf8')
      .replace(/(?<!\r)\r+$/, '');
    const size = piece.length + cut + newline;
    const start = offset;
    line += 1;
    offset += size;
    cut = 0;
    return { source, line, offset: start, text, size };
  };
  for await (const chunk of bytes) {
    const all = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let at = all.indexOf(10); at >= 0; at = all.indexOf(10, from)) {
      yield next(all.subarray(from, at), 1);
      from = at + 1;
    }
    rest = all.subarray(from);
    cut += Math.max(0, rest.length - LONGEST);
    rest = rest.subarray(0, LONGEST);
  }
  if (rest.length > 0) yield next(rest, 0);
}
