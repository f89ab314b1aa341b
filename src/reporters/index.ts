// The reporters there are; `--format` takes its choices from these keys. To add one: a file that
// renders a report, and a line here.

import type { Reporter } from '../model.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { terminal } from './terminal.ts';

export const reporters = { terminal, json, junit } as const satisfies Record<string, Reporter>;

export type ReporterId = keyof typeof reporters;
