// What holds for any input, on damaged logs: chosen by fast-check here, which prints the seed of what fails, and by
// the hundred thousand in `npm run fuzz`, whose finds are kept in fixtures/fuzz/ and read again here.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newChance } from '../bench/chance.js';
import { newCase } from '../bench/fuzz/cases.js';
import { misbehaviourOn } from '../bench/fuzz/command.js';
import { logsIn } from '../bench/fuzz/material.js';
import { minimise } from '../bench/fuzz/minimise.js';
import { newProperties } from '../bench/fuzz/properties.js';
import { misquotedIn } from '../bench/fuzz/quotes.js';
import * as library from '../src/index.ts';
import { build, evidenceIn, fixture, reportOn, root } from './support.ts';

const SLOW = 300_000;
const properties = newProperties(library);
const all = Object.entries(properties);
const logs = logsIn([`${root}fixtures`, `${root}../shared/logs`]);
const kept = readdirSync(`${root}fixtures/fuzz`).map(
  (name) => [name, readFileSync(`${root}fixtures/fuzz/${name}`)] as const,
);

describe.each(all)('%s', (_, holds) => {
  test(
    'for damaged logs',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), async (seed) => {
          const { bytes } = newCase(logs, seed, 0);
          expect(await holds(bytes, newChance(seed))).toBeNull();
        }),
        { numRuns: 150 },
      );
    },
    SLOW,
  );

  test('for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), fc.nat(), async (bytes, seed) => {
        expect(await holds(Buffer.from(bytes), newChance(seed))).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  test.each(kept)('for %s, which it did not once', async (_name, bytes) => {
    for (let seed = 0; seed < 4; seed += 1) {
      expect(await holds(bytes, newChance(seed))).toBeNull();
    }
  });
});

test(
  'every beginning of a log is read',
  async () => {
    const bytes = fixture('releases/2013.1/lxc-with-key.log').bytes.subarray(0, 3000);
    for (let length = 0; length <= bytes.length; length += 1) {
      const problem = await properties.reads(bytes.subarray(0, length));
      if (problem !== null) expect.unreachable(`${problem} at ${length}`);
    }
    expect(bytes.length).toBe(3000);
  },
  SLOW,
);

test(
  'the command ends as promised',
  () => {
    build();
    for (let number = 0; number < 15; number += 1) {
      expect(misbehaviourOn(newCase(logs, 7, number).bytes)).toBeNull();
    }
  },
  SLOW,
);

describe('the checks find what is wrong', () => {
  test('a quote of another line, another offset, no line', async () => {
    const { bytes } = fixture('showcase.log');
    const report = await reportOn(bytes);
    const [first] = evidenceIn(report);
    expect(misquotedIn(report, bytes)).toBeNull();
    for (const wrong of [{ text: 'never said' }, { offset: 1 }, { line: 1e6 }, { source: 1 }]) {
      expect(misquotedIn([{ ...first, ...wrong }], bytes)).toContain('evidence');
    }
  });

  test('a library that throws, breaks the contract or depends on the chunks', async () => {
    const { bytes } = fixture('excerpt.log');
    const wrong = (change: (report: library.Report, chunks: number) => unknown) =>
      newProperties({
        ...library,
        analyze: async (inputs, options) => {
          let chunks = 0;
          for await (const _ of inputs[0]?.open(null as never) ?? []) chunks += 1;
          const analysis = await library.analyze(inputs, options);
          return { ...analysis, report: change(analysis.report, chunks) as library.Report };
        },
      });
    const broken = wrong((report) => ({ ...report, cycles: 1 }));
    expect(await broken.reads(bytes)).toContain('schema');
    const torn = wrong((report, chunks) => ({ ...report, chunks }));
    expect(await torn.cut(bytes, newChance(1))).toContain('cut');
  });

  test('and the find is kept as small as it gets', async () => {
    const shows = async (bytes: Buffer) => bytes.includes('x') && bytes.includes('y');
    const bytes = Buffer.from(`${'a'.repeat(500)}x${'b'.repeat(300)}y${'c'.repeat(700)}`);
    expect((await minimise(bytes, shows)).toString()).toBe('xy');
  });
});

test('a case is the same for the same seed and number, and another one for another', () => {
  const bytesOf = (seed: number, number: number) => newCase(logs, seed, number).bytes;
  expect(bytesOf(3, 4)).toEqual(bytesOf(3, 4));
  expect(bytesOf(3, 4)).not.toEqual(bytesOf(3, 5));
  expect(bytesOf(3, 4)).not.toEqual(bytesOf(4, 4));
});

describe('the runner', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['bench/fuzz.js', ...args], { cwd: root, encoding: 'utf8' });

  test(
    'tells the seed, how many cases it read, and what it found',
    () => {
      build();
      const { status, stdout } = run('--cases', '40', '--seed', '5', '--first', '100');
      expect(stdout).toMatch(
        /^fuzz: seed 5, 40 cases from 100\nfuzz: 40 cases in .* 0 finds, .* seed 5\n$/,
      );
      expect(status).toBe(0);
    },
    SLOW,
  );

  test.each([
    ['--cases', 'x'],
    ['--minutes', '0'],
  ])('refuses %s %s', (option, value) => {
    const { status, stdout, stderr } = run(option, value);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^fuzz: .* take numbers\n$/);
  });
});
