// A tar archive to the logs in it. It is read once to find them; small ones are held in memory, the
// others are read from the archive again, which standard input does not allow.

import { type Bytes, newByteReader, rest } from './bytes.ts';
import { DamagedError, newReadingCounts, type ReadingCounts } from './damage.ts';
import { decode, joined } from './decode.ts';
import type { Candidate, Listed, Unreadable } from './input.ts';
import { judge, LOOK_BYTES, LOOKED_FOR } from './names.ts';
import { type Member, membersOf } from './tar.ts';

export interface Archive {
  readonly path: string;
  /** Decompressed bytes; `counts` says how they were packed. */
  open(counts: ReadingCounts): Bytes;
  readonly repeatable: boolean;
}

export interface Searched {
  readonly taken: readonly Candidate[];
  readonly unreadable: readonly Unreadable[];
  readonly skipped: readonly Listed[];
}

/** Of all members held together, as they stand in the archive. */
const HELD_BYTES = 1 << 26;
const HELD_OF_A_PIPE = 1 << 28;

/** Finds the logs in an archive, in its order. */
export async function searchArchive(archive: Archive): Promise<Searched> {
  const taken: Candidate[] = [];
  const unreadable: Unreadable[] = [];
  const skipped: Listed[] = [];
  const counts = newReadingCounts();
  let room = archive.repeatable ? HELD_BYTES : HELD_OF_A_PIPE;
  let index = -1;
  for await (const member of untilDamage(membersOf(archive.open(counts)), counts)) {
    index += 1;
    if (!member.isFile) continue;
    const path = `${archive.path}:${member.name}`;
    const { why, isLog, held } = await lookInto(member, room);
    if (!isLog) {
      skipped.push({ path, taken: false, why });
    } else if (held === null && !archive.repeatable) {
      const reason = 'too large to hold; save the archive to a file and name that';
      unreadable.push({ path, reason });
    } else {
      room -= held === null ? 0 : member.size;
      const bytes = (outer: ReadingCounts) => held ?? memberBytes(archive, index, outer);
      taken.push(memberInput(path, member, why, counts.compression, bytes));
    }
  }
  const [damage] = counts.damage;
  const last = taken.pop();
  if (last !== undefined) {
    taken.push(damage === undefined ? last : brokenOff(last, damage));
  } else if (unreadable.length === 0) {
    const broken = damage === undefined ? '' : `${damage}; `;
    const reason = `${broken}holds no nova-compute log; looked for ${LOOKED_FOR}`;
    unreadable.push({ path: archive.path, reason, holdsNone: true });
  }
  return { taken, unreadable, skipped };
}

async function* untilDamage<Value>(stream: AsyncIterable<Value>, counts: ReadingCounts) {
  try {
    yield* stream;
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    counts.damage.push(`tar: ${error.message}`);
  }
}

/** Judges a member, and holds its bytes where there is room. */
async function lookInto({ name, size, body }: Member, room: number) {
  const reader = newByteReader(untilDamage(body, newReadingCounts()));
  const head = await reader.take(LOOK_BYTES);
  reader.unread(head);
  let held: readonly Uint8Array[] | null = null;
  const whole = async () => {
    held = size <= room ? await collect(rest(reader)) : null;
    return decode(held === null ? rest(reader) : given(held), newReadingCounts());
  };
  const plain = Buffer.concat(await collect(decode(given([head]), newReadingCounts())));
  const verdict = await judge(name, plain, whole);
  if (verdict.isLog && held === null && size <= room) await whole();
  await reader.close();
  return { ...verdict, held: held === null ? null : given(held) };
}

async function collect(bytes: Bytes): Promise<readonly Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return pieces;
}

function given(pieces: readonly Uint8Array[]): Bytes {
  return {
    async *[Symbol.asyncIterator]() {
      yield* pieces;
    },
  };
}

/** A member's bytes as they stand in the archive, which is read up to it. */
async function* memberBytes(archive: Archive, wanted: number, counts: ReadingCounts) {
  let index = -1;
  for await (const { body } of membersOf(archive.open(counts))) {
    index += 1;
    if (index !== wanted) continue;
    yield* body;
    return;
  }
}

function memberInput(
  path: string,
  { size, modified }: Member,
  why: string,
  packing: string | null,
  bytes: (outer: ReadingCounts) => Bytes,
): Candidate {
  return {
    path,
    why,
    modified,
    repeatable: true,
    async *open(counts) {
      counts.compression = joined(packing, 'tar');
      yield* decode(complete(bytes(newReadingCounts()), size, counts), counts);
    },
  };
}

/** Notes it when the archive ends inside the member. */
async function* complete(bytes: Bytes, size: number, counts: ReadingCounts) {
  let read = 0;
  for await (const chunk of untilDamage(bytes, counts)) {
    read += chunk.length;
    yield chunk;
  }
  if (read < size && counts.damage.length === 0)
    counts.damage.push(`tar: ends ${size - read} bytes before the end of this member`);
}

/** The last log of an archive that cannot be read to its end. */
function brokenOff(input: Candidate, damage: string): Candidate {
  return {
    ...input,
    async *open(counts) {
      yield* input.open(counts);
      if (counts.damage.length === 0)
        counts.damage.push(`${damage}; logs behind this one are missing`);
    },
  };
}
