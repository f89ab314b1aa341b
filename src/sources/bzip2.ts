// bzip2, of any number of streams, by the block decoder of unbzip2-stream; its own stream would hold
// the whole of a short file's output at once.

import bzip2 from 'unbzip2-stream/lib/bzip2.js';
import { type Bytes, newByteReader } from './bytes.ts';
import { DamagedError } from './damage.ts';

const UNIT = 100_000;
/** A block takes no more input than its size and its tables. */
const TABLES = 25_000;

export async function* bunzip2(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const reader = newByteReader(bytes);
  const output = newOutput();
  let blockSize = 0;
  let checksum = 0;
  let streams = 0;
  let bits = newBitReader(Buffer.alloc(0));
  let buffer = new Int32Array(0);
  try {
    for (;;) {
      const missing = blockSize * UNIT + TABLES - bits.left();
      if (missing > 0) bits = bits.with(await reader.take(missing));
      if (blockSize === 0 && bits.left() === 0 && streams > 0) return;
      try {
        if (blockSize === 0) {
          blockSize = bzip2.header(bits.read);
          if (buffer.length < blockSize * UNIT) buffer = new Int32Array(blockSize * UNIT);
          checksum = 0;
          continue;
        }
        const next = bzip2.decompress(bits.read, output.write, buffer, blockSize * UNIT, checksum);
        checksum = next ?? 0;
        if (next === null) {
          blockSize = 0;
          streams += 1;
        }
      } catch (error) {
        if (error instanceof EndOfInput) throw new DamagedError('ends early');
        const behind = blockSize === 0 && streams > 0;
        throw new DamagedError(behind ? 'followed by other bytes' : 'damaged');
      }
      yield* output.flush();
    }
  } finally {
    await reader.close();
  }
}

class EndOfInput extends Error {}

interface BitReader {
  readonly read: (count: number | null) => number;
  /** Whole bytes not yet touched. */
  left(): number;
  /** Goes on where this one stands, with more bytes behind. */
  with(more: Buffer): BitReader;
}

/** @param used bits of the first byte that are read already */
function newBitReader(bytes: Buffer, used = 0): BitReader {
  let at = 0;
  let bit = used;
  const bitsAt = (count: number): number => {
    let value = 0;
    let missing = count;
    while (missing > 0) {
      const byte = bytes[at];
      if (byte === undefined) throw new EndOfInput();
      const taken = Math.min(missing, 8 - bit);
      value = (value << taken) | ((byte >> (8 - bit - taken)) & ((1 << taken) - 1));
      bit += taken;
      missing -= taken;
      if (bit === 8) {
        bit = 0;
        at += 1;
      }
    }
    return value;
  };
  return {
    read(count) {
      if (count !== null) return bitsAt(count);
      if (bit > 0) at += 1;
      bit = 0;
      return 0;
    },
    left: () => bytes.length - at - (bit > 0 ? 1 : 0),
    with: (more) => newBitReader(Buffer.concat([bytes.subarray(at), more]), bit),
  };
}

/** Bytes written one by one, taken away in blocks. */
function newOutput() {
  let block = Buffer.alloc(1 << 20);
  let length = 0;
  return {
    write(byte: number) {
      if (length === block.length) block = Buffer.concat([block, Buffer.alloc(length)]);
      block[length] = byte;
      length += 1;
    },
    *flush(): Generator<Uint8Array> {
      if (length > 0) yield Buffer.from(block.subarray(0, length));
      length = 0;
    },
  };
}
