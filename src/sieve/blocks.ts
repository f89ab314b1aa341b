// Chunks as they come to blocks of whole lines, one at a time in the same memory: what a chunk begins of
// a line waits in front of the next one. A line that is too long loses its end here.

import type { Skipped } from '../model.ts';

export const NEWLINE = 10;

/** A longer line is cut to this many bytes; the rest of it is neither searched nor kept. */
export const MAX_LINE = 1 << 20;
/** So much is taken from a chunk at once. */
const PIECE = 1 << 20;

/** Bytes the memory of the blocks takes. */
export const CAPACITY = MAX_LINE + PIECE;

export interface Block {
  /** The first so many bytes of the memory; a newline ends them. */
  readonly length: number;
  /** Bytes that were cut off the first line, in front of its newline. */
  readonly dropped: number;
  /** Whether the source ended without a newline and this block's was put there. */
  readonly unterminated: boolean;
}

/** @param memory of CAPACITY bytes; holds a block until the next one is asked for */
export async function* blocksIn(
  chunks: AsyncIterable<Uint8Array | Skipped>,
  memory: Buffer,
): AsyncGenerator<Block | { readonly skipped: Skipped }> {
  let length = 0;
  let dropped = 0;
  /** Bytes of a line whose end is not known yet. */
  const begin = (bytes: Uint8Array) => {
    const room = Math.min(bytes.length, MAX_LINE - length);
    memory.set(bytes.subarray(0, room), length);
    length += room;
    dropped += bytes.length - room;
  };
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) {
      yield { skipped: chunk };
      continue;
    }
    for (let at = 0; at < chunk.length; at += PIECE) {
      const piece = chunk.subarray(at, at + PIECE);
      const end = piece.lastIndexOf(NEWLINE) + 1;
      if (end > 0) {
        const first = piece.indexOf(NEWLINE);
        begin(piece.subarray(0, first));
        memory.set(piece.subarray(first, end), length);
        yield { length: length + end - first, dropped, unterminated: false };
        length = 0;
        dropped = 0;
      }
      begin(piece.subarray(end));
    }
  }
  if (length === 0) return;
  memory[length] = NEWLINE;
  yield { length: length + 1, dropped, unterminated: true };
}
