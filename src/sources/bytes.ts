// Byte streams taken in other pieces than they come in: so many bytes, a look at the head, slices of
// a size. Nothing here knows what the bytes mean.

/** A chunk stands until the next one is asked for: its memory may be used again. */
export type Bytes = AsyncIterable<Uint8Array>;

/** None at all. */
export async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Standard input. */
export type Stdin = Bytes & { readonly isTTY?: boolean };

export interface ByteReader {
  /** Exactly so many bytes, fewer only where the stream ends; they are the caller's own. */
  take(count: number): Promise<Buffer>;
  /** What there is at hand, null at the end. */
  next(): Promise<Buffer | null>;
  /** Puts bytes back in front. */
  unread(bytes: Buffer): void;
  close(): Promise<void>;
}

export function newByteReader(bytes: Bytes): ByteReader {
  const iterator = bytes[Symbol.asyncIterator]();
  const ahead: Buffer[] = [];
  const reader: ByteReader = {
    async next() {
      const held = ahead.shift();
      if (held !== undefined) return held;
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) return null;
        if (value.length > 0) return toBuffer(value);
      }
    },
    async take(count) {
      const taken = Buffer.allocUnsafe(count);
      let length = 0;
      while (length < count) {
        const piece = await reader.next();
        if (piece === null) break;
        const copied = piece.copy(taken, length);
        if (piece.length > copied) reader.unread(piece.subarray(copied));
        length += copied;
      }
      return taken.subarray(0, length);
    },
    unread(back) {
      if (back.length > 0) ahead.unshift(back);
    },
    async close() {
      await iterator.return?.();
    },
  };
  return reader;
}

/** The first bytes of a stream, and the whole of it still to be read. */
export async function peek(bytes: Bytes, count: number) {
  const reader = newByteReader(bytes);
  const head = await reader.take(count);
  reader.unread(head);
  return { head, whole: rest(reader), close: () => reader.close() };
}

/** Everything a reader still has. */
export async function* rest(reader: ByteReader): AsyncGenerator<Buffer> {
  try {
    for (let piece = await reader.next(); piece !== null; piece = await reader.next()) yield piece;
  } finally {
    await reader.close();
  }
}

/** Pieces no longer than `size`, for who keeps them. */
export async function* slices(bytes: Bytes, size: number): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += size)
      yield Buffer.from(chunk.subarray(at, at + size));
  }
}

/** Pieces of at least `size`, except the last, from chunks that are kept that long. */
export async function* gather(bytes: Bytes, size: number): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    held.push(chunk);
    length += chunk.length;
    if (length < size) continue;
    yield held.length === 1 ? chunk : Buffer.concat(held);
    held = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(held);
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
