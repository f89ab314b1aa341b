// Over what the window leaves out without a look at each line. In: bytes. Out: blocks of whole lines, and for
// those left out how many lines and bytes they had, so that what follows keeps its place.
//
// A block is left out when the stamps all over it and over the blocks beside it lie on one side of the window.
// The lines in front of the window have to be counted, so each byte there is read; a search by halves would
// spare nothing. What lies behind it in a file is looked into here and there, and not read.

import type { Dialect } from './dialects/dialect.ts';
import { HEAD_LINES } from './dialects/head.ts';
import type { Skipped } from './model.ts';
import { type Input, openSeekable, type ReadingCounts, type Seekable } from './sources/index.ts';
import { type BlockSide, newBlockSide, type Outside, type StampOptions } from './stamps.ts';
import { newWindowed, sidesOf, type Window, type WindowCounts } from './window.ts';

export interface SkimOptions extends StampOptions {
  /** Bytes passed on or left out as a whole. */
  readonly block: number;
  /** The file, where its bytes are what is read: null where they are not. */
  readonly file: () => Promise<Seekable | null>;
}

/** The bytes of a source that may be in the window; all of them when there is none. */
export function bytesOf(
  input: Input,
  counts: ReadingCounts & WindowCounts,
  window: Window | null,
  own: readonly Dialect[],
): AsyncIterable<Uint8Array | Skipped> {
  const bytes = input.open(counts);
  if (window === null) return bytes;
  const { zone = null, file: path } = input;
  const sideOf = sidesOf(window, zone);
  counts.windowed = newWindowed(sideOf);
  if (window.block === Number.POSITIVE_INFINITY) return bytes;
  const file = async () =>
    path !== undefined && counts.compression === null ? openSeekable(path) : null;
  return skim(bytes, { sideOf, own, zone, file, block: window.block ?? BLOCK });
}

/** About a thousand lines. */
const BLOCK = 1 << 18;
/** Blocks at the end that are never left out: the last record tells how far a log goes. */
const TAIL_BLOCKS = 2;
/** Longer than any line that is read. */
const LONG = 1 << 23;

const NEWLINE = 10;

interface Block {
  readonly bytes: Buffer;
  readonly side: Outside | null;
}

/** Reads a source as far as it may be in the window. The first lines and the last ones always pass. */
export async function* skim(
  chunks: AsyncIterable<Uint8Array>,
  { block, file, ...options }: SkimOptions,
): AsyncGenerator<Uint8Array | Skipped> {
  let sideOf: BlockSide | null = null;
  let before: Outside | null = null;
  let taken = 0;
  let skipped: Skipped = { bytes: 0, lines: 0 };
  const waiting: Block[] = [];
  const asked = new Set<Outside>();

  const pass = function* (bytes: Buffer) {
    if (skipped.bytes > 0) yield skipped;
    skipped = { bytes: 0, lines: 0 };
    yield bytes;
  };
  for await (const bytes of wholeLines(chunks, block)) {
    const isFirst = taken === 0;
    taken += bytes.length;
    if (isFirst) {
      sideOf = bytes.at(-1) === NEWLINE ? newBlockSide(bytes, options) : null;
      before = sideOf?.(bytes) ?? null;
      yield bytes;
    } else {
      // Without a line break there is nothing to leave out any more.
      if (bytes.at(-1) !== NEWLINE) sideOf = null;
      waiting.push({ bytes, side: sideOf?.(bytes) ?? null });
    }
    const [next, behind] = waiting;
    const side = isFirst
      ? before
      : next?.side === before && behind?.side === before
        ? before
        : null;
    if (side !== null && sideOf !== null && !asked.has(side)) {
      asked.add(side);
      const rest = await restOn(side, sideOf, taken, await file());
      if (rest !== null) {
        for (const { bytes } of waiting) yield* pass(bytes);
        yield* [{ bytes: rest.start - taken, lines: 0 }, rest.bytes];
        return;
      }
    }
    if (next === undefined || waiting.length <= TAIL_BLOCKS) continue;
    waiting.shift();
    if (side === null) yield* pass(next.bytes);
    else
      skipped = {
        bytes: skipped.bytes + next.bytes.length,
        lines: skipped.lines + linesIn(next.bytes),
      };
    before = next.side;
  }
  for (const { bytes } of waiting) yield* pass(bytes);
}

/** Blocks that end with a line, the first of them with the lines that tell a layout. A block stands until
 *  as many more have come as may wait. */
async function* wholeLines(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Buffer> {
  const memories = Array.from({ length: TAIL_BLOCKS + 3 }, (): Buffer => Buffer.alloc(0));
  let at = 0;
  let length = 0;
  let missing = HEAD_LINES;
  const hold = (bytes: Uint8Array): Buffer => {
    const memory: Buffer = memories[at] ?? Buffer.alloc(0);
    const room = length + bytes.length;
    const larger: Buffer =
      room > memory.length ? Buffer.allocUnsafeSlow(Math.max(room, 2 * memory.length)) : memory;
    if (larger !== memory) memory.copy(larger, 0, 0, length);
    memories[at] = larger;
    larger.set(bytes, length);
    length = room;
    return larger.subarray(0, length);
  };
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += size) {
      const piece = chunk.subarray(from, from + size);
      if (missing > 0) missing -= Math.min(missing, linesIn(piece));
      const held = hold(piece);
      const end = missing > 0 ? 0 : held.lastIndexOf(NEWLINE) + 1;
      const isLong = length >= size + LONG;
      if (!isLong && (length < size || end === 0)) continue;
      const block = held.subarray(0, end === 0 ? length : end);
      at = (at + 1) % memories.length;
      length = 0;
      hold(held.subarray(block.length));
      yield block;
    }
  }
  if (length > 0) yield hold(Buffer.alloc(0));
}

function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

/** Places a file is looked into before the rest of it is left unread. */
const PLACES = 64;
const SAMPLE = 1 << 15;
/** In front of its end. */
const TAIL = 1 << 17;
/** Less is as well read. */
const WORTH = 1 << 22;

/** The end of a file, when all of it from a byte on lies on one side as far as can be seen; else null. */
async function restOn(side: Outside, sideOf: BlockSide, from: number, file: Seekable | null) {
  if (file === null) return null;
  try {
    const start = file.size - TAIL;
    if (start - from < WORTH) return null;
    const far = (start - from) / PLACES;
    for (let place = 0; place < PLACES; place += 1) {
      const sample = await file.read(from + Math.floor(place * far), SAMPLE);
      if (sideOf(fromLine(sample)) !== side) return null;
    }
    const bytes = fromLine(await file.read(start, TAIL));
    return sideOf(bytes) === side ? { start: file.size - bytes.length, bytes } : null;
  } finally {
    await file.close();
  }
}

/** Without the line that begins in front of it. */
const fromLine = (bytes: Buffer) => bytes.subarray(bytes.indexOf(NEWLINE) + 1);
