// Runs to lines: terminators, bytes that are not UTF-8, and the numbers of the sieve.

import { expect, test } from 'vitest';
import { type LineCounts, splitLines } from '../src/lines.ts';
import type { Line, Run } from '../src/model.ts';

function runOf(bytes: Buffer, firstLine = 1): Run {
  const starts = [0];
  for (let at = bytes.indexOf(10); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(10, at + 1))
    starts.push(at + 1);
  const lines = starts.map((_, index) => firstLine + index);
  return { source: 3, lines, starts, bytes };
}

async function split(...runs: readonly Run[]) {
  const counts: LineCounts = { undecodable: [] };
  const lines: Line[] = [];
  const given = (async function* () {
    yield* runs;
  })();
  for await (const batch of splitLines(given, counts)) lines.push(...batch);
  return { lines, counts };
}

test('each line has the source, number and offset of its run', async () => {
  const { lines } = await split(runOf(Buffer.from('one\ntwo\n'), 41));
  expect(lines).toEqual([
    { source: 3, line: 41, offset: 0, text: 'one' },
    { source: 3, line: 42, offset: 4, text: 'two' },
  ]);
});

test('a carriage return before the newline is part of the terminator', async () => {
  const { lines } = await split(runOf(Buffer.from('one\r\nt\rwo\r\n')));
  expect(lines.map(({ text }) => text)).toEqual(['one', 't\rwo']);
});

test('empty lines are lines', async () => {
  const { lines } = await split(runOf(Buffer.from('\n\nx\n\n')));
  expect(lines.map(({ text }) => text)).toEqual(['', '', 'x', '']);
});

test('a run of many lines loses none', async () => {
  const text = Array.from({ length: 5000 }, (_, index) => `line ${index}\n`).join('');
  const { lines } = await split(runOf(Buffer.from(text)), runOf(Buffer.from('next\n'), 6000));
  expect(lines).toHaveLength(5001);
  expect(lines.at(-2)).toMatchObject({ line: 5000, text: 'line 4999' });
  expect(lines.at(-1)).toMatchObject({ line: 6000, text: 'next' });
});

test('UTF-8 is decoded', async () => {
  const { lines, counts } = await split(runOf(Buffer.from('prüfung – ok\n')));
  expect(lines[0]?.text).toBe('prüfung – ok');
  expect(counts.undecodable).toEqual([]);
});

test('bytes that are not UTF-8 are replaced and their lines counted', async () => {
  const bytes = Buffer.concat([Buffer.from('fine\nbad '), Buffer.from([0xff]), Buffer.from('\n')]);
  const { lines, counts } = await split(runOf(bytes));
  expect(lines[1]?.text).toBe('bad \uFFFD');
  expect(counts.undecodable).toMatchObject([{ line: 2, offset: 5 }]);
});

test('lines before an error are handed on', async () => {
  const lines: string[] = [];
  const broken = (async function* () {
    yield runOf(Buffer.from('one\ntwo\n'));
    throw new Error('bad block');
  })();
  const reading = async () => {
    for await (const batch of splitLines(broken, { undecodable: [] })) {
      lines.push(...batch.map(({ text }) => text));
    }
  };
  await expect(reading()).rejects.toThrow('bad block');
  expect(lines).toEqual(['one', 'two']);
});
