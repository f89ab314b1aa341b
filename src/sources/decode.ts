// Bytes in, decompressed bytes out, whatever they are compressed with, twice at most. What cannot be
// decoded is noted as damage and ends the stream; the bytes before it stand.

import { type Bytes, gather, peek } from './bytes.ts';
import { codecOf, MAGIC_BYTES } from './codecs.ts';
import { DamagedError, type ReadingCounts } from './damage.ts';

export interface Limits {
  /** Output up to this size is never too much. Less once it was, for what is read by the same limits. */
  bytes: number;
  /** Beyond it, output to input. */
  readonly ratio: number;
}

/** Far above what a log compresses to. */
export const LIMITS: Readonly<Limits> = { bytes: 2 ** 30, ratio: 2000 };

/** Of what lies in an archive beside something that went beyond them. */
const SUSPECT_BYTES = 2 ** 20;

const MAX_LEVELS = 2;

/** The sieve takes large pieces, decoders make small ones. */
const PIECE = 1 << 16;

export interface DecodeOptions {
  /** Opens the source once more, where that can be done. */
  readonly again?: () => Bytes;
  readonly limits?: Limits;
}

/** Decodes a source; `counts` says what it was and where it broke off. */
export async function* decode(
  bytes: Bytes,
  counts: ReadingCounts,
  { again, limits = { ...LIMITS } }: DecodeOptions = {},
): AsyncGenerator<Uint8Array> {
  const read = { bytes: 0 };
  let stream: Bytes = metered(bytes, read, counts);
  for (let levels = 0; ; levels += 1) {
    const { head, whole } = await peek(stream, MAGIC_BYTES);
    const codec = codecOf(head);
    if (codec === undefined) {
      if (levels === 0) yield* whole;
      else yield* gather(whole, PIECE);
      return;
    }
    if (levels === MAX_LEVELS) {
      counts.damage.push('compressed more than twice: not read');
      await whole.return(undefined);
      return;
    }
    counts.compression = joined(counts.compression, codec.id);
    const decoder = await codec.load();
    const decoded = decoder(whole, levels === 0 ? again : undefined);
    stream = guarded(decoded, codec.id, read, counts, limits);
  }
}

export function joined(outer: string | null, inner: string): string {
  return outer === null ? inner : `${outer}, ${inner}`;
}

async function* metered(
  bytes: Bytes,
  read: { bytes: number },
  counts: ReadingCounts,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    read.bytes += chunk.length;
    counts.onRead?.(chunk.length);
    yield chunk;
  }
}

/** Damage ends the stream instead of failing it; only the first is told, the others follow from it. */
async function* guarded(
  decoded: Bytes,
  codec: string,
  read: { readonly bytes: number },
  counts: ReadingCounts,
  limits: Limits,
): AsyncGenerator<Uint8Array> {
  let made = 0;
  try {
    for await (const piece of decoded) {
      made += piece.length;
      if (made > limits.bytes && made > limits.ratio * read.bytes) {
        limits.bytes = Math.min(limits.bytes, SUSPECT_BYTES);
        throw new DamagedError(
          `expands to more than ${limits.ratio} times its size, as no log does: the rest is not read`,
        );
      }
      yield piece;
    }
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    if (counts.damage.length === 0) counts.damage.push(`${codec}: ${error.message}`);
  }
}
