// In: one cycle. Out: its timeline as a table without box lines. The words of a command that do
// not fit their column go below the row, over the whole width, so that no command is ever cut and
// the columns stay narrow.

import { between, isWhole } from '../clock.ts';
import type { Cycle, Step } from '../model.ts';
import { span } from './bars.ts';
import { fileLine, type Page, quotes } from './page.ts';
import { plain } from './plain.ts';
import { draw, gap } from './table.ts';
import { type Row, timelineRows } from './timeline-rows.ts';
import { showDuration, showOffset } from './times.ts';
import { columns, fill, type Paint, type Tone, words } from './wrap.ts';

const indent = '    ';
/** A command column narrower than this holds hardly a word: commands then stand below their row. */
const narrowestCommand = 24;
const continuation = '            ';

const stepTones: Readonly<Record<Step, Tone>> = {
  announce: 'dim',
  attach: 'open',
  'wait-device': 'warn',
  map: 'open',
  mount: 'open',
  write: 'write',
  flush: 'write',
  unmount: 'close',
  unmap: 'close',
  detach: 'close',
  retry: 'warn',
  error: 'bad',
};
/** Columns of the drawing of when a step was. */
const barWidth = 16;

interface Column {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly tone?: (row: Row) => Tone | undefined;
  /** Stands behind the command. */
  readonly isBehind?: true;
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
    { title: 'took', cell: took, isBehind: true },
    { title: 'result', cell: exit, tone: () => 'bad', isBehind: true },
  ];
  const bars = barsOf(page, cycle, rows);
  return [
    { title: 'at', cell: ({ at }) => showOffset(at, cycle.start) },
    { title: 'step', cell: ({ step }) => step, tone: ({ step }) => stepTones[step] },
    ...(bars === null ? [] : [bars]),
    ...optional.filter(({ cell }) => rows.some((row) => cell(row) !== '')),
    {
      title: 'line',
      cell: ({ evidence }) => fileLine(page, evidence),
      tone: () => 'dim',
      isBehind: true,
    },
  ];
}

/** When each step was, to scale; null where all look the same. */
function barsOf(page: Page, { start, end }: Cycle, rows: readonly Row[]): Column | null {
  const latest = rows.reduce((most, row) => Math.max(most, endOf(row, start) ?? 0), 0);
  const ms = Math.max(latest, between(start, end) ?? 0);
  if (start === null || ms <= 0) return null;
  const cell = (row: Row) => {
    const from = between(start, row.at);
    if (from === null || from < 0) return '';
    return span({ from: from / ms, to: (endOf(row, start) ?? from) / ms }, barWidth, page.blocks);
  };
  if (new Set(rows.map(cell)).size < 2) return null;
  const scale = `|${showDuration(ms, isWhole(start)).padStart(barWidth - 2)}|`;
  return { title: scale, cell, tone: ({ step }) => stepTones[step] };
}

/** Milliseconds from the start of the cycle to the end of a step; null where it is not shown. */
function endOf({ at, durationMs }: Row, start: string | null): number | null {
  const from = between(start, at);
  return from === null || durationMs === null ? from : from + durationMs;
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
    const tone = row.step === 'error' || row.step === 'retry' ? stepTones[row.step] : undefined;
    const text = words([tone === undefined ? row.text : { text: row.text, tone }], paint);
    const lines = fill(text, (line) => (line === 0 && !stacked ? room : below));
    return stacked ? (['', ...lines] as const) : lines;
  });
  const before = facts.findIndex(({ isBehind }) => isBehind);
  const withCommand = <T>(cells: readonly T[], command: T): readonly T[] =>
    stacked ? cells : [...cells.slice(0, before), command, ...cells.slice(before)];
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
    const row = rows[at - 1];
    if (row !== undefined) yield* quotes(page, [row.evidence], continuation);
  }
}

function painted({ cell, tone }: Column, row: Row, paint: Paint): string {
  const text = plain(cell(row));
  const chosen = tone?.(row);
  return chosen === undefined || text === '' ? text : paint[chosen](text);
}
