// The reporters there are. To add one: a file that renders a report, a line here, and one in loaders.ts
// for the command line.

import type { Reporter } from '../model.ts';
import { csv, csvSteps } from './csv.ts';
import { html } from './html/index.ts';
import { jira } from './jira.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { ndjson } from './ndjson.ts';
import { otlp } from './otlp.ts';
import { terminal } from './terminal.ts';

export const reporters = {
  terminal,
  json,
  ndjson,
  csv,
  'csv-steps': csvSteps,
  otlp,
  junit,
  md: markdown,
  jira,
  html,
} as const satisfies Record<string, Reporter>;

export type ReporterId = keyof typeof reporters;
