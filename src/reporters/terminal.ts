// In: a report. Out: the text report, the default one: the verdict, what was looked at, the findings, the
// cycles at a glance, then each instance with its own. Block characters and colour only add, on a terminal
// that has them; else it is ASCII, so that it can be pasted into a ticket.

import type { Report, ReporterOptions } from '../model.ts';
import { openPage } from './page.ts';
import { findingsSection } from './terminal-findings.ts';
import { headerSection } from './terminal-header.ts';
import { instancesSection } from './terminal-instances.ts';
import { overviewSection } from './terminal-overview.ts';
import { totalsSection } from './terminal-totals.ts';

export function* terminal(report: Report, options: ReporterOptions): Iterable<string> {
  const page = openPage(report, options);
  yield* totalsSection(page, report);
  yield '\n';
  yield* headerSection(page, report);
  yield* findingsSection(page, report);
  yield* overviewSection(page, report);
  yield* instancesSection(page, report);
}
