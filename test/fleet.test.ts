// Many hosts in one report: what is counted is what the reports on each host count, each claim with a line of its host.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spreadOf } from '../src/cost/spread.ts';
import type { Cited, FleetReport, Group, HostRow } from '../src/fleet/model.ts';
import { outliersOf } from '../src/fleet/outliers.ts';
import type { Report } from '../src/model.ts';
import { ALICE, consoleOf } from './guests.ts';
import { runTool } from './running.ts';
import { build, fixture, keyOverNbd, nova, type Tag, type Text, toBytes } from './support.ts';

const directory = mkdtempSync(join(tmpdir(), 'fleet-'));
beforeAll(build);
afterAll(() => rmSync(directory, { recursive: true }));

function written(name: string, text: Text): string {
  const path = join(directory, name);
  writeFileSync(path, toBytes(text));
  return path;
}

/** A file of the facts of a host. */
function factsOf(host: string, log: Text, ...options: readonly string[]): string {
  const path = written(`${host}.log`, log);
  const { status, stdout } = runTool(['extract', '--host', host, ...options, path]);
  expect(status).toBe(0);
  return written(`${host}.facts.ndjson`, stdout);
}

function json<Value>(args: readonly string[]): Value {
  const { status, stdout, stderr } = runTool([...args, '--format', 'json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

const fleetOf = (...files: readonly string[]) => json<FleetReport>(['fleet', ...files]);

const uuid = (at: number) => `3c1d8a52-90e7-4c7d-8f0b-${String(at).padStart(12, '0')}`;
const request = (at: number) => `req-6f3d1c2e-8a0b-4c55-9d1f-${String(at).padStart(12, '0')}`;

/** Boots with an injection each. */
function boots(tag: Tag, count: number, first = 0): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const at = first + index;
    const name = `instance-${at.toString(16).padStart(8, '0')}`;
    const log = nova(tag, { uuid: uuid(at), name, request: request(at), start: at * 60 });
    return [log.starting(), log.creating(), ...keyOverNbd(log), log.spawned()];
  }).flat();
}

const SHOWCASE = fixture('showcase.log').bytes;
const LEAK = fixture('rules/leaked-nbd-device/fires.log').bytes;

describe('what is counted', () => {
  const files = () => [
    factsOf('compute-1', SHOWCASE),
    factsOf('compute-2', LEAK),
    factsOf('compute-3', boots('2013.1', 3)),
  ];

  test('is what the report on each host counts', () => {
    const all = files();
    const fleet = fleetOf(...all);
    expect(fleet.hosts.map(({ host }) => host).sort()).toEqual([
      'compute-1',
      'compute-2',
      'compute-3',
    ]);
    for (const [at, host] of ['compute-1', 'compute-2', 'compute-3'].entries()) {
      const { summary, findings } = json<Report>(['report', all[at] ?? '']);
      const row = fleet.hosts.find((one) => one.host === host);
      expect(row).toMatchObject({
        cycles: summary.cycles,
        injections: summary.injections,
        findings: summary.findings,
        seconds: summary.secondsSpentInjecting,
      });
      for (const { id } of findings) expect(fleet.findings.map((one) => one.id)).toContain(id);
    }
    const sum = (rows: readonly Group[]) =>
      rows.reduce((total, { injections }) => total + injections, 0);
    const { images, releases, handlers, outcomes, summary } = fleet;
    for (const rows of [images, releases, handlers, outcomes])
      expect(sum(rows)).toBe(summary.injections);
    expect(summary.hosts).toBe(3);
  });

  test('names the severest findings first', () => {
    const order = ['error', 'warning', 'info'];
    const { findings } = fleetOf(...files());
    const ranks = findings.map(({ severity }) => order.indexOf(severity));
    expect(ranks.length).toBeGreaterThan(2);
    expect(ranks).toEqual([...ranks].sort());
  });

  test('is the same in any order of the files, and when they come twice', () => {
    const [one = '', two = '', three = ''] = files();
    expect(fleetOf(three, one, two, one)).toEqual(fleetOf(one, two, three));
  });

  test('names what is left behind, with the line that shows it', () => {
    const leaky = factsOf('compute-2', LEAK);
    const { hosts, summary } = fleetOf(leaky);
    expect(summary.leaked).toBeGreaterThan(0);
    const cited = hosts.flatMap(({ leaks }) => leaks.flatMap(({ evidence }) => evidence));
    expect(cited.length).toBeGreaterThan(0);
    expectCited(cited, leaky);
  });

  test('says of redundancy what evidence beside the logs proves', () => {
    const log = nova('2012.1');
    const lines = [log.starting(), log.creating(), ...keyOverNbd(log), log.spawned()];
    const console = written(
      'console.log',
      consoleOf({
        booted: new Date('2012-05-14T09:00:20Z'),
        datasource: 'DataSourceEc2',
        keys: [ALICE],
      }),
    );
    const without = factsOf('compute-4', lines);
    expect(fleetOf(without).summary).toMatchObject({ injections: 1, unknown: 1 });
    const plain = json<Report>([
      '--console-log',
      console,
      '--host',
      'compute-4',
      join(directory, 'compute-4.log'),
    ]);
    const verdict = plain.cycles[0]?.redundancy[0]?.verdict;
    expect(verdict).toBeDefined();
    const proved = factsOf('compute-4', lines, '--console-log', console);
    const { summary } = fleetOf(proved, factsOf('compute-1', SHOWCASE));
    const named = { redundant: summary.redundant, 'likely-redundant': summary.likelyRedundant };
    expect(named[verdict as keyof typeof named] ?? 0).toBe(verdict === 'unknown' ? 0 : 1);
  });
});

