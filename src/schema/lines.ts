// The schema of the lines of `--format ndjson`: the records of the report, each with a head.

import type { Cited, LineKind } from '../reporters/ndjson.ts';
import { ref } from './claims.ts';
import { a, count, exactly, list, record, type Schema } from './words.ts';

type Records = Readonly<Record<LineKind, Schema>>;

/** @param records  the schema of each kind of record, as it stands in the report */
export function lineDefs(records: Records) {
  const names = Object.keys(records).map((kind) => `${capital(kind)}Line`);
  const lines = Object.entries(records).map(([kind, schema]) => [
    `${capital(kind)}Line`,
    withHead(kind, schema),
  ]);
  return {
    Line: {
      description: 'a line of --format ndjson; the summary is the last one',
      anyOf: names.map(ref),
    },
    Cited: record<Cited>({ source: count('as evidence has it'), path: a('string') }),
    ...(Object.fromEntries(lines) as Readonly<Record<string, Schema>>),
  };
}

/** Has besides its own keys those that a type of line adds. */
export const adding = (record: Schema, more: Readonly<Record<string, Schema>>): Schema => ({
  ...record,
  properties: { ...more, ...record.properties },
  required: [...Object.keys(more), ...(record.required ?? [])],
});

const withHead = (kind: string, schema: Schema): Schema =>
  adding(schema, {
    schema: exactly('inject-trace/line/1'),
    kind: exactly(kind),
    cited: list(ref('Cited'), 'the sources whose lines are quoted here'),
  });

const capital = (word: string) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
