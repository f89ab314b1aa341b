// The reporters, each loaded when it is asked for; `--format` takes its choices from these keys, and
// `--output` from the extensions.

import type { Reporter } from '../model.ts';
import type { ReporterId } from './index.ts';

export const loaders: Readonly<Record<ReporterId, () => Promise<Reporter>>> = {
  terminal: async () => (await import('./terminal.ts')).terminal,
  json: async () => (await import('./json.ts')).json,
  ndjson: async () => (await import('./ndjson.ts')).ndjson,
  csv: async () => (await import('./csv.ts')).csv,
  'csv-steps': async () => (await import('./csv.ts')).csvSteps,
  otlp: async () => (await import('./otlp.ts')).otlp,
  junit: async () => (await import('./junit.ts')).junit,
  md: async () => (await import('./markdown.ts')).markdown,
  jira: async () => (await import('./jira.ts')).jira,
  html: async () => (await import('./html/index.ts')).html,
};

/** Formats of reports that are handed on to others: these have pseudonyms unless told otherwise. */
export const shared: ReadonlySet<string> = new Set(['md', 'jira', 'html']);

/** What a file is written as. */
export const extensions: Readonly<Record<string, ReporterId>> = {
  '.txt': 'terminal',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
  '.steps.csv': 'csv-steps',
  '.otlp.json': 'otlp',
  '.xml': 'junit',
  '.md': 'md',
  '.jira': 'jira',
  '.html': 'html',
};
