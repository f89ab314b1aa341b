// The sieve: which lines pass, and that their numbers and offsets are those of the source.

import { describe, expect, test } from 'vitest';
import { takeRecord } from '../src/events.ts';
import type { Line, Run } from '../src/model.ts';
import { readRecords } from '../src/records.ts';
import { newScan } from '../src/scan.ts';
import { CAPACITY, MAX_LINE, type Sieve, type SieveCounts, sift } from '../src/sieve/index.ts';
import { newFinder } from '../src/sieve/kernel-finder.ts';
import { needlesOf, sieveFor } from '../src/sieve/needles.ts';
import {
  chance,
  chunksOf,
  cycleOf,
  fixtures,
  linesOf,
  nova,
  randomCuts,
  withoutEvidence,
} from './support.ts';

const sieve: Sieve = { finder: newFinder(['NEEDLE'], CAPACITY), head: /HEAD/y };

interface Kept {
  readonly line: number;
  readonly offset: number;
  readonly text: string;
}

interface Sifted {
  readonly lines: readonly Kept[];
  readonly counts: SieveCounts;
}

async function sifted(
  source: string | Buffer,
  cuts: readonly number[] = [],
  by = sieve,
): Promise<Sifted> {
  const counts: SieveCounts = { bytes: 0, lines: 0, tooLong: [] };
  const lines: Kept[] = [];
  for await (const run of sift(chunksOf(Buffer.from(source), cuts), 0, by, counts)) {
    lines.push(...keptOf(run));
  }
  return { lines, counts };
}

function keptOf({ lines, starts, bytes }: Run): readonly Kept[] {
  const texts = Buffer.from(bytes).toString('latin1').split('\n').slice(0, -1);
  expect(texts).toHaveLength(starts.length);
  return texts.map((text, index) => ({
    line: lines[index] ?? -1,
    offset: starts[index] ?? -1,
    text,
  }));
}

/** More lines than always pass at the start of a source. */
const head = Array.from({ length: 120 }, (_, index) => `HEAD noise ${index + 1}`);
const ALWAYS_KEPT = 100;

async function keptAfterHead(...lines: readonly string[]): Promise<readonly string[]> {
  const source = [...head, ...lines, 'HEAD last'].map((line) => `${line}\n`).join('');
  const { lines: kept } = await sifted(source);
  return kept.filter(({ line }) => line > head.length).map(({ text }) => text);
}

describe('lines that pass', () => {
  test('a line with a needle passes', async () => {
    expect(await keptAfterHead('HEAD a NEEDLE', 'HEAD b')).toContain('HEAD a NEEDLE');
  });

  test('a line without a needle is dropped', async () => {
    expect(await keptAfterHead('HEAD a', 'HEAD b NEEDLE')).not.toContain('HEAD a');
  });

  test('the continuation lines behind a hit pass, up to the next record', async () => {
    const kept = await keptAfterHead('HEAD NEEDLE', 'more', '  and more', 'HEAD other', 'its rest');
    expect(kept.slice(0, 3)).toEqual(['HEAD NEEDLE', 'more', '  and more']);
    expect(kept).not.toContain('its rest');
  });

  test('two hits next to each other both pass', async () => {
    const kept = await keptAfterHead('HEAD 1 NEEDLE', 'HEAD 2 NEEDLE', 'HEAD 3');
    expect(kept).toEqual(['HEAD 1 NEEDLE', 'HEAD 2 NEEDLE', 'HEAD last']);
  });

  test('a needle in a continuation line brings that line and what follows it', async () => {
    const kept = await keptAfterHead('HEAD 1', 'rest with NEEDLE', 'rest', 'HEAD 2');
    expect(kept).toEqual(['rest with NEEDLE', 'rest', 'HEAD last']);
  });

  test('the first hundred lines pass whatever they hold', async () => {
    const { lines } = await sifted(head.map((line) => `${line}\n`).join(''));
    expect(lines.map(({ line }) => line)).toEqual([
      ...Array.from({ length: ALWAYS_KEPT }, (_, index) => index + 1),
      head.length,
    ]);
  });

  test('the last record passes, found behind its continuation lines', async () => {
    expect(await keptAfterHead('HEAD noise')).toEqual(['HEAD last']);
    const { lines } = await sifted(`${head.join('\n')}\nHEAD end\nrest of it\nmore of it\n`);
    expect(lines.at(-1)).toMatchObject({ line: head.length + 1, text: 'HEAD end' });
  });

  test('the last record is not given twice when it is a hit', async () => {
    const { lines } = await sifted(`${head.join('\n')}\nHEAD NEEDLE\n`);
    expect(lines.filter(({ text }) => text === 'HEAD NEEDLE')).toHaveLength(1);
  });

  test('an empty source gives nothing', async () => {
    expect(await sifted('')).toEqual({ lines: [], counts: { bytes: 0, lines: 0, tooLong: [] } });
  });
});

