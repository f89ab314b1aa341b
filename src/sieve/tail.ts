// The last bytes of a source, and the last record in them: with it the time span of the source is known
// even if no template could match it.

import { NEWLINE } from './blocks.ts';

/** How far back the last record of a source is looked for. */
const TAIL_BYTES = 1 << 16;

/** What is behind everything read so far. */
export function withBlock(tail: Buffer, block: Buffer): Buffer {
  if (block.length >= TAIL_BYTES) return Buffer.from(block.subarray(-TAIL_BYTES));
  return Buffer.concat([tail, block]).subarray(-TAIL_BYTES);
}

/** The last line of the tail that begins a record. */
export function lastRecord(tail: Buffer, head: RegExp) {
  const text = tail.toString('latin1');
  let end = tail.length;
  let linesAfter = 0;
  for (let start = lineStart(tail, end); start > 0; start = lineStart(tail, end)) {
    head.lastIndex = start;
    if (head.test(text)) {
      return { bytes: tail.subarray(start, end), linesAfter, bytesAfter: tail.length - start };
    }
    end = start;
    linesAfter += 1;
  }
  return null;
}

function lineStart(bytes: Buffer, end: number): number {
  return end < 2 ? 0 : bytes.lastIndexOf(NEWLINE, end - 2) + 1;
}
