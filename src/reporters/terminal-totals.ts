// In: a report. Out: its verdict on the terminal: the totals in one line, and what belongs to them.

import type { Report } from '../model.ts';
import { type Page, paragraph } from './page.ts';
import { imageText, partialText, unreadText, verdictText } from './verdict.ts';

const hang = '    ';

export function* totalsSection(page: Page, report: Report): Iterable<string> {
  const partial = partialText(report);
  if (partial !== null) yield paragraph(page, partial, '', hang);
  yield paragraph(page, verdictText(report), '', hang);
  for (const image of report.summary.redundancy ?? []) {
    yield paragraph(page, imageText(image), '', hang);
  }
  const unread = unreadText(report);
  if (unread !== null) yield paragraph(page, unread, '', hang);
}
