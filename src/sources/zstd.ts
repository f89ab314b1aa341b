// Zstandard, of any number of frames, by fzstd. Checksums are not looked at.

import { Decompress, type ZstdError, ZstdErrorCode } from 'fzstd';
import { type Bytes, newByteReader, rest, slices } from './bytes.ts';
import { DamagedError } from './damage.ts';

/** A block of four bytes may stand for 128 KiB. */
const SLICE = 1 << 10;
/** What the zstd program takes without being told to. */
const MAX_WINDOW = 1 << 27;

export async function* unzstd(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const reader = newByteReader(bytes);
  const head = await reader.take(6);
  if (windowOf(head) > MAX_WINDOW) throw new DamagedError('needs a window of more than 128 MiB');
  reader.unread(head);
  const pieces: Uint8Array[] = [];
  const decoder = new Decompress((piece) => {
    if (piece.length > 0) pieces.push(piece);
  });
  let error: unknown = null;
  const push = (slice: Uint8Array, last: boolean) => {
    try {
      decoder.push(slice, last);
    } catch (thrown) {
      error = thrown;
    }
  };
  for await (const slice of slices(rest(reader), SLICE)) {
    push(slice, false);
    yield* pieces.splice(0);
    if (error !== null) throw damageOf(error);
  }
  push(new Uint8Array(0), true);
  yield* pieces.splice(0);
  if (error !== null) throw damageOf(error);
}

/** RFC 8878, 3.1.1.1.2; 0 for a frame that is one segment or skippable. */
function windowOf(head: Buffer): number {
  const [descriptor = 0, window = 0] = head.subarray(4);
  if (head[0] !== 0x28 || descriptor & 0x20) return 0;
  return 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8);
}

function damageOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) {
    return error instanceof RangeError || error instanceof TypeError
      ? new DamagedError('damaged')
      : error;
  }
  const { code } = error as ZstdError;
  return new DamagedError(code === ZstdErrorCode.UnexpectedEOF ? 'ends early' : 'damaged');
}
