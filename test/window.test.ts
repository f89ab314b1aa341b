// The window of --since and --until: which records are in it, what the report says of its ends, and that
// what is left out unread changes nothing.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, test } from 'vitest';
import { newLog } from '../bench/log.js';
import { analyze } from '../src/analyze.ts';
import { findInput, type Input } from '../src/sources/index.ts';
import { readWindow, type Window } from '../src/window.ts';
import {
  type Chance,
  chance,
  cyclesOf,
  fixtures,
  inputOf,
  keyOverNbd,
  nova,
  type Text,
  toBytes,
} from './support.ts';

const SLOW = 300_000;

interface Given {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const windowOf = (given: Given): Window => readWindow(given) ?? expect.unreachable();
const analysisIn = (text: Text, given: Given, zone: string | null = null) =>
  analyze([{ ...inputOf(text), zone }], { window: windowOf(given) });
const reportIn = async (text: Text, given: Given) => (await analysisIn(text, given)).report;

/** Everything said of an input, all lines looked at or some left out. */
async function told(input: Input, given: Given, block: number): Promise<string> {
  const { config, ...analysis } = await analyze([input], { window: { ...windowOf(given), block } });
  return JSON.stringify(analysis);
}

async function expectAlike(input: Input, given: Given, block?: number): Promise<void> {
  const all = await told(input, given, Number.POSITIVE_INFINITY);
  const some = await told(input, given, block ?? 1 << 18);
  expect(some, `${input.path} ${JSON.stringify({ ...given, block })}`).toBe(all);
}

/** Windows in and around the times of a log, as a clock without an offset shows them. */
function windowIn(random: Chance, first: string, last: string): Given {
  const [from, to] = [first, last].map((time) => Date.parse(`${time.slice(0, 19)}Z`));
  const span = Math.max(60_000, (to ?? 0) - (from ?? 0));
  const pick = () => (from ?? 0) - span / 10 + random.below(Math.ceil(span * 1.2));
  const ends = [pick(), pick()].sort((a, b) => a - b);
  const [since, until] = ends.map((ms) => new Date(ms).toISOString().slice(0, 19));
  return [{ since, until }, { since }, { until }][random.below(3)] ?? {};
}

describe('what is left out unread changes nothing', () => {
  test(
    'in any fixture, for any window',
    async () => {
      const random = chance(1);
      let compared = 0;
      for (const { name, bytes } of fixtures()) {
        const { report } = await analyze([inputOf(bytes, name)]);
        const { first, last } = report.sources[0] ?? {};
        if (first == null || last == null) continue;
        for (const block of [512, 4096]) {
          await expectAlike(inputOf(bytes, name), windowIn(random, first, last), block);
          compared += 1;
        }
      }
      expect(compared).toBeGreaterThan(100);
    },
    SLOW,
  );

  const log = (release: string, format: 'text' | 'journald', size: number, seed: number) => {
    const options = { release, format, size, seed, density: 0.03, concurrency: 3 };
    return Buffer.from([...newLog(options).pieces()].join(''));
  };

  test.each([
    ['2012.1', 'text'],
    ['2014.1', 'text'],
    ['31.0.0', 'journald'],
  ] as const)(
    'in a generated log: %s, %s',
    async (release, format) => {
      const random = chance(2);
      const bytes = log(release, format, 1.5e6, 3);
      const { report } = await analyze([inputOf(bytes)]);
      const { first, last } = report.sources[0] ?? {};
      for (let times = 0; times < 8; times += 1) {
        const given = windowIn(random, first ?? '', last ?? '');
        await expectAlike(inputOf(bytes), given, [2000, 30_000, 1 << 18][times % 3]);
      }
    },
    SLOW,
  );

  test(
    'where a clock goes back, and the window comes twice',
    async () => {
      const bytes = log('2012.1', 'text', 4e5, 5);
      const twice = Buffer.concat([bytes, bytes]);
      const { report } = await analyze([inputOf(bytes)]);
      const { first, last } = report.sources[0] ?? {};
      const random = chance(4);
      for (let times = 0; times < 6; times += 1) {
        await expectAlike(inputOf(twice), windowIn(random, first ?? '', last ?? ''), 8000);
      }
    },
    SLOW,
  );

  test('in a log whose zone puts its clocks back', async () => {
    const stamps = ['2013-10-27 01:', '2013-10-27 02:', '2013-10-27 02:', '2013-10-27 03:'];
    const lines = stamps.flatMap((hour) =>
      Array.from({ length: 60 }, (_, minute) => hour + two(minute)),
    );
    const each = lines.flatMap((time, at) => [
      ...Array.from({ length: 5 }, () => `${time}:00.123 DEBUG nova.x [-] noise`),
      `${time}:01.123 DEBUG nova.utils [req-1 u p] Running cmd (subprocess): sudo nova-rootwrap /etc/nova/rootwrap.conf qemu-nbd -${at % 2 ? 'd' : 'c'} /dev/nbd1${at % 2 ? '' : ' /var/lib/nova/instances/i/disk'} execute /usr/lib/python2.7/dist-packages/nova/utils.py:208`,
    ]);
    const input = { ...inputOf(each), zone: 'Europe/Berlin' };
    for (const time of ['01:30', '02:20', '02:45', '03:10']) {
      const end = `2013-10-27T${time}`;
      for (const given of [{ since: end }, { until: end }, { since: end, until: end }])
        await expectAlike(input, given, 2000);
    }
  });
});

const two = (value: number) => String(value).padStart(2, '0');

describe('a file on disk', () => {
  const scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  const path = `${scratch}/nova-compute.log`;
  const stamp = (second: number) => new Date(Date.UTC(2012, 4, 14, 0, 0, second));
  const noise = (second: number) =>
    `${stamp(second).toISOString().slice(0, 19).replace('T', ' ')} DEBUG nova.manager [-] Skipping ComputeManager._sync_power_states, 18 ticks left until next run ${'x'.repeat(120)}`;
  const LINES = 60_000;
  const log = Array.from({ length: LINES }, (_, second) => noise(second));
  const at = 10 * 3600;
  log.splice(at, 0, ...keyOverNbd(nova('2012.1', { start: 3600 })));
  const bytes = toBytes(log);

  /** What is read of the stream, and the analysis. */
  async function read(given: Given, text = bytes) {
    writeFileSync(path, text);
    const found = await findInput(path, inputOf('').open({ compression: null, damage: [] }));
    if ('reason' in found) expect.unreachable();
    let size = 0;
    const open: Input['open'] = async function* (counts) {
      for await (const chunk of found.open(counts)) {
        size += chunk.length;
        yield chunk;
      }
    };
    const { report, outside } = await analyze([{ ...found, open }], { window: windowOf(given) });
    return { report, outside, size };
  }

  test('is not read behind the window', async () => {
    const given = { since: '2012-05-14T00:30', until: '2012-05-14T01:00' };
    const { report, size } = await read(given);
    expect(size).toBeLessThan(bytes.length / 2);
    expect(report.sources[0]).toMatchObject({ bytes: bytes.length, lines: null });
    const all = await analyze([inputOf(bytes, path)], { window: windowOf(given) });
    expect(JSON.stringify(report)).toBe(JSON.stringify(all.report));
  });

  test('is not read when all of it lies in front of the window', async () => {
    const { outside, size } = await read({ since: '2012-06-01' });
    expect(outside).toEqual({ first: '2012-05-14T00:00:00', last: '2012-05-14T16:39:59' });
    expect(size).toBeLessThan(bytes.length / 2);
  });

  test('is read to its end when the window comes again', async () => {
    const again = Buffer.concat([bytes, bytes]);
    const { report, size } = await read(
      { since: '2012-05-14T09:30', until: '2012-05-14T10:30' },
      again,
    );
    expect(size).toBe(again.length);
    expect(report.cycles).toHaveLength(2);
  });

  test('keeps the lines and offsets of the whole', async () => {
    const { report } = await read({ since: '2012-05-14T09:59', until: '2012-05-14T10:10' });
    const [cycle] = report.cycles;
    const [first] = cycle?.steps[0]?.evidence ?? [];
    expect(first?.line).toBe(at + 1);
    expect(bytes.subarray(first?.offset).toString('utf8', 0, 40)).toBe(log[at]?.slice(0, 40));
  });
});

describe('records in a window', () => {
  const log = nova('2012.1');
  const lines = keyOverNbd(log);
  const times = async (given: Given) =>
    (await reportIn(lines, given)).sources.map(({ first, last }) => [first, last])[0];

  test.each([
    [{ since: '2012-05-14T09:00:03' }, ['2012-05-14T09:00:03', '2012-05-14T09:00:10']],
    [{ since: '2012-05-14 09:00:03' }, ['2012-05-14T09:00:03', '2012-05-14T09:00:10']],
    [{ since: '2012-05-14 09:00:02,5' }, ['2012-05-14T09:00:03', '2012-05-14T09:00:10']],
    [{ until: '2012-05-14 09:00:03' }, ['2012-05-14T09:00:00', '2012-05-14T09:00:03']],
    [{ since: '2012-05-14', until: '2012-05-15' }, ['2012-05-14T09:00:00', '2012-05-14T09:00:10']],
    [
      { since: '2012-05-14T09:00:05', until: '2012-05-14T09:00:05' },
      ['2012-05-14T09:00:05', '2012-05-14T09:00:05'],
    ],
  ])('%j', async (given, expected) => {
    expect(await times(given)).toEqual(expected);
  });

  test('with an offset, where the log prints one', async () => {
    const journal = (second: number, message: string) =>
      JSON.stringify({
        __REALTIME_TIMESTAMP: `${Date.UTC(2013, 5, 20, 6, 0, second)}000`,
        SYSLOG_IDENTIFIER: 'nova-compute',
        MESSAGE: `INFO nova.virt.libvirt.driver [-] ${message}`,
      });
    const text = [journal(0, 'a'), journal(30, 'b'), journal(59, 'c')];
    const firsts = async (since: string) => (await reportIn(text, { since })).sources[0]?.first;
    expect(await firsts('2013-06-20T08:00:10+02:00')).toBe('2013-06-20T06:00:30.000Z');
    expect(await firsts('2013-06-20T08:00:10+02')).toBe('2013-06-20T06:00:30.000Z');
    expect(await firsts('2013-06-20T06:00:10')).toBe('2013-06-20T06:00:30.000Z');
    expect((await analysisIn(text, { since: '2013-06-20T08:00:10' })).outside).toEqual({
      first: '2013-06-20T06:00:00.000Z',
      last: '2013-06-20T06:00:59.000Z',
    });
  });

  test('both hours where clocks are put back, when the window does not tell which', async () => {
    const at = (time: string) => `2013-10-27 ${time}.123 INFO nova.virt.libvirt.driver [-] x`;
    const text = [
      '01:50:00',
      '02:10:00',
      '02:50:00',
      '02:10:01',
      '02:31:01',
      '02:50:01',
      '03:10:00',
    ].map(at);
    const spanOf = async (given: Given) => {
      const { report } = await analysisIn(text, given, 'Europe/Berlin');
      return report.sources.map(({ first, last }) => [first, last])[0];
    };
    const given = { since: '2013-10-27T02:30', until: '2013-10-27T02:30' };
    expect(await spanOf(given)).toEqual([
      '2013-10-27T02:50:00.123+02:00',
      '2013-10-27T02:10:01.123+01:00',
    ]);
    expect(await spanOf({ since: '2013-10-27T02:30+01:00' })).toEqual([
      '2013-10-27T02:31:01.123+01:00',
      '2013-10-27T03:10:00.123+01:00',
    ]);
  });

  test('bring the lines that belong to them', async () => {
    const text = [
      log.starting(),
      log.ignored('\n--\nnbd device /dev/nbd14 did not show up'),
      log.running(),
    ];
    const [, failure = '', running = ''] = text;
    const { cycles } = await reportIn(text, {
      since: failure.slice(0, 19),
      until: failure.slice(0, 19),
    });
    expect(cycles[0]?.error).toContain('did not show up');
    const behind = await reportIn(text, { since: running.slice(0, 19) });
    expect(behind.cycles).toEqual([]);
    expect(behind.summary.unrecognisedLines).toBe(0);
  });

  test('tell the level of the log although they are behind its beginning', async () => {
    const { sources, findings } = await reportIn(
      [log.say('DEBUG', 'nova.x', 'x'), log.say('INFO', 'nova.x', 'x'), log.spawned()],
      { since: '2012-05-14T09:00:13' },
    );
    expect(sources[0]?.levels).toMatchObject({ DEBUG: 1 });
    expect(findings.map(({ id }) => id)).not.toContain('info-only-log');
  });
});

describe('a cycle that the window cuts', () => {
  const text = keyOverNbd(nova('2012.1'));

  test('has no start where it begins before', async () => {
    const { cycles, sources, findings } = await reportIn(text, { since: '2012-05-14T09:00:03' });
    expect(cycles).toMatchObject([{ start: null, durationMs: null, cutByWindow: true }]);
    expect(cycles[0]?.end).not.toBeNull();
    expect(sources[0]?.gaps).toMatchObject([
      {
        kind: 'cut-by-window',
        detail:
          'the report begins by --since; the log goes from 2012-05-14T09:00:00 to 2012-05-14T09:00:10',
      },
    ]);
    const capture = findings.find(({ id }) => id === 'incomplete-capture');
    expect(capture?.remedy).toBe('Give an earlier --since or a later --until.');
  });

  test('has no end where it ends behind, and nothing is said to be left', async () => {
    const { cycles, sources } = await reportIn(text, { until: '2012-05-14T09:00:04' });
    expect(cycles).toMatchObject([
      { outcome: 'incomplete', end: null, cutByWindow: true, leftBehind: { devices: [] } },
    ]);
    expect(sources[0]?.gaps[0]?.detail).toMatch(/^the report ends by --until;/);
  });

  test('is none of those inside, and a window around all leaves no gap', async () => {
    const { cycles, sources } = await reportIn(text, { since: '2012-05-14', until: '2012-05-15' });
    expect(cycles).toEqual(await cyclesOf(text));
    expect(cycles).toMatchObject([{ cutByWindow: false }]);
    expect(sources[0]?.gaps).toEqual([]);
  });
});

test('a log without times has nothing in a window', async () => {
  const text = ['qemu-nbd -c /dev/nbd1 /var/lib/nova/instances/i-1/disk'];
  const { report, outside } = await analysisIn(text, { since: '2012-05-14' });
  expect(report.cycles).toEqual([]);
  expect(outside).toEqual({ first: null, last: null });
});

test('a window without a line that matters, inside the log, is no empty one', async () => {
  const noise = (minute: number) => `2012-05-14 09:${two(minute)}:00 DEBUG nova.x [-] x`;
  const text = Array.from({ length: 59 }, (_, minute) => noise(minute)).flatMap((line) =>
    Array.from({ length: 4 }, () => line),
  );
  const given = { since: '2012-05-14T09:40:30', until: '2012-05-14T09:40:40' };
  const { outside, nothingRecognised, report } = await analysisIn(text, given);
  expect({ outside, nothingRecognised }).toEqual({ outside: null, nothingRecognised: false });
  expect(report.summary.cycles).toBe(0);
});

test.each([
  [{ since: 'yesterday-ish' }, /--since yesterday-ish: not a time/],
  [{ until: '2012-13-45' }, /--until 2012-13-45: not a time/],
  [{ until: '2012-05-14T25:00' }, /--until 2012-05-14T25:00: not a time/],
  [{ since: '2012-05-14T10:00+99:00' }, /--since .*: not a time/],
  [{ since: '2012' }, /--since 2012: not a time/],
  [{ since: '' }, /--since : not a time/],
  [{ since: '2013-01-02', until: '2013-01-01' }, /--since 2013-01-02 is after --until 2013-01-01/],
  [{ since: '2013-01-01T10:00Z', until: '2013-01-01T10:00+02:00' }, /is after --until/],
])('%j is refused', (given, message) => {
  expect(() => readWindow(given)).toThrow(message);
});
