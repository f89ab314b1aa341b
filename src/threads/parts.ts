// A file to the parts that can be sieved apart from each other: a large plain one to ranges, any other to
// one. A range begins with a line that begins a record, so that no part has to know how the one before it
// ended.

import { passesWhole, type Sieve } from '../sieve/index.ts';
import {
  codecOf,
  type FileRange,
  openSeekable,
  type Seekable,
  wholeFile,
} from '../sources/index.ts';

/** Small enough that all threads have one, large enough that beginning one does not count. */
const PART_BYTES = 1 << 25;
/** They hold the lines that tell how the records of a file are laid out. */
const HEAD_BYTES = 1 << 20;
/** How far behind the place of a cut a record is looked for. */
const LOOK_BYTES = 1 << 16;
const NEWLINE = '\n';

export async function partsOf(file: string, sieve: Sieve): Promise<readonly FileRange[]> {
  const whole = [wholeFile(file)];
  const seekable = await openSeekable(file);
  if (seekable === null) return whole;
  try {
    const first = await seekable.read(0, HEAD_BYTES);
    if (codecOf(first) !== undefined || passesWhole(first, sieve)) return whole;
    const cuts = [0];
    for (let near = PART_BYTES; near < seekable.size; near += PART_BYTES) {
      const cut = await recordBehind(seekable, near, sieve.head);
      if (cut !== null) cuts.push(cut);
    }
    return cuts.map((from, index) => ({ file, from, to: cuts[index + 1] ?? null }));
  } finally {
    await seekable.close();
  }
}

/** Where the first record behind a place begins, null when none does soon. */
async function recordBehind(seekable: Seekable, place: number, head: RegExp) {
  const text = (await seekable.read(place, LOOK_BYTES)).toString('latin1');
  for (let at = text.indexOf(NEWLINE); at >= 0; at = text.indexOf(NEWLINE, at + 1)) {
    head.lastIndex = at + 1;
    if (head.test(text)) return place + at + 1;
  }
  return null;
}
