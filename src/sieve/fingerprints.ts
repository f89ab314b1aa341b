// Needles to what the kernel looks for: of each needle the part that is rarest in the log, and the groups
// of four bytes in it. A part is as long as the shortest needle, eight bytes at most, so that one of its
// groups stands on each `stride`-th byte wherever the needle begins.

/** Bytes of a group. */
export const GRAM = 4;
/** Most bytes of a part: the kernel compares it as one number. */
const PART = 8;
/** Each table has a bit for each 16-bit hash. */
const BITS = 16;
const TABLE = 1 << (BITS - 3);
/** The hashes of the two tables of groups: one is looked for when both have it. */
const FACTORS = [0x9e3779b1, 0x85ebca6b];
/** The hash of the table of parts. */
const PART_FACTOR = 0x9e3779b97f4a7n;

/** Bytes of all tables. */
export const TABLES = (FACTORS.length + 1) * TABLE;
/** How much of a log tells what is rare in it. */
const SAMPLE = 1 << 14;

interface Place {
  readonly needle: Buffer;
  /** Where in the needle the group stands. */
  readonly within: number;
}

export interface Fingerprints {
  /** The kernel's tables, one after the other. */
  readonly tables: Uint8Array;
  /** Where each group, as a little-endian number, stands in a needle. */
  readonly places: ReadonlyMap<number, readonly Place[]>;
}

/** Every so many bytes one look finds each needle. @throws for a needle shorter than a group */
export function strideOf(needles: readonly string[]): number {
  const shortest = Math.min(...needles.map((needle) => Buffer.byteLength(needle)));
  if (shortest < GRAM) throw new Error(`a needle has fewer than ${GRAM} bytes`);
  return Math.min(shortest, PART) - GRAM + 1;
}

export function fingerprintsOf(needles: readonly string[], sample: Buffer): Fingerprints {
  const tables = new Uint8Array(TABLES);
  const set = (table: number, bit: number) => {
    const at = table * TABLE + (bit >>> 3);
    tables[at] = (tables[at] ?? 0) | (1 << (bit & 7));
  };
  const places = new Map<number, Place[]>();
  const stride = strideOf(needles);
  const seen = occurrences(sample.subarray(0, SAMPLE));
  for (const needle of needles.map((text) => Buffer.from(text))) {
    const start = rarestPart(needle, stride, seen);
    for (let within = start; within < start + stride; within += 1) {
      const gram = needle.readUInt32LE(within);
      places.set(gram, [...(places.get(gram) ?? []), { needle, within }]);
      for (const [index, factor] of FACTORS.entries()) set(index, hash(gram, factor));
    }
    set(FACTORS.length, partHash(needle.subarray(start, start + stride + GRAM - 1)));
  }
  return { tables, places };
}

const hash = (gram: number, factor = FACTORS[0] ?? 1) => Math.imul(gram, factor) >>> (32 - BITS);

function partHash(part: Buffer): number {
  const number = part.reduceRight((bytes, byte) => bytes * 256n + BigInt(byte), 0n);
  return Number(BigInt.asUintN(64, number * PART_FACTOR) >> BigInt(64 - BITS));
}

/** How often each group occurs, by its hash. */
function occurrences(sample: Buffer): Uint32Array {
  const seen = new Uint32Array(1 << BITS);
  let gram = 0;
  for (let at = 0; at < sample.length; at += 1) {
    gram = (gram >>> 8) | ((sample[at] ?? 0) << 24);
    const index = hash(gram);
    if (at >= GRAM - 1) seen[index] = (seen[index] ?? 0) + 1;
  }
  return seen;
}

/** Where the part begins whose groups occur least often. */
function rarestPart(needle: Buffer, stride: number, seen: Uint32Array): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let start = 0; start + stride + GRAM - 1 <= needle.length; start += 1) {
    let count = 0;
    for (let within = start; within < start + stride; within += 1) {
      count += seen[hash(needle.readUInt32LE(within))] ?? 0;
    }
    if (count >= least) continue;
    best = start;
    least = count;
  }
  return best;
}
