// Damaged logs: never an exception, always a report that keeps the contract and cites lines there are.

import { describe, expect, test } from 'vitest';
import { problemsOf } from './contract.ts';
import {
  type Chance,
  chance,
  evidenceIn,
  fixtures,
  linesOf,
  reportOn,
  toBytes,
} from './support.ts';

type Damage = (bytes: Buffer, random: Chance) => Buffer;

/** Applies a change to about one line in twenty. */
const toSomeLines =
  (change: (line: string, random: Chance) => readonly string[]): Damage =>
  (bytes, random) =>
    toBytes(
      linesOf(bytes).flatMap((line) => (random.below(20) === 0 ? change(line, random) : [line])),
    );

const insert = (bytes: Buffer, at: number, piece: Buffer) =>
  Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);

const insertSome =
  (piece: Buffer): Damage =>
  (bytes, random) => {
    let damaged = bytes;
    for (let count = 0; count < 40; count += 1) {
      damaged = insert(damaged, random.below(damaged.length + 1), piece);
    }
    return damaged;
  };

const damages: Readonly<Record<string, Damage>> = {
  'lines dropped': toSomeLines(() => []),
  'lines doubled': toSomeLines((line) => [line, line]),
  'lines cut in the middle': toSomeLines((line, random) => [
    line.slice(0, random.below(line.length + 1)),
  ]),
  'lines joined': (bytes, random) =>
    Buffer.from(
      bytes.toString('latin1').replace(/\n/g, () => (random.below(20) === 0 ? '' : '\n')),
      'latin1',
    ),
  'lines moved': (bytes, random) => {
    const lines = [...linesOf(bytes)];
    for (let count = 0; count < lines.length / 10; count += 1) {
      const [moved = ''] = lines.splice(random.below(lines.length), 1);
      lines.splice(random.below(lines.length + 1), 0, moved);
    }
    return toBytes(lines);
  },
  'the end cut off': (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  'the start cut off': (bytes, random) => bytes.subarray(random.below(bytes.length + 1)),
  'NULs put in': insertSome(Buffer.alloc(3)),
  'bytes that are not UTF-8 put in': insertSome(Buffer.from([0xc3, 0x28, 0xff])),
  'bytes changed': (bytes, random) => {
    const damaged = Buffer.from(bytes);
    for (let count = 0; count < bytes.length / 200; count += 1) {
      damaged[random.below(damaged.length)] = random.below(256);
    }
    return damaged;
  },
};

const SEEDS = 3;

describe.each(fixtures())('$name', ({ bytes }) => {
  for (const [kind, damage] of Object.entries(damages)) {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      test(`${kind}: seed ${seed}`, async () => {
        const damaged = damage(bytes, chance(seed));
        const report = await reportOn(damaged);
        expect(problemsOf(report)).toEqual([]);
        const count = report.sources[0]?.lines ?? 0;
        expect(count).toBe(linesOf(damaged).length);
        for (const { line } of evidenceIn(report.cycles)) {
          if (line < 1 || line > count) expect.unreachable(`line ${line} of ${count}`);
        }
      });
    }
  }
});

test('a file of nothing but newlines has no cycle', async () => {
  expect(await reportOn('\n'.repeat(500))).toMatchObject({
    cycles: [],
    sources: [{ lines: 500, recognisedLines: 0 }],
  });
});

test('random bytes have no cycle', async () => {
  const random = chance(7);
  const noise = Buffer.from(Array.from({ length: 20_000 }, () => random.below(256)));
  const report = await reportOn(noise);
  expect(report.cycles).toEqual([]);
  expect(problemsOf(report)).toEqual([]);
});
