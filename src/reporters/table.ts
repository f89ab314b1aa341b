// In: rows of cells, each cell one line that fits its column. Out: the lines of a table without box
// lines, in ASCII. The only home of cli-table3.

import Table from 'cli-table3';
import type { Page } from './page.ts';
import { plain } from './plain.ts';
import { columns, fill, type Tone, words } from './wrap.ts';

/** Between two columns: one space of padding and one drawn as the border. */
export const gap = 2;
const batch = 100;

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};

/** One line per row, since no cell holds a line break and each fits its column. In batches, because
 *  cli-table3 takes time that grows with the square of the rows. */
export function draw(
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): readonly string[] {
  const lines: string[] = [];
  for (let from = 0; from < rows.length; from += batch) {
    const drawn = new Table({
      chars: noLines,
      style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 1 },
      colWidths: widths.map((width) => width + 1),
    });
    drawn.push(...rows.slice(from, from + batch).map((row) => [...row]));
    lines.push(...drawn.toString().split('\n'));
  }
  return lines;
}

export interface TableColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly tone?: Tone;
  /** Numbers end where the column ends. */
  readonly right?: true;
}

/** A table whose columns are as wide as what stands in them; one left out where all its cells are
 *  empty. What does not fit the last column goes below its row, so that nothing is ever cut. */
export function* grid<Row>(
  page: Page,
  rows: readonly Row[],
  wanted: readonly TableColumn<Row>[],
  indent = '  ',
): Generator<string> {
  const shown = wanted.filter(({ cell }) => rows.some((row) => cell(row) !== ''));
  const last = shown.at(-1);
  if (last === undefined) return;
  const facts = shown.slice(0, -1);
  const texts = rows.map((row) => facts.map(({ cell }) => plain(cell(row))));
  const widths = facts.map(({ title }, at) =>
    texts.reduce((most, row) => Math.max(most, columns(row[at] ?? '')), columns(title)),
  );
  const painted = (text: string, at: number) => {
    const { right, tone } = facts[at] ?? {};
    const blank = ' '.repeat(Math.max((widths[at] ?? 0) - columns(text), 0));
    const placed = right ? blank + text : text;
    return tone === undefined ? placed : page.paint[tone](placed);
  };
  const titles = facts.map(({ title }, at) => page.paint.dim(painted(title, at)));
  const drawn = draw([titles, ...texts.map((row) => row.map(painted))], widths);
  const room = page.width - widths.reduce((sum, width) => sum + width + gap, indent.length);
  const below = `${indent}  `;
  for (const [at, line] of drawn.entries()) {
    const row = rows[at - 1];
    const text = row === undefined ? page.paint.dim(last.title) : '';
    const span = row === undefined ? '' : last.cell(row);
    const cell = last.tone === undefined ? span : { text: span, tone: last.tone };
    const [first, ...rest] = fill(words([cell], page.paint), (n) =>
      n === 0 ? room : page.width - below.length,
    );
    yield `${`${indent}${line} ${text}${first}`.trimEnd()}\n`;
    for (const more of rest) yield `${below}${more}\n`;
  }
}
