// A file to the parts that can be sieved apart from each other: a large plain one to ranges, any other to
// one. A range begins with a line that begins a record, so that no part has to know how the one before it
// ended.

import { type FileHandle, open } from 'node:fs/promises';
import { passesWhole, type Sieve } from '../sieve/index.ts';
import { codecOf, type FileRange } from '../sources/index.ts';

/** Small enough that all threads have one, large enough that beginning one does not count. */
const PART_BYTES = 1 << 25;
/** They hold the lines that tell how the records of a file are laid out. */
const HEAD_BYTES = 1 << 20;
/** How far behind the place of a cut a record is looked for. */
const LOOK_BYTES = 1 << 16;
const NEWLINE = '\n';

export async function partsOf(file: string, sieve: Sieve): Promise<readonly FileRange[]> {
  const handle = await open(file);
  try {
    const stats = await handle.stat();
    const first = await readAt(handle, 0, HEAD_BYTES);
    const isWhole = !stats.isFile() || codecOf(first) !== undefined || passesWhole(first, sieve);
    if (isWhole) return [{ file, from: 0, to: null }];
    const cuts = [0];
    for (let near = PART_BYTES; near < stats.size; near += PART_BYTES) {
      const cut = await recordBehind(handle, near, sieve.head);
      if (cut !== null) cuts.push(cut);
    }
    return cuts.map((from, index) => ({ file, from, to: cuts[index + 1] ?? null }));
  } finally {
    await handle.close();
  }
}

/** Where the first record behind a place begins, null when none does soon. */
async function recordBehind(handle: FileHandle, place: number, head: RegExp) {
  const text = (await readAt(handle, place, LOOK_BYTES)).toString('latin1');
  for (let at = text.indexOf(NEWLINE); at >= 0; at = text.indexOf(NEWLINE, at + 1)) {
    head.lastIndex = at + 1;
    if (head.test(text)) return place + at + 1;
  }
  return null;
}

async function readAt(handle: FileHandle, place: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, place);
  return buffer.subarray(0, bytesRead);
}