describe('hosts that differ from the others', () => {
  const row = (host: string, seconds: number, more: Partial<HostRow> = {}): HostRow => ({
    ...(fleetOf(factsOf('compute-0', SHOWCASE)).hosts[0] as HostRow),
    host,
    injections: 20,
    failed: 0,
    leaked: 0,
    took: spreadOf(Array.from({ length: 20 }, () => seconds * 1000)),
    ...more,
  });
  const usual = () => [1.9, 2, 2.1, 2, 2.2].map((seconds, at) => row(`compute-${at}`, seconds));

  test('are named with what most of them have', () => {
    const rows = [...usual(), row('compute-7', 21), row('compute-8', 2, { failed: 5 })];
    expect(outliersOf(rows)).toEqual([
      { host: 'compute-7', what: 'median-seconds', value: 21, median: 2, compared: 7 },
      { host: 'compute-8', what: 'failed-share', value: 0.25, median: 0, compared: 7 },
    ]);
  });

  test('are none among hosts alike, or too few of them', () => {
    expect(outliersOf(usual())).toEqual([]);
    expect(outliersOf([...usual().slice(0, 3), row('compute-7', 21)])).toEqual([]);
    expect(outliersOf([...usual(), row('compute-7', 21, { took: spreadOf([21_000]) })])).toEqual(
      [],
    );
  });
});

describe('hosts that hide commands', () => {
  test('are named with the setting that shows them', () => {
    const shown = boots('2012.1', 2);
    const info = shown.filter((line) => !line.includes(' DEBUG '));
    const fleet = fleetOf(factsOf('compute-1', shown), factsOf('compute-2', info));
    expect(fleet.blind).toMatchObject([
      { host: 'compute-2', why: expect.stringMatching(/no DEBUG record.*nova\.conf/) },
    ]);
    expect(fleet.summary.blindHosts).toBe(1);
  });
});

describe('clocks', () => {
  test('of hosts that share a request are compared, and not corrected', () => {
    const log = boots('2013.1', 2);
    const ahead = log.map((line) => line.replace(/ 09:/, ' 10:'));
    const one = factsOf('compute-1', log);
    const two = factsOf('compute-2', ahead);
    const { clocks, hosts } = fleetOf(one, two);
    expect(clocks.pairs).toMatchObject([
      { hosts: ['compute-1', 'compute-2'], requests: 2, leastSeconds: 3600, mostSeconds: 3600 },
    ]);
    expectCited(clocks.pairs[0]?.evidence ?? [], one, two);
    expect(hosts.map(({ first }) => first).sort()).toEqual([
      expect.stringContaining('T09:00:00'),
      expect.stringContaining('T10:00:00'),
    ]);
  });

  test('of hosts that share none are not', () => {
    const files = [
      factsOf('compute-1', boots('2013.1', 2)),
      factsOf('compute-2', boots('2013.1', 2, 50)),
    ];
    expect(fleetOf(...files).clocks).toEqual({ requests: 4, notCompared: 0, pairs: [] });
  });
});

test('the text begins with what it comes to', () => {
  const { status, stdout } = runTool([
    'fleet',
    factsOf('compute-1', SHOWCASE),
    factsOf('compute-2', LEAK),
  ]);
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^\d+ injections in \d+ cycles on 2 hosts; \d+ failed, \d+ left something/,
  );
  for (const title of [
    'Left behind',
    'Findings',
    'Hosts',
    'Images',
    'Releases',
    'Handlers',
    'Outcomes',
  ])
    expect(stdout).toMatch(new RegExp(`^${title}$`, 'm'));
});

/** Each stands where it says among the facts of its host. */
function expectCited(cited: readonly Cited[], ...files: readonly string[]): void {
  const texts = new Map<string, string[]>();
  for (const file of files) {
    for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
      const { host, kind, text } = JSON.parse(line);
      if (kind === 'event') texts.set(host, [...(texts.get(host) ?? []), text]);
    }
  }
  expect(cited.length).toBeGreaterThan(0);
  for (const { host, line, text } of cited) expect(texts.get(host)?.[line - 1]).toBe(text);
}
