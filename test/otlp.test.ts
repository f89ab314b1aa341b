// Traces, held to the rules of OTLP's JSON encoding: ids, times, parents, types; and to the report: no time
// that is not in it.

import { describe, expect, test } from 'vitest';
import type { Cycle, Report } from '../src/model.ts';
import { reporters } from '../src/reporters/index.ts';
import { spanId, traceId } from '../src/reporters/otlp-values.ts';
import { DRIVING, emptyReport, HOSTILE, hostileReport } from './hostile.ts';
import { fixture, fixtures, reportOn } from './support.ts';

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly events: readonly {
    readonly timeUnixNano: string;
    readonly name: string;
    readonly attributes: readonly Attribute[];
  }[];
  readonly status: { readonly code?: number; readonly message?: string };
}

interface Resource {
  readonly resource: { readonly attributes: readonly Attribute[] };
  readonly scopeSpans: readonly {
    readonly scope: { readonly name: string; readonly version: string };
    readonly spans: readonly Span[];
  }[];
}

const textOf = (report: Report) => [...reporters.otlp(report)].join('');
const resourcesOf = (report: Report): readonly Resource[] =>
  JSON.parse(textOf(report)).resourceSpans;
const spansIn = ({ scopeSpans }: Resource) => scopeSpans.flatMap(({ spans }) => spans);
const spansOf = (report: Report) => resourcesOf(report).flatMap(spansIn);

/** As a reader of the types has them. */
function valuesOf({ attributes }: { readonly attributes: readonly Attribute[] }) {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [[type, inner] = ['', null], ...more] = Object.entries(value);
      expect(more, key).toEqual([]);
      return [key, type === 'intValue' ? Number(inner) : inner];
    }),
  );
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  stringValue: (value) => typeof value === 'string',
  boolValue: (value) => typeof value === 'boolean',
  intValue: (value) => typeof value === 'string' && /^-?\d+$/.test(value),
  arrayValue: (value) =>
    typeof value === 'object' &&
    value !== null &&
    'values' in value &&
    Array.isArray(value.values) &&
    value.values.every(isTyped),
};

function isTyped(value: object): boolean {
  const [[type, inner] = ['', null], ...more] = Object.entries(value);
  return more.length === 0 && TYPES[type]?.(inner) === true;
}

const NANOS = /^[1-9]\d{0,19}$/;

