// Facts are a set: however logs were split, packed, named and shuffled, and in whatever order their facts are put
// together, the report is the same, and says what one run over the logs says.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { instant } from '../src/clock.ts';
import { UsageError } from '../src/errors.ts';
import type { LogRecord } from '../src/model.ts';
import { readInputs } from '../src/read-inputs.ts';
import { newScan } from '../src/scan.ts';
import { firstProblem } from '../src/schema/check.ts';
import { reportSchema } from '../src/schema/index.ts';
import type { Input } from '../src/sources/index.ts';
import { factsOf, merged, reportOnFacts } from './extraction.ts';
import { type Chance, chance, fixture, fixtures, inputOf, root } from './support.ts';

const HOST = 'compute-1';
const onHost = (text: Uint8Array | string | readonly string[], path = 'nova-compute.log') => ({
  ...inputOf(text, path),
  host: HOST,
});

/** Layouts whose records begin with lines of their own. */
const OF_SEVERAL = /^journal-(?:export|pretty|verbose)$/;

/** Where one can be cut so that both pieces are logs: lines of one stamp stay together, as equal ones may be. */
async function cutsOf(input: Input): Promise<readonly number[]> {
  const records: LogRecord[] = [];
  const take = (record: LogRecord) => {
    if (record.kind === 'record' && !OF_SEVERAL.test(record.dialect)) records.push(record);
  };
  await readInputs([input], { begin: (own) => newScan(own), take }, {});
  const stamps = records.map(({ time }) => (time === null ? null : instant(time).getTime()));
  const cuts: number[] = [];
  for (const [at, { offset }] of records.entries()) {
    const [before, own] = [stamps[at - 1], stamps[at]];
    if (before == null || own == null) continue;
    // Without stamps, and behind a step of the clock, nothing tells which piece was first.
    if (own < before - JITTER_MS) break;
    if (own > before) cuts.push(offset);
  }
  return cuts;
}

const JITTER_MS = 2000;

/** A report whose lines are cited by their text. */
const byText = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, inner) =>
      typeof inner === 'object' && inner !== null && 'offset' in inner ? inner.text : inner,
    ),
  );

const SAMPLES = `${root}../shared/logs/`;
const samples = () =>
  readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(`${SAMPLES}${name}`) }));
const logs = [...fixtures(), ...(existsSync(SAMPLES) ? samples() : [])];

const isEvent = (line: string) => JSON.parse(line).kind === 'event';

const shuffled = <Item>(items: readonly Item[], random: Chance): readonly Item[] =>
  items
    .map((item) => ({ item, at: random.below(1 << 30) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** Put together two by two, in any order, some of them twice. */
function mergedInTree(pieces: readonly (readonly string[])[], random: Chance): readonly string[] {
  const left = [...pieces, ...pieces.filter(() => random.below(3) === 0)];
  while (left.length > 1) {
    const [one = []] = left.splice(random.below(left.length), 1);
    const [other = []] = left.splice(random.below(left.length), 1);
    left.push(merged(shuffled([...one, ...other], random)));
  }
  return left[0] ?? [];
}

describe('facts of logs that were split anywhere, shuffled, repeated and put together in any tree', () => {
  test('make the same report, byte for byte', async () => {
    const seed = Number(process.env['SEED'] ?? 20261122);
    let pieces = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...logs), fc.nat(), async ({ bytes }, seeded) => {
        const random = chance(seeded);
        const whole = onHost(bytes);
        const cuts = await cutsOf(whole);
        const facts = await factsOf([whole]);
        const places = Array.from(
          { length: cuts.length === 0 ? 0 : random.below(5) },
          () => cuts[random.below(cuts.length)] ?? 0,
        ).sort((a, b) => a - b);
        const split: (readonly string[])[] = [];
        let from = 0;
        for (const to of [...places, bytes.length]) {
          if (to === from) continue;
          split.push(
            await factsOf([onHost(bytes.subarray(from, to), `piece-${random.below(1e6)}`)]),
          );
          from = to;
        }
        pieces += split.length;
        // What logs lack is counted log by log.
        const some = facts.filter((line) => isEvent(line) && random.below(4) === 0);
        const all = mergedInTree([...split, some], random);
        expect(JSON.stringify(reportOnFacts(all))).toBe(JSON.stringify(reportOnFacts(facts)));
      }),
      { seed, numRuns: 250 },
    );
    expect(pieces).toBeGreaterThan(250);
  });
});

describe('the report on the facts of a log', () => {
  test.each(logs)('says what one run over it says: $name', async ({ bytes }) => {
    const log = onHost(bytes);
    const facts = await factsOf([log]);
    const { report: one } = await analyze([log]);
    const report = reportOnFacts(facts);
    expect(byText(report.cycles)).toEqual(byText(one.cycles));
    expect(byText(report.instances)).toEqual(byText(one.instances));
    expect(byText(report.releases)).toEqual(byText(one.releases));
    expect(byText(report.config)).toEqual(byText(one.config));
    expect(report.findings.map(({ id, cycles }) => [id, cycles])).toEqual(
      one.findings.map(({ id, cycles }) => [id, cycles]),
    );
    expect(firstProblem(JSON.parse(JSON.stringify(report)), reportSchema)).toBeNull();
  });
});

/** With another value somewhere in it. */
function damaged(line: string, random: Chance, value: unknown): string {
  const fact = JSON.parse(line);
  let inside = fact;
  for (;;) {
    const names = Object.keys(inside);
    const name = names[random.below(names.length)];
    if (name === undefined) return JSON.stringify(fact);
    const next = inside[name];
    if (typeof next === 'object' && next !== null && random.below(3) > 0) inside = next;
    else {
      if (random.below(4) === 0) delete inside[name];
      else inside[name] = value;
      return JSON.stringify(fact);
    }
  }
}

test('facts that somebody changed make a report or are refused in one line', async () => {
  const lines = await factsOf([onHost(fixture('showcase.log').bytes)]);
  let refused = 0;
  fc.assert(
    fc.property(fc.nat(), fc.jsonValue(), fc.integer({ min: 1, max: 5 }), (seed, value, times) => {
      const random = chance(seed);
      const changed = [...lines];
      for (let done = 0; done < times; done += 1) {
        const at = random.below(changed.length);
        changed[at] = damaged(changed[at] ?? '{}', random, value);
      }
      try {
        const report = reportOnFacts(changed);
        expect(firstProblem(JSON.parse(JSON.stringify(report)), reportSchema)).toBeNull();
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        expect(error.message).not.toContain('\n');
        refused += 1;
      }
    }),
    { seed: Number(process.env['SEED'] ?? 20261122), numRuns: 1500 },
  );
  expect(refused).toBeGreaterThan(100);
});
