// xz, of any number of streams, by the WebAssembly build of xz-embedded. A check other than CRC32,
// CRC64 or none is not read.

import xz from 'xz-decompress';
import { type Bytes, slices } from './bytes.ts';
import { DamagedError } from './damage.ts';

/** What the decoder has made of a slice is lost when the slice holds damage. */
const SLICE = 1 << 10;

export async function* unxz(bytes: Bytes): AsyncGenerator<Uint8Array> {
  letStreamsRun();
  try {
    yield* new xz.XzReadableStream(ReadableStream.from(cutBehindStreams(slices(bytes, SLICE))));
  } catch (error) {
    throw readingOf(error);
  }
}

/** The library lets its streams wait for each other, so an xz file within an xz archive would wait for
 *  ever: here nobody waits. */
function letStreamsRun(): void {
  Object.assign(xz.XzReadableStream, {
    _contextMutex: { acquire: () => Promise.resolve(), release: () => undefined },
  });
}

/** A stream ends with `YZ`: cut there, what follows it cannot take the end of it along. */
async function* cutBehindStreams(pieces: Bytes): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    let from = 0;
    for (let at = indexOf(piece, from); at >= 0; at = indexOf(piece, from)) {
      yield piece.subarray(from, at + 2);
      from = at + 2;
    }
    if (from < piece.length) yield piece.subarray(from);
  }
}

function indexOf(piece: Uint8Array, from: number): number {
  return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).indexOf('YZ', from);
}

/** The library's errors are plain ones; what reading threw has to pass. */
function readingOf(error: unknown): unknown {
  if (error instanceof TypeError) return new DamagedError('ends early');
  const code = error instanceof Error ? /error code (\d+)$/.exec(error.message)?.[1] : undefined;
  return code === undefined ? error : new DamagedError(REASONS[code] ?? 'damaged');
}

// enum xz_ret of xz-embedded.
const REASONS: Readonly<Record<string, string>> = {
  3: 'needs more memory than there is',
  4: 'needs more memory than there is',
  5: 'followed by other bytes',
  6: 'uses a filter or a check that is not supported',
  8: 'ends early',
};
