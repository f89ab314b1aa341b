// The last bytes of a source, and the last record in them: with it the time span of the source is known
// even if no template could match it.

import { NEWLINE } from './blocks.ts';

/** How far back the last record of a source is looked for. */
const TAIL_BYTES = 1 << 16;

export interface Tail {
  push(block: Buffer): void;
  clear(): void;
  /** The last bytes of all blocks, as many as a record is looked for in. */
  bytes(): Buffer;
}

export function newTail(): Tail {
  const memory = Buffer.allocUnsafe(2 * TAIL_BYTES);
  let length = 0;
  return {
    push(block) {
      const added = block.subarray(-TAIL_BYTES);
      if (length + added.length > memory.length) {
        memory.copy(memory, 0, length - TAIL_BYTES, length);
        length = TAIL_BYTES;
      }
      added.copy(memory, length);
      length += added.length;
    },
    clear() {
      length = 0;
    },
    bytes: () => memory.subarray(Math.max(0, length - TAIL_BYTES), length),
  };
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