/** The rules of the protocol, for every span. */
function expectSound(report: Report): void {
  const resources = resourcesOf(report);
  const all = resources.flatMap(spansIn);
  expect(new Set(all.map((one) => one.spanId)).size).toBe(all.length);
  const byId = new Map(all.map((one) => [one.spanId, one]));
  for (const span of all) {
    expect(span.traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
    expect(span.spanId).toMatch(/^(?!0+$)[0-9a-f]{16}$/);
    expect(span.kind).toBe(1);
    expect(span.name).not.toBe('');
    expect(span.startTimeUnixNano).toMatch(NANOS);
    expect(span.endTimeUnixNano).toMatch(NANOS);
    expect(BigInt(span.startTimeUnixNano) <= BigInt(span.endTimeUnixNano)).toBe(true);
    for (const { timeUnixNano } of span.events) expect(timeUnixNano).toMatch(NANOS);
    if (span.parentSpanId !== undefined)
      expect(byId.get(span.parentSpanId)?.traceId).toBe(span.traceId);
    expect(span.status.code === undefined || span.status.code === 2).toBe(true);
  }
  const owners = [...all, ...all.flatMap(({ events }) => events)];
  for (const { attributes } of [...resources.map(({ resource }) => resource), ...owners]) {
    expect(new Set(attributes.map(({ key }) => key)).size).toBe(attributes.length);
    for (const { value } of attributes) expect(isTyped(value)).toBe(true);
  }
}

const showcase = reportOn(fixture('showcase.log').bytes);

test.each(fixtures())('of $name keep the rules, and make up no time', async ({ bytes }) => {
  const report = await reportOn(bytes);
  expectSound(report);
  const known = new Set(timesIn(report).map(nanosOf));
  for (const { startTimeUnixNano, endTimeUnixNano, events } of spansOf(report)) {
    const times = [startTimeUnixNano, endTimeUnixNano, ...events.map((one) => one.timeUnixNano)];
    for (const time of times) expect(known).toContain(time);
  }
});

/** Every time a report has of boots, cycles and steps. */
function timesIn({ cycles, instances }: Report): readonly string[] {
  return [
    ...instances.flatMap(({ boot }) => [boot.start, boot.end]),
    ...cycles.flatMap(({ start, end, steps }) => [
      start,
      end,
      ...steps.flatMap(({ at, endedAt }) => [at, endedAt]),
    ]),
  ].filter((time) => time !== null);
}

const nanosOf = (time: string) =>
  `${Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(time) ? time : `${time}Z`)}000000`;

test('the fixtures have spans of every kind, errors and events', async () => {
  const reports = await Promise.all(fixtures('releases/').map(({ bytes }) => reportOn(bytes)));
  const spans = reports.flatMap(spansOf);
  const names = new Set(spans.map(({ name }) => name));
  for (const name of ['boot', 'injection', 'attach', 'mount']) expect(names).toContain(name);
  expect(spans.some(({ status }) => status.code === 2)).toBe(true);
  expect(spans.some(({ events }) => events.length > 0)).toBe(true);
});

describe('a trace', () => {
  const AT = '2013-06-20T09:00:0';

  /** A boot of nine seconds, with one cycle in it. */
  async function small(change: Partial<Cycle> = {}, zone = ''): Promise<Report> {
    const report = await showcase;
    const [cycle] = report.cycles;
    const instance = report.instances.find((one) => one.cycles.includes(cycle?.id ?? ''));
    if (cycle === undefined || instance === undefined) return expect.unreachable('no boot');
    const step = { ...(cycle.steps[1] ?? expect.unreachable('no step')), exitCode: null };
    const at = (second: number) => `${AT}${second}.250${zone}`;
    return {
      ...report,
      findings: [],
      instances: [
        { ...instance, host: 'cn37', boot: { ...instance.boot, start: at(0), end: at(9) } },
      ],
      cycles: [
        {
          ...cycle,
          host: 'cn37',
          start: at(1),
          end: at(5),
          steps: [
            { ...step, at: at(1), endedAt: at(3), exitCode: 1 },
            { ...step, at: at(4), endedAt: null },
            { ...step, at: null, endedAt: null },
            { ...step, at: at(5), endedAt: at(5) },
          ],
          ...change,
        },
      ],
    };
  }

  test('has the boot, the cycle below it and the steps below that', async () => {
    const [boot, cycle, ...steps] = spansOf(await small());
    expect(boot).not.toHaveProperty('parentSpanId');
    expect(cycle).toMatchObject({ parentSpanId: boot?.spanId, name: 'injection' });
    expect(steps.map(({ parentSpanId }) => parentSpanId)).toEqual([cycle?.spanId, cycle?.spanId]);
    expect(steps[0]).toMatchObject({
      name: 'attach',
      startTimeUnixNano: '1371718801250000000',
      endTimeUnixNano: '1371718803250000000',
      status: { code: 2, message: 'exit status 1' },
    });
    expect(steps[1]?.status).toEqual({});
    expect(valuesOf(steps[0] ?? expect.unreachable('no step'))).toMatchObject({
      'process.exit.code': 1,
      'process.command_line': expect.stringMatching(/^qemu-nbd -c /),
      'log.file.path': 'nova-compute.log',
    });
  });

  test('has a step without an end as an event, and one without a time not at all', async () => {
    const [, cycle] = spansOf(await small());
    expect(cycle?.events).toMatchObject([{ name: 'attach', timeUnixNano: '1371718804250000000' }]);
  });

  test.each([
    ['failed-fatal', 'no space', { code: 2, message: 'no space' }],
    ['failed-ignored', null, { code: 2, message: 'failed-ignored' }],
    ['completed', null, {}],
    ['incomplete', null, {}],
  ] as const)('says of %s what it is', async (outcome, error, status) => {
    const [, cycle] = spansOf(await small({ outcome, error }));
    expect(cycle?.status).toEqual(status);
  });

  test('of what was left behind names it, and how sure that is', async () => {
    const devices = [{ name: '/dev/nbd13', proof: 'likely', evidence: [] }] as const;
    const leftBehind = { devices, mappings: [], mounts: [] };
    const [, cycle] = spansOf(await small({ outcome: 'leaked', leftBehind }));
    expect(cycle?.status).toEqual({ code: 2, message: 'left behind: /dev/nbd13 (likely)' });
  });

  test('of an image opened outside the boot is one of its own', async () => {
    const late = { start: `${AT.replace('09', '10')}1`, end: `${AT.replace('09', '10')}2` };
    const [boot, cycle] = spansOf(await small({ ...late, steps: [] }));
    expect(cycle).not.toHaveProperty('parentSpanId');
    expect(cycle?.traceId).not.toBe(boot?.traceId);
  });

  test.each([
    ['has no end', { end: null }],
    ['ends before it starts', { start: `${AT}5`, end: `${AT}1` }],
    ['has an offset at one end alone', { start: `${AT}1`, end: `${AT}5Z` }],
    ['has a date there is not', { start: '2013-06-99T09:00:01', end: `${AT}5` }],
  ] as const)('leaves out a cycle that %s, and its steps', async (_, times) => {
    expect(spansOf(await small(times)).map(({ name }) => name)).toEqual(['boot']);
  });

  test('says that it took stamps without an offset for UTC, of those alone', async () => {
    const resources = resourcesOf(await small());
    expect(resources).toHaveLength(1);
    const [bare] = resources.map(({ resource }) => valuesOf(resource));
    expect(bare).toEqual({
      'service.name': 'nova-compute',
      'host.name': 'cn37',
      'inject_trace.assumed_time_zone': 'UTC',
    });
    const report = await small({}, '+02:00');
    const [zoned] = resourcesOf(report).map(({ resource }) => valuesOf(resource));
    expect(zoned).toEqual({ 'service.name': 'nova-compute', 'host.name': 'cn37' });
    expect(spansOf(report)[1]?.startTimeUnixNano).toBe('1371711601250000000');
  });

  test('of each host is of a resource of its own', async () => {
    const [one, other] = [await small(), await small()];
    const cycles = other.cycles.map((cycle) => ({ ...cycle, id: 'other', host: 'cn38' }));
    const report = { ...one, instances: [], cycles: [...one.cycles, ...cycles] };
    expectSound(report);
    const hosts = resourcesOf(report).map(({ resource }) => valuesOf(resource)['host.name']);
    expect(hosts).toEqual(['cn37', 'cn38']);
    const [a, b] = spansOf(report).filter(({ name }) => name === 'injection');
    expect(a?.traceId).not.toBe(b?.traceId);
  });
});

test('of a report without cycles there are none', async () => {
  expect(textOf(emptyReport(await showcase))).toBe('{"resourceSpans":[]}\n');
});

test('what a log chose drives no terminal and breaks no line, and is read back', async () => {
  const report = await hostileReport();
  const text = textOf(report);
  expectSound(report);
  expect(text).not.toMatch(DRIVING);
  expect(text.indexOf('\n')).toBe(text.length - 1);
  const [cycle] = spansOf(report).filter(({ name }) => name === 'injection');
  expect(valuesOf(cycle ?? expect.unreachable('no cycle'))['nova.instance.name']).toBe(HOSTILE);
});

test('half a letter becomes one that UTF-8 can hold', async () => {
  const report = await showcase;
  const cycles = report.cycles.map((cycle) => ({ ...cycle, device: '/dev/\ud800' }));
  const text = textOf({ ...report, cycles });
  expect(text).not.toContain('\\ud800');
  expect(text).toContain('/dev/\ufffd');
});

test('an id never begins with zero, so that none is all zero', () => {
  const words = Array.from({ length: 400 }, (_, at) => String(at));
  const ids = words.flatMap((word) => [traceId(word), spanId(word)]);
  expect(new Set(ids).size).toBe(800);
  for (const id of ids) expect(id).not.toMatch(/^0/);
});
