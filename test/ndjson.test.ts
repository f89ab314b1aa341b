// The report as a line per record: every line fits the schema alone, and together they are the report.

import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { Report } from '../src/model.ts';
import { reporters } from '../src/reporters/index.ts';
import { lineOf } from '../src/reporters/ndjson.ts';
import { reportSchema } from '../src/schema/index.ts';
import { DRIVING, emptyReport, HOSTILE, hostileReport } from './hostile.ts';
import { evidenceIn, fixture, fixtures, reportOn } from './support.ts';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, schemas: [reportSchema] });
const isLine = ajv.compile({ $ref: `${reportSchema.$id}#/$defs/Line` });

type Line = Readonly<Record<string, unknown>> & { readonly kind: string };

const textOf = (report: Report) => [...reporters.ndjson(report)].join('');

function linesOf(text: string): readonly Line[] {
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The records of one kind as the report has them. */
const recordsOf = (lines: readonly Line[], wanted: string) =>
  lines.flatMap(({ schema, kind, cited, index, ...record }) => (kind === wanted ? [record] : []));

function together(lines: readonly Line[]): unknown {
  const [summary] = recordsOf(lines, 'summary');
  const { tool, ...counts } = summary ?? {};
  return {
    schema: 'inject-trace/report/1',
    tool,
    sources: recordsOf(lines, 'source'),
    releases: recordsOf(lines, 'release'),
    config: recordsOf(lines, 'config'),
    cycles: recordsOf(lines, 'cycle'),
    instances: recordsOf(lines, 'instance'),
    findings: recordsOf(lines, 'finding'),
    summary: counts,
  };
}

test.each(fixtures())('of $name fit the schema, and are the report', async ({ bytes }) => {
  const report = await reportOn(bytes);
  const lines = linesOf(textOf(report));
  for (const line of lines) {
    expect(isLine(line), `${JSON.stringify(isLine.errors)} ${JSON.stringify(line)}`).toBe(true);
  }
  expect(together(lines)).toEqual(JSON.parse(JSON.stringify(report)));
});

describe('a line alone', () => {
  const analysed = reportOn(fixture('showcase.log').bytes);

  test('names every source that it cites, and no other', async () => {
    const report = await analysed;
    const [source] = report.sources;
    const [cycle] = report.cycles;
    if (source === undefined || cycle === undefined) return expect.unreachable('no cycle');
    const moved = JSON.stringify(cycle).replaceAll('"source":0', '"source":2');
    const sources = [source, source, { ...source, path: 'other.log' }];
    const line = JSON.parse(lineOf('cycle', JSON.parse(moved), sources));
    expect(line.cited).toEqual([{ source: 2, path: 'other.log' }]);
    const cited = new Set(evidenceIn(line).map((one) => one.source));
    expect(cited).toEqual(new Set([2]));
  });

  test('of no known kind, or with a key too many, does not fit', async () => {
    const [line = '{}'] = [...reporters.ndjson(await analysed)];
    expect(isLine(JSON.parse(line))).toBe(true);
    expect(isLine({ ...JSON.parse(line), kind: 'cycle' })).toBe(false);
    expect(isLine({ ...JSON.parse(line), more: 1 })).toBe(false);
  });

  test('comes after those that are read before it, and the summary ends them', async () => {
    const kinds = linesOf(textOf(await analysed)).map(({ kind }) => kind);
    const order = ['source', 'release', 'config', 'cycle', 'instance', 'finding', 'summary'];
    expect([...new Set(kinds)]).toEqual(order);
    expect(kinds).toEqual(kinds.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
  });
});

test('of a report without cycles', async () => {
  const lines = linesOf(textOf(emptyReport(await reportOn(fixture('showcase.log').bytes))));
  expect(lines.map(({ kind }) => kind)).toEqual(['source', 'release', 'summary']);
});

test('what a log chose breaks no line and drives no terminal, and is read back as it was', async () => {
  const report = await hostileReport();
  const text = textOf(report);
  expect(text).not.toMatch(DRIVING);
  expect(together(linesOf(text))).toEqual(report);
  expect(JSON.stringify(together(linesOf(text)))).toContain(JSON.stringify(HOSTILE));
});
