// In: one cycle. Out: its timeline as a table without box lines. The words of a command that do
// not fit their column go below the row, over the whole width, so that no command is ever cut and
// the columns stay narrow.

import type { Cycle, Step } from '../model.ts';
import { fileLine, type Page } from './page.ts';
import { plain } from './plain.ts';
import { draw, gap } from './table.ts';
import { type Row, timelineRows } from './timeline-rows.ts';
import { isWhole, showDuration, showOffset } from './times.ts';
import { columns, fill, type Paint, type Tone, words } from './wrap.ts';

const indent = '    ';
/** A command column narrower than this holds hardly a word: commands then stand below their row. */
const narrowestCommand = 24;
const continuation = '            ';

const stepTones: Partial<Record<Step, Tone>> = { error: 'bad', retry: 'warn' };

interface Column {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly tone?: (row: Row) => Tone | undefined;
}

export function* timeline(page: Page, cycle: Cycle): Iterable<string> {
  const rows = timelineRows(page, cycle);
  if (rows.length === 0) return;
  yield `${indent}timeline\n`;
  yield* table(page, rows, columnsOf(page, cycle, rows));
}

function columnsOf(page: Page, cycle: Cycle, rows: readonly Row[]): readonly Column[] {
  const whole = isWhole(cycle.start ?? cycle.end);
  const took = ({ durationMs }: Row): string =>
    durationMs === null ? '' : showDuration(durationMs, whole);
  const exit = ({ exitCode }: Row): string =>
    exitCode === null || exitCode === 0 ? '' : `exit ${exitCode}`;
  const optional: readonly Column[] = [
    { title: 'took', cell: took },
    { title: 'result', cell: exit, tone: () => 'bad' },
  ];
  return [
    { title: 'at', cell: ({ at }) => showOffset(at, cycle.start) },
    { title: 'step', cell: ({ step }) => step, tone: ({ step }) => stepTones[step] },
    ...optional.filter(({ cell }) => rows.some((row) => cell(row) !== '')),
    { title: 'line', cell: ({ evidence }) => fileLine(page, evidence), tone: () => 'dim' },
  ];
}

function* table(page: Page, rows: readonly Row[], facts: readonly Column[]): Iterable<string> {
  const { paint } = page;
  const widths = facts.map(({ title, cell }) =>
    rows.reduce((most, row) => Math.max(most, columns(plain(cell(row)))), columns(title)),
  );
  const taken = widths.reduce((sum, width) => sum + width + gap, indent.length);
  const room = page.width - taken;
  const stacked = room < narrowestCommand;
  const below = page.width - continuation.length;
  const commands = rows.map((row) => {
    const tone = stepTones[row.step];
    const text = words([tone === undefined ? row.text : { text: row.text, tone }], paint);
    const lines = fill(text, (line) => (line === 0 && !stacked ? room : below));
    return stacked ? (['', ...lines] as const) : lines;
  });
  const withCommand = <T>(cells: readonly T[], command: T): readonly T[] =>
    stacked ? cells : [...cells.slice(0, 2), command, ...cells.slice(2)];
  const titles = withCommand(
    facts.map(({ title }) => title),
    'command',
  );
  const cells = rows.map((row, at) =>
    withCommand(
      facts.map((column) => painted(column, row, paint)),
      commands[at]?.[0] ?? '',
    ),
  );
  const lines = draw(
    [titles.map((title) => paint.dim(title)), ...cells],
    withCommand(widths, room),
  );
  for (const [at, line] of lines.entries()) {
    yield `${(indent + line).trimEnd()}\n`;
    const [, ...rest] = commands[at - 1] ?? [];
    for (const more of rest) yield `${continuation}${more}\n`;
  }
}

function painted({ cell, tone }: Column, row: Row, paint: Paint): string {
  const text = plain(cell(row));
  const chosen = tone?.(row);
  return chosen === undefined || text === '' ? text : paint[chosen](text);
}