describe('numbers and offsets', () => {
  test('they are those of the source, over dropped lines', async () => {
    const noise = Array.from({ length: 500 }, (_, index) => `HEAD ${'x'.repeat(index % 37)}`);
    const source = [...head, ...noise, 'HEAD NEEDLE', ...noise, 'HEAD NEEDLE'].join('\n');
    const { lines } = await sifted(`${source}\n`);
    expectPlaced(Buffer.from(`${source}\n`), lines);
    expect(lines.filter(({ text }) => text === 'HEAD NEEDLE').map(({ line }) => line)).toEqual([
      621, 1122,
    ]);
  });

  test('bytes and lines are counted over everything', async () => {
    const source = `${head.join('\n')}\n`;
    const { counts } = await sifted(source);
    expect(counts).toMatchObject({ bytes: source.length, lines: head.length });
  });

  test('a last line without newline counts as a line and passes like any other', async () => {
    const source = `${head.join('\n')}\nHEAD NEEDLE`;
    const { lines, counts } = await sifted(source);
    expect(counts).toMatchObject({ bytes: source.length, lines: head.length + 1 });
    expect(lines.at(-1)).toMatchObject({ text: 'HEAD NEEDLE', offset: source.length - 11 });
  });

  test('the tail record of a source without final newline has its own offset', async () => {
    const source = `${head.join('\n')}\nHEAD end`;
    const { lines } = await sifted(source);
    expectPlaced(Buffer.from(source), lines);
  });

  test('carriage returns belong to the line and are counted', async () => {
    const source = `${[...head, 'HEAD NEEDLE'].join('\r\n')}\r\n`;
    const { lines, counts } = await sifted(source);
    expect(counts.bytes).toBe(source.length);
    expect(lines.at(-1)).toMatchObject({ text: 'HEAD NEEDLE\r', offset: source.length - 13 });
  });

  test('NULs are bytes like others', async () => {
    const source = `${head.join('\n')}\nHEAD a\0b NEEDLE \0\nHEAD end\n`;
    const { lines } = await sifted(source);
    expect(lines.find(({ line }) => line === head.length + 1)?.text).toBe('HEAD a\0b NEEDLE \0');
    expectPlaced(Buffer.from(source), lines);
  });
});

describe('long lines', () => {
  const long = (length: number) => `HEAD NEEDLE ${'x'.repeat(length - 12)}`;
  const source = (length: number) => `${head.join('\n')}\n${long(length)}\nHEAD NEEDLE\n`;

  test('one of exactly the limit is kept whole', async () => {
    const { lines, counts } = await sifted(source(MAX_LINE));
    expect(counts.tooLong).toEqual([]);
    expect(lines.find(({ line }) => line === head.length + 1)?.text).toHaveLength(MAX_LINE);
  });

  test('one beyond the limit is cut to it and counted', async () => {
    const { lines, counts } = await sifted(source(MAX_LINE + 1));
    expect(counts.tooLong).toMatchObject([{ line: head.length + 1 }]);
    expect(lines.find(({ line }) => line === head.length + 1)?.text).toHaveLength(MAX_LINE);
  });

  test('the line behind it keeps its number and offset', async () => {
    const text = source(MAX_LINE * 2);
    const { lines } = await sifted(text);
    expect(lines.at(-1)).toEqual({
      line: head.length + 2,
      offset: text.length - 'HEAD NEEDLE\n'.length,
      text: 'HEAD NEEDLE',
    });
  });

  test('what was cut off is not searched', async () => {
    const hidden = `HEAD ${'x'.repeat(MAX_LINE)} NEEDLE`;
    const { lines } = await sifted(`${head.join('\n')}\n${hidden}\nHEAD NEEDLE\n`);
    expect(lines.map(({ line }) => line)).not.toContain(head.length + 1);
  });

  test('cutting the chunks inside it changes nothing', async () => {
    const text = source(MAX_LINE + 5);
    const start = head.join('\n').length + 1;
    const whole = await sifted(text);
    for (const at of [1, MAX_LINE, MAX_LINE + 1, MAX_LINE + 2, MAX_LINE + 5, MAX_LINE + 6]) {
      expect(await sifted(text, [start + at])).toEqual(whole);
    }
  });

  test('one that ends the source without newline is cut and counted too', async () => {
    const text = `${head.join('\n')}\n${long(MAX_LINE + 100)}`;
    const { lines, counts } = await sifted(text);
    expect(counts).toMatchObject({ bytes: text.length, tooLong: [{ line: head.length + 1 }] });
    expect(lines.at(-1)?.text).toHaveLength(MAX_LINE);
  });
});

