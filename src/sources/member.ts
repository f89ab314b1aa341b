// One log in a tar archive as an input: its bytes, held or read from the archive again, and what of them
// the archive does not have to its end.

import type { Bytes } from './bytes.ts';
import { DamagedError, newReadingCounts, type ReadingCounts } from './damage.ts';
import { decode, joined, type Limits } from './decode.ts';
import type { Candidate } from './input.ts';
import { type Member, membersOf } from './tar.ts';

export interface Archive {
  readonly path: string;
  /** Decompressed bytes; `counts` says how they were packed. */
  open(counts: ReadingCounts): Bytes;
  readonly repeatable: boolean;
  /** For all that is in it together. */
  readonly limits: Limits;
}

/** A stream up to where it cannot be decoded, which is noted. */
export async function* untilDamage<Value>(stream: AsyncIterable<Value>, counts: ReadingCounts) {
  try {
    yield* stream;
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    counts.damage.push(`tar: ${error.message}`);
  }
}

/** A member's bytes as they stand in the archive, which is read up to it. */
export async function* memberBytes(archive: Archive, wanted: number, counts: ReadingCounts) {
  let index = -1;
  for await (const { body } of membersOf(archive.open(counts))) {
    index += 1;
    if (index !== wanted) continue;
    yield* body;
    return;
  }
}

/** @param packing what the archive is compressed with
 *  @param limits of the archive
 *  @param bytes as they stand in the archive */
export function memberInput(
  path: string,
  { size, modified }: Member,
  why: string,
  packing: string | null,
  limits: Limits,
  bytes: (outer: ReadingCounts) => Bytes,
): Candidate {
  return {
    path,
    why,
    modified,
    repeatable: true,
    async *open(counts) {
      counts.compression = joined(packing, 'tar');
      yield* decode(complete(bytes(newReadingCounts()), size, counts), counts, { limits });
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
export function brokenOff(input: Candidate, damage: string): Candidate {
  return {
    ...input,
    async *open(counts) {
      yield* input.open(counts);
      if (counts.damage.length === 0)
        counts.damage.push(`${damage}; logs behind this one are missing`);
    },
  };
}
