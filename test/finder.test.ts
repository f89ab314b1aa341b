// The kernel's finder against the reference: the same lines, numbers and offsets from the same bytes.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newCase } from '../bench/fuzz/cases.js';
import { logsIn } from '../bench/fuzz/material.js';
import { splitLines } from '../src/lines.ts';
import type { Line } from '../src/model.ts';
import type { Finder } from '../src/sieve/finder.ts';
import { CAPACITY, type SieveCounts, sift } from '../src/sieve/index.ts';
import { newFinder } from '../src/sieve/kernel-finder.ts';
import { needles as novaNeedles, sieveFor } from '../src/sieve/needles.ts';
import { newReferenceFinder } from '../src/sieve/reference.ts';
import { chunksOf, fixtures, randomCuts, root } from './support.ts';

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
    const needle = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 12 });
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

/** What has to pass, line by line and in so many words: the first lines; every line with a needle, and those
 *  behind a line that passes up to the next record; of the last bytes the last record. */
function obviously(bytes: Buffer): readonly Line[] {
  const { head, isWhole } = sieveFor();
  const texts = bytes.toString('latin1').split('\n');
  const isTerminated = texts.at(-1) === '';
  if (isTerminated) texts.pop();
  const begins = (text: string) => new RegExp(`^(?:${head.source})`).test(text);
  const first = texts.slice(0, 100).map((text) => utf8(text).slice(0, 4096).replace(/\r$/, ''));
  const passesAll = first.length === 100 && isWhole?.(first) === true;
  let offset = 0;
  let isInside = false;
  const all = texts.map((text, index) => {
    const line = { source: 0, line: index + 1, offset, text: utf8(text).replace(/\r$/, '') };
    offset += text.length + 1;
    const hasNeedle = novaNeedles.some((needle) => utf8(text).includes(needle));
    isInside = index < 100 || passesAll || (isInside && !begins(text)) || hasNeedle;
    return { line, passes: isInside, begins: begins(text) };
  });
  const tail = bytes.length + (isTerminated ? 0 : 1) - (1 << 16);
  const last = all.findLast((one) => one.begins && one.line.offset > Math.max(0, tail));
  const lastPassed = all.findLastIndex(({ passes }) => passes);
  const passed = all.filter(({ passes }) => passes).map(({ line }) => line);
  return last !== undefined && last.line.line - 1 > lastPassed ? [...passed, last.line] : passed;
}

const utf8 = (latin1: string) => Buffer.from(latin1, 'latin1').toString('utf8');

async function linesBy(finder: Finder, bytes: Buffer, cuts: readonly number[]) {
  const counts = { bytes: 0, lines: 0, tooLong: [], undecodable: [] };
  const sieve = { ...sieveFor(), finder };
  const lines: Line[] = [];
  for await (const batch of splitLines(sift(chunksOf(bytes, cuts), 0, sieve, counts), counts)) {
    lines.push(...batch);
  }
  return { lines, counts };
}

describe('the lines of whole logs that pass', () => {
  const [kernel, reference] = both(novaNeedles, CAPACITY) as [Finder, Finder];
  const logs = logsIn([`${root}fixtures`, `${root}../shared/logs`]);
  const noise = fc.constantFrom(
    '',
    'noise\n'.repeat(101),
    '2012-05-14 09:21:07 INFO a [-] b\n'.repeat(101),
  );

  test('are the obvious ones, with either finder and however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), noise, noise, async (seed, before, behind) => {
        const { bytes, chance } = newCase(logs, seed, 0);
        const log = Buffer.concat([Buffer.from(before), bytes, Buffer.from(behind)]);
        const cuts = randomCuts(chance, log.length, chance.below(30));
        const fast = await linesBy(kernel, log, cuts);
        expect(fast).toEqual(await linesBy(reference, log, []));
        expect(fast.lines).toEqual(obviously(log));
      }),
      { numRuns: 300 },
    );
  }, 120_000);

  test.each(fixtures('releases/'))('are the obvious ones of $name', async ({ bytes }) => {
    const log = Buffer.concat([Buffer.from('noise\n'.repeat(150)), bytes]);
    expect((await linesBy(kernel, log, [1000])).lines).toEqual(obviously(log));
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
