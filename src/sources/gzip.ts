// gzip, of any number of members. Where something is wrong with them, each member's deflate stream is
// decoded on its own: Node's gunzip drops what it has decoded when the bytes behind it are not gzip.

import { crc32, createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from 'node:zlib';
import { type ByteReader, type Bytes, newByteReader } from './bytes.ts';
import { DamagedError } from './damage.ts';

/** Decodes at most this much at once; deflate makes at most 1032 times as much of it. */
const SLICE = 1 << 16;
/** zlib keeps what it has made of a piece when it meets damage in it: so much is lost, at most. */
const SMALL_PIECE = 1 << 14;
/** Mostly all of a slice, so that zlib need not wait for the sieve in between: half the time. */
const LARGE_PIECE = 1 << 20;

// RFC 1952: magic, method, flags, time, extra flags, system.
const HEADER = 10;
const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;

/** Damaged bytes that can be read `again` are decoded once more, with care. */
export async function* gunzip(bytes: Bytes, again?: () => Bytes): AsyncGenerator<Uint8Array> {
  if (again === undefined) {
    yield* members(bytes);
    return;
  }
  let made = 0;
  try {
    for await (const piece of allAtOnce(bytes)) {
      made += piece.length;
      yield piece;
    }
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    yield* behind(members(again()), made);
  }
}

/** Members that nothing is wrong with, their checksums taken in zlib's own thread. */
async function* allAtOnce(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const reader = newByteReader(bytes);
  try {
    yield* inflate(reader, createGunzip({ chunkSize: LARGE_PIECE }));
    await endsInZeros(reader);
  } finally {
    await reader.close();
  }
}

/** Without the first `count` bytes. */
async function* behind(bytes: Bytes, count: number): AsyncGenerator<Uint8Array> {
  let passed = 0;
  for await (const piece of bytes) {
    if (passed + piece.length > count) yield piece.subarray(Math.max(0, count - passed));
    passed += piece.length;
  }
}

async function* members(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const reader = newByteReader(bytes);
  try {
    for (let count = 0; await beginsMember(reader, count > 0); count += 1) {
      let crc = 0;
      for await (const piece of inflate(reader, createInflateRaw({ chunkSize: SMALL_PIECE }))) {
        crc = crc32(piece, crc);
        yield piece;
      }
      const trailer = await reader.take(8);
      if (trailer.length < 8) throw new DamagedError('ends early');
      if (trailer.readUInt32LE(0) !== crc) throw new DamagedError('checksum does not fit');
    }
  } finally {
    await reader.close();
  }
}

/** Reads a member's header; false at the end, behind which zeros may stand. */
async function beginsMember(reader: ByteReader, behindOne: boolean): Promise<boolean> {
  const header = await reader.take(HEADER);
  if (behindOne && header.every((byte) => byte === 0)) {
    await endsInZeros(reader);
    return false;
  }
  if (header[0] !== 0x1f || header[1] !== 0x8b || (header.length > 2 && header[2] !== 8)) {
    throw new DamagedError(behindOne ? 'followed by other bytes' : 'not gzip');
  }
  if (header.length < HEADER) throw new DamagedError('ends early');
  const flags = header[3] ?? 0;
  if (flags & FEXTRA) {
    const size = await reader.take(2);
    if (size.length === 2) await reader.take(size.readUInt16LE(0));
  }
  if (flags & FNAME) await skipText(reader);
  if (flags & FCOMMENT) await skipText(reader);
  if (flags & FHCRC) await reader.take(2);
  return true;
}

/** @throws DamagedError for other bytes */
async function endsInZeros(reader: ByteReader): Promise<void> {
  for (let more = await reader.next(); more !== null; more = await reader.next()) {
    if (more.some((byte) => byte !== 0)) throw new DamagedError('followed by other bytes');
  }
}

async function skipText(reader: ByteReader): Promise<void> {
  for (let byte = await reader.take(1); byte.length > 0; byte = await reader.take(1)) {
    if (byte[0] === 0) return;
  }
}

/** What a decoder takes of the reader; what follows it stays there. While a slice is decoded, what came of
 *  the one before it is handed on. */
async function* inflate(
  reader: ByteReader,
  inflater: InflateRaw | Gunzip,
): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let failure: DamagedError | null = null;
  let wake = () => {};
  inflater.on('data', (piece: Uint8Array) => pieces.push(piece));
  inflater.on('error', ({ code }: NodeJS.ErrnoException) => {
    failure = new DamagedError(code === 'Z_BUF_ERROR' ? 'ends early' : 'damaged');
    wake();
  });
  const until = (begin: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      begin(resolve);
    });
  let fed = 0;
  try {
    for (;;) {
      const chunk = await reader.next();
      if (chunk === null) break;
      const slice = chunk.subarray(0, SLICE);
      reader.unread(chunk.subarray(SLICE));
      fed += slice.length;
      const written = until((done) => inflater.write(slice, () => done()));
      yield* pieces.splice(0);
      await written;
      if (failure !== null) break;
      // Bytes are left over only behind the end of the stream.
      const unused = fed - inflater.bytesWritten;
      if (unused === 0) continue;
      reader.unread(slice.subarray(slice.length - unused));
      yield* pieces.splice(0);
      return;
    }
    if (failure === null) await until((done) => inflater.once('end', done).end());
    yield* pieces.splice(0);
    if (failure !== null) throw failure;
  } finally {
    inflater.destroy();
  }
}
