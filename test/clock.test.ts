// The clock of a log: steps back are named and no duration spans one; lines that are a little out of order,
// late, or of another clock are no step.

import { describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import type { Report } from '../src/model.ts';
import {
  fixture,
  fixtures,
  inputOf,
  keyOverNbd,
  linesOf,
  nova,
  reportOn,
  withoutEvidence,
} from './support.ts';

const log = nova('2014.1');
/** A boot with one injection and the result of each command. */
const boot = [
  log.starting(),
  ...keyOverNbd(log).flatMap((line) =>
    line.includes('Running cmd') ? [line, log.result(0)] : [line],
  ),
  log.spawned(),
];
const message = boot.map((line) => line.slice('2014-06-03 09:00:00.123'.length));

/** The boot, a line each second from `start` on; what the clock shows is up to `shows`. */
const stamped = (start: string, shows: (ms: number, index: number) => string) =>
  message.map((text, index) => `${shows(Date.parse(start) + index * 1000, index)}${text}`);

const plain = (ms: number) => new Date(ms).toISOString().slice(0, 23).replace('T', ' ');

/** The clock is set back by so many seconds before line `at`, counted from 1. */
const setBack = (seconds: number, at = 8, start = '2014-06-03T14:10:00.123Z') =>
  stamped(start, (ms, index) => plain(index + 1 < at ? ms : ms - seconds * 1000));

const gapsOf = ({ sources }: Report) => sources.flatMap(({ gaps }) => gaps);
/** Of each cycle, and of its commands. */
const durationsOf = (report: Report) =>
  report.cycles.flatMap(({ durationMs, steps }) => [
    durationMs,
    ...steps.filter(({ command }) => command !== null).map((step) => step.durationMs),
  ]);
const WHOLE = 1000 * (boot.length - 3);

test('a log in order has its durations and no gap', async () => {
  const report = await reportOn(setBack(0));
  expect(gapsOf(report)).toEqual([]);
  expect(report.cycles.map(({ durationMs }) => durationMs)).toEqual([WHOLE]);
  expect(durationsOf(report)).not.toContain(null);
});

describe('a step back', () => {
  test.each([5, 90, 3600, 86_400])('of %i s is named, with its line', async (seconds) => {
    const report = await reportOn(setBack(seconds));
    expect(gapsOf(report)).toMatchObject([
      {
        kind: 'clock-step',
        count: 1,
        evidence: [{ line: 8, text: setBack(seconds)[7] }],
      },
    ]);
  });

  test.each([5, 3600])('of %i s leaves no duration across it', async (seconds) => {
    const { cycles, instances, summary } = await reportOn(setBack(seconds));
    expect(cycles).toMatchObject([{ durationMs: null, outcome: 'completed' }]);
    expect(instances[0]?.boot.durationMs).toBeNull();
    expect(summary.secondsSpentInjecting).toBeNull();
    const known = cycles[0]?.steps.filter(({ endedAt }) => endedAt !== null) ?? [];
    // Line 8 is the result of the third command.
    expect(known.map(({ durationMs }) => durationMs)).toEqual(
      known.map(({ evidence }) => (evidence[1]?.line === 8 ? null : 1000)),
    );
    expect(known.filter(({ durationMs }) => durationMs === null).length).toBe(1);
  });

  test('says from when to when, and what it may be', async () => {
    const [gap] = gapsOf(await reportOn(setBack(3600)));
    expect(gap?.detail).toBe(
      'stamps go back from 2014-06-03 14:10:06.123 to 2014-06-03 13:10:07.123: the clock was set back, or the lines are not in the order they were written; no duration is given across it',
    );
  });

  test('is counted as often as it happens', async () => {
    const lines = [...setBack(0), ...setBack(600), ...setBack(1200)];
    expect(gapsOf(await reportOn(lines))).toMatchObject([{ kind: 'clock-step', count: 3 }]);
  });

  test.each([
    ['2014-10-26T02:59:54.123Z', true],
    ['2014-11-02T01:59:54.123Z', true],
    ['2014-10-26T14:10:00.123Z', false],
  ])('of an hour at %s may be the end of daylight saving time: %s', async (start, may) => {
    const [gap] = gapsOf(await reportOn(setBack(3600, 8, start)));
    expect(gap?.kind).toBe('clock-step');
    expect(gap?.detail.includes('may be the end of daylight saving time')).toBe(may);
  });

  test('holds in the next file, too', async () => {
    const lines = setBack(5);
    const inputs = [inputOf(lines.slice(0, 12), 'a.log.1'), inputOf(lines.slice(12), 'a.log')];
    const { report } = await analyze(inputs);
    expect(report.sources.map(({ gaps }) => gaps.length)).toEqual([1, 0]);
    expect(report.cycles).toMatchObject([{ durationMs: null }]);
  });
});

describe('no step', () => {
  test('when lines are out of order by a second or two', async () => {
    const shows = (ms: number, index: number) => plain(index === 7 ? ms - 2500 : ms);
    const report = await reportOn(stamped('2014-06-03T14:10:00.123Z', shows));
    expect(gapsOf(report)).toEqual([]);
    expect(report.cycles).toMatchObject([{ durationMs: WHOLE }]);
    for (const duration of durationsOf(report)) expect(duration ?? 0).toBeGreaterThanOrEqual(0);
  });

  test('when one line is late', async () => {
    const shows = (ms: number, index: number) => plain(index === 7 ? ms - 30_000 : ms);
    const report = await reportOn(stamped('2014-06-03T14:10:00.123Z', shows));
    expect(gapsOf(report)).toEqual([]);
    expect(report.cycles).toMatchObject([{ durationMs: WHOLE }]);
  });

  test('between two hosts in one file', async () => {
    const prefixed = (lines: readonly string[], host: string) =>
      lines.map((line) => `Jun  3 14:10:00 ${host} nova-compute: ${line}`);
    const late = prefixed(setBack(0, 8, '2014-06-03T11:00:00.123Z'), 'cn2');
    const lines = prefixed(setBack(0), 'cn1').flatMap((line, index) => [line, late[index] ?? '']);
    const report = await reportOn(lines);
    expect(gapsOf(report)).toEqual([]);
    expect(report.cycles.map(({ durationMs }) => durationMs)).toEqual([WHOLE, WHOLE]);
  });

  test("between a transport's clock and the record's own", async () => {
    const lines = setBack(0).flatMap((line, index) => [
      `2014-06-03T12:10:${String(index).padStart(2, '0')}.200Z stderr F ${line}`,
      `2014-06-03T12:10:${String(index).padStart(2, '0')}.300Z stdout F qemu-nbd -v`,
    ]);
    expect(gapsOf(await reportOn(lines))).toEqual([]);
  });

  test('between two files', async () => {
    const inputs = [
      inputOf(setBack(0), 'a.log'),
      inputOf(setBack(0, 8, '2014-06-02T11:00:00.123Z'), 'b.log'),
    ];
    expect(gapsOf((await analyze(inputs)).report)).toEqual([]);
  });

  const steady = fixtures().filter(({ name }) => name !== 'rules/clock-step/fires.log');

  test.each(steady.map(({ name }) => name))('in %s', async (name) => {
    const gaps = gapsOf(await reportOn(fixture(name).bytes));
    expect(gaps.filter(({ kind }) => kind === 'clock-step')).toEqual([]);
  });
});

describe('offsets', () => {
  const local = (ms: number, hours: number) =>
    `${new Date(ms + hours * 3_600_000).toISOString().slice(0, 23)}+0${hours}:00`;

  test('that change at the end of summer count as moments', async () => {
    const shows = (ms: number, index: number) => local(ms, index < 7 ? 2 : 1);
    const report = await reportOn(stamped('2014-10-26T00:59:53.123Z', shows));
    expect(report.cycles).toMatchObject([
      { durationMs: WHOLE, start: expect.stringMatching(/T02:.*\+02:00$/) },
    ]);
    expect(report.cycles[0]?.end).toMatch(/T02:.*\+01:00$/);
    expect(gapsOf(report)).toEqual([]);
    expect(durationsOf(report)).not.toContain(null);
  });

  test('that only some lines have leave no duration between these and the others', async () => {
    const shows = (ms: number, index: number) =>
      index < 7 ? `${plain(ms)}Z` : plain(ms - 7_200_000);
    const report = await reportOn(stamped('2014-06-03T14:10:00.123Z', shows));
    expect(gapsOf(report)).toEqual([]);
    expect(report.cycles).toMatchObject([{ durationMs: null, outcome: 'completed' }]);
    expect(durationsOf(report).filter((ms) => ms === 1000).length).toBeGreaterThan(5);
  });
});

test.each([-5, 5])('the privsep daemon is ahead of Nova by %i ms', async (ahead) => {
  const lines = linesOf(fixture('releases/22.0.1/privsep-commands.log').bytes);
  const records: { at: number; lines: string[] }[] = [];
  for (const line of lines) {
    const [, time, pid] = /^(\S+ \S+) (\d+) /.exec(line) ?? [];
    const late = pid === '9645' ? ahead : 0;
    if (time === undefined) records.at(-1)?.lines.push(line);
    else records.push({ at: Date.parse(`${time}Z`) - late, lines: [line] });
  }
  records.sort((a, b) => a.at - b.at);
  const moved = records.flatMap((record) => record.lines);
  expect(moved).not.toEqual(lines);
  const report = await reportOn(moved);
  // The timeline keeps the order of the lines.
  const sorted = ({ cycles }: Report) =>
    cycles.map((cycle) => ({
      ...cycle,
      steps: cycle.steps.map((step) => JSON.stringify(withoutEvidence(step))).sort(),
    }));
  expect(withoutEvidence(sorted(report))).toEqual(withoutEvidence(sorted(await reportOn(lines))));
  expect(gapsOf(report)).toEqual([]);
});
