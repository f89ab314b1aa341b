// The two tables, read back by a CSV reader: one row per cycle and per step, nothing a spreadsheet would run.

import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { Report } from '../src/model.ts';
import { reporters } from '../src/reporters/index.ts';
import { DRIVING, emptyReport, hostileReport } from './hostile.ts';
import { fixture, reportOn } from './support.ts';

type Row = Readonly<Record<string, string>>;
type Table = 'csv' | 'csv-steps';

const textOf = (report: Report, format: Table) => [...reporters[format](report)].join('');

/** Refuses what RFC 4180 does not allow. */
const read = (text: string): readonly Row[] =>
  parse(text, { columns: true, record_delimiter: '\r\n' }) as Row[];

const TABLES: readonly Table[] = ['csv', 'csv-steps'];
const analysed = reportOn(fixture('showcase.log').bytes);

test('a row for each cycle says what the report does', async () => {
  const { cycles, findings } = await analysed;
  const rows = read(textOf(await analysed, 'csv'));
  expect(rows).toHaveLength(cycles.length);
  for (const [at, cycle] of cycles.entries()) {
    expect(rows[at]).toMatchObject({
      cycle: cycle.id,
      host: cycle.host ?? '',
      instance_name: cycle.instance.name ?? '',
      duration_ms: String(cycle.durationMs ?? ''),
      outcome: cycle.outcome,
      error: cycle.error ?? '',
      image_cow: String(cycle.image.cow ?? ''),
      items: cycle.items.map(({ item, outcome }) => `${item}:${outcome}`).join('; '),
      findings: findings
        .filter((one) => one.cycles.includes(cycle.id))
        .map(({ id }) => id)
        .join('; '),
      line: String(cycle.steps[0]?.evidence[0].line),
    });
  }
});

test('a row for each step, joined by the id of its cycle', async () => {
  const { cycles } = await analysed;
  const rows = read(textOf(await analysed, 'csv-steps'));
  expect(rows).toHaveLength(cycles.flatMap(({ steps }) => steps).length);
  for (const { id, steps } of cycles) {
    const own = rows.filter(({ cycle }) => cycle === id);
    expect(own.map(({ command, note }) => command || note)).toEqual(
      steps.map(({ command, note }) => command ?? note),
    );
    expect(own.map(({ number }) => number)).toEqual(steps.map((_, at) => String(at + 1)));
    expect(own.map(({ started_at }) => started_at)).toEqual(steps.map(({ at }) => at ?? ''));
  }
});

test('an exit code below zero stays a number', async () => {
  const report = await analysed;
  const [first] = report.cycles;
  if (first === undefined) return expect.unreachable('no cycle');
  const steps = first.steps.map((step) => ({ ...step, exitCode: -9 }));
  const text = textOf({ ...report, cycles: [{ ...first, steps }] }, 'csv-steps');
  expect(read(text)[0]?.['exit_code']).toBe('-9');
});

describe.each(TABLES)('%s', (format) => {
  test('has its header alone when nothing was found, and the same columns', async () => {
    const none = textOf(emptyReport(await analysed), format);
    expect(none.split('\r\n')).toHaveLength(2);
    const some = textOf(await analysed, format);
    expect(none).toBe(some.slice(0, none.length));
    expect(none).toMatch(/^cycle,/);
  });

  test('of a cycle of which nothing is known', async () => {
    const report = await analysed;
    const blank = JSON.parse(
      JSON.stringify(report.cycles[0], (key, value) => (key === 'id' ? value : blanked(value))),
    );
    const steps = blank.steps.slice(0, 1);
    const [row] = read(textOf({ ...report, cycles: [{ ...blank, steps }] }, format));
    expect(row?.['cycle']).toBe(blank.id);
    expect(row?.['started_at']).toBe('');
  });

  test('neutralizes what a log chose', async () => {
    const text = textOf(await hostileReport(), format);
    expect(text).not.toMatch(DRIVING);
    const cells = read(text).flatMap((row) => Object.values(row));
    expect(cells.some((cell) => cell.includes("cmd|'/C calc'"))).toBe(true);
    for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@\t\r\n＝＋－＠]/u);
    // A row is a line, whatever its cells hold.
    expect(text.split('\r\n').length - 2).toBe(read(text).length);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
});

/** Null for everything that may be. */
function blanked(value: unknown): unknown {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? null
    : value;
}

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '\u200b=1', '＝1'])(
  'a note %j is no formula',
  async (note) => {
    const report = await analysed;
    const [first] = report.cycles;
    if (first === undefined) return expect.unreachable('no cycle');
    const steps = first.steps.map((step) => ({ ...step, note }));
    const [row] = read(textOf({ ...report, cycles: [{ ...first, steps }] }, 'csv-steps'));
    expect(row?.['note']).toMatch(/^'[=+\-@＝]/u);
  },
);
