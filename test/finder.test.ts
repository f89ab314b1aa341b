// The kernel's finder against the reference: the same lines, numbers and offsets from the same bytes.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finder } from '../src/sieve/finder.ts';
import { CAPACITY, type SieveCounts, sift } from '../src/sieve/index.ts';
import { newFinder } from '../src/sieve/kernel-finder.ts';
import { needles as novaNeedles, sieveFor } from '../src/sieve/needles.ts';
import { newReferenceFinder } from '../src/sieve/reference.ts';
import { chunksOf, fixtures } from './support.ts';

const NEEDLES = ['abcd', 'bcdab', 'ab cd', 'dddd', 'a\u00e9bcd', '\0\0\0\0'];

/** Pieces of needles, their neighbours in the alphabet, and what surrounds them in a log. */
const piece = fc.oneof(
  fc.constantFrom(
    ...NEEDLES,
    'abc',
    'bcd',
    'ab',
    'HEAD ',
    '\n',
    '\n',
    '\n\n',
    '\r\n',
    '\0',
    '\x80',
  ),
  fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', ' ', '\0', '\n'), maxLength: 20 }),
);
const text = fc
  .array(fc.oneof(piece, fc.uint8Array({ maxLength: 8 })), { maxLength: 200 })
  .map((pieces) => Buffer.concat(pieces.map((one) => Buffer.from(one as string))));

const both = (needles: readonly string[], capacity: number) => [
  newFinder(needles, capacity),
  newReferenceFinder(needles, capacity),
];

function put(finder: Finder, bytes: Buffer): void {
  bytes.copy(finder.bytes);
  finder.load(bytes.length);
}

/** Start of each line that holds a needle, and the newlines in front of the position found. */
function hitsIn(finder: Finder, bytes: Buffer): readonly (readonly [number, number])[] {
  put(finder, bytes);
  const hits: [number, number][] = [];
  let from = 0;
  while (from < bytes.length) {
    const hit = finder.find(from);
    if (hit < 0) break;
    const start = hit === 0 ? 0 : bytes.lastIndexOf(10, hit - 1) + 1;
    hits.push([start, finder.newlines(from, hit)]);
    const end = bytes.indexOf(10, hit);
    if (end < 0) break;
    from = end + 1;
  }
  return hits;
}

async function siftedBy(finder: Finder, bytes: Buffer, cuts: readonly number[]) {
  const counts: SieveCounts = { bytes: 0, lines: 0, tooLong: [] };
  const kept: unknown[] = [];
  for await (const run of sift(chunksOf(bytes, cuts), 0, { finder, head: /HEAD/y }, counts)) {
    const texts = Buffer.from(run.bytes).toString('latin1').split('\n').slice(0, -1);
    for (const [index, line] of run.lines.entries()) {
      kept.push([line, run.starts[index], texts[index]]);
    }
  }
  return { counts, kept };
}

describe('the kernel and the reference', () => {
  const finders = both(NEEDLES, CAPACITY);

  test('find the same lines in any bytes', () => {
    fc.assert(
      fc.property(text, (bytes) => {
        const [kernel, reference] = finders.map((finder) => hitsIn(finder, bytes));
        expect(kernel).toEqual(reference);
      }),
      { numRuns: 2000 },
    );
  });

  test('keep the same lines of any source, however it is cut', async () => {
    const cuts = fc.array(fc.nat(), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, cuts, async (bytes, seeds) => {
        const source = Buffer.concat([Buffer.from('HEAD\n'.repeat(100)), bytes]);
        const at = seeds.map((seed) => seed % (source.length + 1)).sort((a, b) => a - b);
        const [kernel, reference] = await Promise.all(
          finders.map((finder) => siftedBy(finder, source, at)),
        );
        expect(kernel).toEqual(reference);
        expect(kernel).toEqual(await siftedBy(finders[0] as Finder, source, []));
      }),
      { numRuns: 500 },
    );
  });

  test('find whatever the needles are', () => {
    const needle = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(needle, { minLength: 1, maxLength: 5 }), text, (needles, bytes) => {
        const [kernel, reference] = both(needles, 1 << 13).map((finder) =>
          hitsIn(finder, bytes.subarray(0, 1 << 13)),
        );
        expect(kernel).toEqual(reference);
      }),
      { numRuns: 500 },
    );
  });

  test('find every needle of the templates at every place of a block', () => {
    const finders = both(novaNeedles, 1 << 10);
    for (const needle of novaNeedles) {
      for (let before = 0; before < 8; before += 1) {
        const bytes = Buffer.from(`${' '.repeat(before)}${needle}\nno such line\n`);
        const [kernel, reference] = finders.map((finder) => hitsIn(finder, bytes));
        expect(kernel).toEqual([[0, 0]]);
        expect(reference).toEqual(kernel);
      }
    }
  });

  test.each(fixtures())('find the same lines in $name', ({ bytes }) => {
    const [kernel, reference] = both(novaNeedles, bytes.length).map((finder) =>
      hitsIn(finder, bytes),
    );
    expect(kernel).toEqual(reference);
  });
});

test('a needle across any cut of the chunks is found', async () => {
  const { finder } = sieveFor();
  const line = 'HEAD Injecting key into image /var/lib/disk\n';
  const source = Buffer.from(`${'HEAD\n'.repeat(120)}${line}${'HEAD\n'.repeat(3)}`);
  for (let cut = 600; cut <= 600 + line.length; cut += 1) {
    const { kept } = await siftedBy(finder, source, [cut]);
    expect(kept).toContainEqual([121, 600, line.trimEnd()]);
  }
});

test('a hundred megabytes without a newline are one line', async () => {
  const [kernel] = both(NEEDLES, CAPACITY);
  const chunk = Buffer.alloc(1 << 20, 'x');
  const counts: SieveCounts = { bytes: 0, lines: 0, tooLong: [] };
  const chunks = (async function* () {
    for (let index = 0; index < 100; index += 1) yield chunk;
    yield Buffer.from('abcd\nHEAD abcd\n');
  })();
  const lines: number[] = [];
  const sieve = { finder: kernel as Finder, head: /HEAD/y };
  for await (const run of sift(chunks, 0, sieve, counts)) lines.push(...run.lines);
  expect(counts).toMatchObject({ bytes: 100 * 2 ** 20 + 15, lines: 2, tooLong: [{ line: 1 }] });
  expect(lines).toEqual([1, 2]);
});

test('a needle too short for the kernel is refused', () => {
  expect(() => newFinder(['abc'], 64)).toThrow('fewer than 4 bytes');
});

test('the reference stands in where WebAssembly cannot run', () => {
  const { WebAssembly: wasm } = globalThis as { WebAssembly?: unknown };
  try {
    Object.assign(globalThis, { WebAssembly: undefined });
    const finder = newFinder(NEEDLES, 64);
    put(finder, Buffer.from('x\nabcd\n'));
    expect(finder.find(0)).toBe(2);
  } finally {
    Object.assign(globalThis, { WebAssembly: wasm });
  }
});
