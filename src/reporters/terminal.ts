// In: a report. Out: the text report, the default one: what was looked at, the totals, the
// findings, then each instance with its cycles. Plain ASCII drawing, so that it can be pasted into
// a ticket; colour only adds.

import type { Report, ReporterOptions } from '../model.ts';
import { openPage } from './page.ts';
import { findingsSection } from './terminal-findings.ts';
import { headerSection } from './terminal-header.ts';
import { instancesSection } from './terminal-instances.ts';
import { totalsSection } from './terminal-totals.ts';

export function* terminal(report: Report, options: ReporterOptions): Iterable<string> {
  const page = openPage(report, options);
  yield* headerSection(page, report);
  yield '\n';
  yield* totalsSection(page, report);
  yield* findingsSection(page, report);
  yield* instancesSection(page, report);
}
