// What was written to a log while nobody read it: the rest of the file that was read last, wherever it was moved,
// and the files between that one and the log that is written to now.

import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  findInput,
  findInputs,
  type Input,
  newReadingCounts,
  nothing,
  type ReadFirst,
  rotationSet,
  type Unreadable,
} from '../sources/index.ts';
import type { Followed } from './state.ts';
import { isPrintOf, type Print } from './tail.ts';

export interface Missed {
  /** The log itself is the file that was read last: it goes on from there. */
  readonly isSame: boolean;
  /** The file that was read last, null where it is the log itself or gone. */
  readonly rest: Input | null;
  /** In the order to read them. */
  readonly between: readonly Input[];
}

/** @param since when the reading was put down, in milliseconds; null when it was not */
export async function missedOf(
  { path, place, print }: Followed,
  since: number | null,
  readFirst: ReadFirst,
): Promise<Missed> {
  if (print === null) {
    // Nothing of the log was seen, but something may have been written and moved since.
    const later = since === null ? [] : await siblings(path, since);
    const { inputs } = await findInputs(later, nothing(), readFirst);
    return { isSame: inputs.length === 0, rest: null, between: inputs };
  }
  const there = await stat(path).catch(() => null);
  if (
    there !== null &&
    there.size >= place.bytes &&
    (await begins(await findInput(path, nothing()), print))
  )
    return { isSame: true, rest: null, between: [] };
  const { inputs } = await findInputs(await siblings(path), nothing(), readFirst);
  for (const [at, input] of inputs.entries()) {
    if (await begins(input, print))
      return { isSame: false, rest: input, between: inputs.slice(at + 1) };
  }
  return { isSame: false, rest: null, between: [] };
}

/** The bytes of an input behind a place. */
export async function* bytesBehind(input: Input, place: number): AsyncGenerator<Uint8Array> {
  let skip = place;
  for await (const chunk of input.open(newReadingCounts())) {
    if (skip >= chunk.length) skip -= chunk.length;
    else {
      yield chunk.subarray(skip);
      skip = 0;
    }
  }
}

async function begins(input: Input | Unreadable, print: Print): Promise<boolean> {
  if (!('open' in input)) return false;
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of input.open(newReadingCounts())) {
    pieces.push(Buffer.from(chunk.subarray(0, print.bytes)));
    length += chunk.length;
    if (length >= print.bytes) break;
  }
  return isPrintOf(Buffer.concat(pieces), print);
}

/** The rotations of a log, which lie beside it, the one that was written to last at the end. */
async function siblings(path: string, since = 0): Promise<readonly string[]> {
  const directory = dirname(path);
  const names = await readdir(directory).catch((): string[] => []);
  const own = names
    .map((name) => join(directory, name))
    .filter((file) => basename(file) !== basename(path) && rotationSet(file) === rotationSet(path));
  const times = await Promise.all(
    own.map(async (file) => ({ file, at: (await stat(file).catch(() => null))?.mtimeMs ?? 0 })),
  );
  return times
    .filter(({ at }) => at > since)
    .sort((a, b) => a.at - b.at)
    .map(({ file }) => file);
}
