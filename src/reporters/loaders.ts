// The reporters, each loaded when it is asked for; `--format` takes its choices from these keys, and
// `--output` from the extensions.

import type { Reporter } from '../model.ts';
import type { ReporterId } from './index.ts';

export const loaders: Readonly<Record<ReporterId, () => Promise<Reporter>>> = {
  terminal: async () => (await import('./terminal.ts')).terminal,
  json: async () => (await import('./json.ts')).json,
  junit: async () => (await import('./junit.ts')).junit,
  md: async () => (await import('./markdown.ts')).markdown,
  jira: async () => (await import('./jira.ts')).jira,
};

/** What a file is written as. */
export const extensions: Readonly<Record<string, ReporterId>> = {
  '.txt': 'terminal',
  '.json': 'json',
  '.xml': 'junit',
  '.md': 'md',
  '.jira': 'jira',
};
