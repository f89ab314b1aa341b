// The published schema: nothing that is only nearly a report fits it, and the check of saved reports says
// the same as a validator of its own. That every report there is fits stands in contract.test.ts.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { readNovaConf } from '../src/config/index.ts';
import type { Report } from '../src/model.ts';
import { firstProblem } from '../src/schema/check.ts';
import { reportSchema } from '../src/schema/index.ts';
import type { Schema } from '../src/schema/words.ts';
import { problemsOf, validate } from './contract.ts';
import { consoleOf, evidenceOf } from './guests.ts';
import { fixture, inputOf, reportOn, root } from './support.ts';

type Path = readonly (string | number)[];

/** A key of a record of the schema, and the first place of a report that has it. */
interface Field {
  readonly holder: Path;
  readonly key: string;
  readonly isRequired: boolean;
  readonly schema: Schema;
}

const target = ({ $ref = '' }: Schema): Schema =>
  reportSchema.$defs[$ref.replace('#/$defs/', '')] ?? {};

function fieldsOf(
  value: unknown,
  schema: Schema,
  name: string,
  path: Path = [],
): readonly (readonly [string, Field])[] {
  if (schema.$ref !== undefined) return fieldsOf(value, target(schema), schema.$ref, path);
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return [];
    return value.flatMap((one, index) => fieldsOf(one, items, name, [...path, index]));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const isRequired = schema.required?.includes(key) ?? false;
    const own: Field = { holder: path, key, isRequired, schema: field };
    const inner = Object.entries(value).find(([one]) => one === key)?.[1];
    if (inner === undefined) return [];
    return [
      [`${name}.${key}`, own] as const,
      ...fieldsOf(inner, field, `${name}.${key}`, [...path, key]),
    ];
  });
}

/** Every key the schema has anywhere. */
function keysOf(schema: Schema, name: string): readonly string[] {
  const inner = schema.items === undefined ? [] : keysOf(schema.items, name);
  return [
    ...inner,
    ...Object.entries(schema.properties ?? {}).flatMap(([key, field]) => [
      `${name}.${key}`,
      ...keysOf(field, `${name}.${key}`),
    ]),
  ];
}

function changed(report: Report, path: Path, change: (holder: Record<string, unknown>) => void) {
  const copy: unknown = JSON.parse(JSON.stringify(report));
  let holder = copy as Record<string, unknown>;
  for (const step of path) holder = holder[step] as Record<string, unknown>;
  change(holder);
  return copy;
}

/** Refused by both, and the check says where. */
function expectRefused(value: unknown, what: string): void {
  expect(validate(value), what).toBe(false);
  expect(firstProblem(value, reportSchema), what).not.toBe(null);
}

/** Has every record of the schema at least once. */
async function specimen(): Promise<Report> {
  const leak = await reportOn(fixture('rules/leaked-nbd-device/fires.log').bytes);
  const gap = await reportOn(fixture('rules/clock-step/fires.log').bytes);
  const guest = consoleOf({ booted: new Date('2012-11-26T21:42:20Z'), keys: [] });
  const conf = readNovaConf('[DEFAULT]\nlibvirt_inject_key = true\n', 'nova.conf');
  const { report } = await analyze([inputOf(fixture('showcase.log').bytes)], {
    evidence: [evidenceOf('console-log', guest)],
    novaConf: [conf],
  });
  return {
    ...report,
    summary: { ...report.summary, partial: true },
    sources: [...report.sources, ...gap.sources],
    cycles: [...report.cycles, ...leak.cycles],
  };
}

describe('a report', () => {
  let report: Report;
  let fields: ReadonlyMap<string, Field>;
  beforeAll(async () => {
    report = await specimen();
    fields = new Map([...fieldsOf(report, reportSchema, '')].reverse());
  });

  test('has every key of the schema somewhere, or the others here prove less than they say', () => {
    const { $defs, ...top } = reportSchema;
    const keys = [
      ...keysOf(top, ''),
      ...Object.entries($defs)
        .filter(isOfReport)
        .flatMap(([name, schema]) => keysOf(schema, `#/$defs/${name}`)),
    ];
    expect([...fields.keys()].sort()).toEqual(keys.sort());
    expect(validate(report)).toBe(true);
    expect(firstProblem(report, reportSchema)).toBe(null);
  });

  test('without a required key is refused', () => {
    for (const [name, { holder, key, isRequired }] of fields) {
      const without = changed(report, holder, (one) => {
        delete one[key];
      });
      if (isRequired) expectRefused(without, name);
      else expect(validate(without), name).toBe(true);
    }
  });

  test('with a key too many in any record is refused', () => {
    for (const [name, { holder }] of fields) {
      const more = changed(report, holder, (one) => {
        one['extra'] = null;
      });
      expectRefused(more, name);
    }
  });

  test('with a value of another type anywhere is refused', () => {
    for (const [name, { holder, key, schema }] of fields) {
      const { type = 'string' } = schema.$ref === undefined ? schema : target(schema);
      const hasText = schema.$ref === undefined && [type].flat().includes('string');
      const others = [hasText ? 7 : 'seven', [type].flat().includes('array') ? {} : []];
      for (const other of others) {
        const retyped = changed(report, holder, (one) => {
          one[key] = other;
        });
        expectRefused(retyped, `${name}: ${JSON.stringify(other)}`);
      }
    }
  });

  test.each([
    [
      'a word there is not',
      ['cycles', 0],
      'outcome',
      'finished',
      'cycles[0].outcome is "finished"',
    ],
    ['a finding there is not', ['findings', 0], 'id', 'no-finding', 'findings[0].id is "no-find'],
    ['a count below none', ['sources', 0], 'bytes', -1, 'sources[0].bytes is -1'],
    ['half a line', ['findings', 0, 'evidence', 0], 'line', 1.5, 'findings[0].evidence[0].line'],
    ['a claim without a line', ['findings', 0], 'evidence', [], 'findings[0].evidence is empty'],
    ['no time', ['cycles', 0], 'start', 'noon', 'cycles[0].start is "noon", not a time'],
    ['another schema', [], 'schema', 'inject-trace/report/2', 'schema is "inject-trace/report/2"'],
  ] as const)('with %s is refused, and told where', (_, path, key, value, told) => {
    const wrong = changed(report, path, (one) => {
      one[key] = value;
    });
    expectRefused(wrong, key);
    const { where, what } = firstProblem(wrong, reportSchema) ?? { where: '', what: '' };
    expect(`${where} ${what}`).toContain(told);
  });
});

/** The other records are those of the lines of ndjson. */
function isOfReport([name]: readonly [string, unknown]): boolean {
  return !name.endsWith('Line') && name !== 'Cited';
}

test('every reference leads to a definition, and every definition is used', () => {
  const text = JSON.stringify(reportSchema);
  const used = [...text.matchAll(/"#\/\$defs\/(\w+)"/g)].map(([, name]) => name);
  expect([...new Set(used)].sort()).toEqual(
    Object.keys(reportSchema.$defs)
      .filter((name) => name !== 'Line')
      .sort(),
  );
});

const SAMPLES = `${root}../shared/logs`;

test.skipIf(!existsSync(SAMPLES))('reports on logs of every release fit', async () => {
  const logs = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.log'))
    .sort();
  const some = logs.filter((_, index) => index % 10 === 0);
  expect(some.length).toBeGreaterThan(10);
  for (const log of some) {
    const report = await reportOn(readFileSync(`${SAMPLES}/${log}`));
    expect(problemsOf(report), log).toEqual([]);
    expect(firstProblem(JSON.parse(JSON.stringify(report)), reportSchema), log).toBe(null);
  }
});