describe('whatever the chunks are', () => {
  const parts = [
    'HEAD x\n',
    'HEAD NEEDLE\n',
    'rest\n',
    'NEEDLE\n',
    '\n',
    'HEAD \0\r\n',
    'HEADNEED',
  ];
  for (let seed = 1; seed <= 40; seed += 1) {
    test(`the lines are the same: seed ${seed}`, async () => {
      const random = chance(seed);
      const count = 50 + random.below(300);
      const text = Array.from(
        { length: count },
        () => parts[random.below(parts.length)] ?? '',
      ).join('');
      const whole = await sifted(text);
      expectPlaced(Buffer.from(text), whole.lines, text.endsWith('\n'));
      const cuts = randomCuts(random, text.length, 1 + random.below(60));
      expect(await sifted(text, cuts)).toEqual(whole);
    });
  }
});

describe('the needles of the templates', () => {
  test('a text that holds another is left out', () => {
    expect(needlesOf(['Inject key fs=', 'key fs=', 'Result was ', '', 'Result was '])).toEqual([
      'key fs=',
      'Result was ',
    ]);
  });

  const novaSieve = sieveFor();
  for (const { name, bytes } of fixtures()) {
    test(`the sieve takes no event away: ${name}`, async () => {
      const all = linesOf(bytes);
      const offsets = offsetsOf(bytes);
      const every = all.map((text, index) => ({
        source: 0,
        line: index + 1,
        offset: offsets[index] ?? 0,
        text: text.replace(/\r$/, ''),
      }));
      const { lines } = await sifted(bytes, [], novaSieve);
      const kept = new Set(lines.map(({ line }) => line));
      const events = await eventsOf(every.filter(({ line }) => kept.has(line)));
      expect(events).toEqual(await eventsOf(every));
      expect(events).not.toEqual([]);
    });
  }
});

test('a line of JSON inside a message ends it neither early nor late in a log', async () => {
  const log = nova('2013.1');
  const other = nova('2013.1', { request: null });
  const noise = Array.from({ length: 120 }, () => other.say('DEBUG', 'nova.x', 'noise'));
  const injection = [
    log.starting(),
    log.requested('key=None net=auto lo\n{"a": 1}\n metadata=[] admin_password=x files=None'),
    log.opening(),
    log.running(),
  ];
  const [early, late] = await Promise.all([cycleOf(injection), cycleOf([...noise, ...injection])]);
  expect(withoutEvidence(late)).toEqual(withoutEvidence(early));
});

async function eventsOf(lines: readonly Line[]) {
  const scan = newScan({ path: 'nova-compute.log' });
  const events = [];
  for await (const batch of readRecords(each([lines]), scan))
    events.push(...batch.flatMap((record) => takeRecord(record, scan) ?? []));
  return events;
}

async function* each<Value>(values: readonly Value[]): AsyncGenerator<Value> {
  yield* values;
}

function offsetsOf(bytes: Buffer): readonly number[] {
  const offsets = [0];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) offsets.push(at + 1);
  return offsets;
}

/** Each kept line stands in the source where it says it stands. */
function expectPlaced(bytes: Buffer, kept: readonly Kept[], wholeLines = true): void {
  const offsets = offsetsOf(bytes);
  const lines = bytes.toString('latin1').split('\n');
  const placed = wholeLines ? kept : kept.slice(0, -1);
  expect(placed.map(({ line }) => line)).toEqual([...placed.map(({ line }) => line)].sort(byValue));
  for (const { line, offset, text } of placed) {
    expect({ line, offset, text }).toEqual({
      line,
      offset: offsets[line - 1],
      text: lines[line - 1],
    });
  }
}

const byValue = (a: number, b: number) => a - b;

describe('a source of fields', () => {
  const whole: Sieve = { ...sieve, isWhole: (first) => first.includes('WHOLE') };
  const lines = (mark: number, count = 300) =>
    Array.from({ length: count }, (_, index) =>
      index + 1 === mark ? 'WHOLE\n' : `HEAD ${index + 1}\n`,
    ).join('');

  test.each([1, 50, 100])('passes whole where line %i shows it', async (mark) => {
    const source = lines(mark);
    const { lines: kept } = await sifted(source, [], whole);
    expect(kept).toHaveLength(300);
    for (const { offset, text } of kept) {
      expect(source.slice(offset, offset + text.length)).toBe(text);
    }
  });

  test('does not when a later line does', async () => {
    expect((await sifted(lines(101), [], whole)).lines.length).toBeLessThan(110);
  });

  test('however it is cut', async () => {
    const source = lines(100, 130);
    const expected = await sifted(source, [], whole);
    for (let cut = 1; cut < source.length; cut += 1) {
      expect(await sifted(source, [cut], whole)).toEqual(expected);
    }
  });
});
