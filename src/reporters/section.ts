// A titled table of the first rows of many. In: rows and their columns. Out: its text, nothing of none.

import { type Page, paragraph } from './page.ts';
import { grid, type TableColumn } from './table.ts';

/** @param most rows on a screen; the JSON answer has all of them */
export function* section<Row>(
  page: Page,
  most: number,
  title: string,
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
): Generator<string> {
  if (rows.length === 0) return;
  const more = rows.length - most;
  const rest = more > 0 ? ` (${more} more in the JSON answer)` : '';
  yield '\n';
  yield paragraph(page, [{ text: title, tone: 'strong' }, rest]);
  yield* grid(page, rows.slice(0, most), columns);
}
