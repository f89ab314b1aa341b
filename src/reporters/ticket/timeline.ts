// In: one cycle. Out: its timeline: a row for each step, the command last, so that the columns before it stay
// in line where the table is not rendered.

import { isWhole } from '../../clock.ts';
import type { Cycle, Step } from '../../model.ts';
import { fileLine, type Page } from '../page.ts';
import { type Row, timelineRows } from '../timeline-rows.ts';
import { showDuration, showOffset } from '../times.ts';
import { cut } from './inline.ts';
import type { Line, Part } from './part.ts';

interface Column {
  readonly title: string;
  readonly cell: (row: Row) => Line;
}

/** Of a failure nothing is left out before all else is; of the writes most tell little. */
const weights: Partial<Record<Step, number>> = { error: 0, announce: 2, write: 3 };

export function timelinePart(page: Page, cycle: Cycle): readonly Part[] {
  const steps = timelineRows(page, cycle);
  if (steps.length === 0) return [];
  const shown = columnsOf(page, cycle).filter(({ cell }) =>
    steps.some((step) => cell(step).length > 0),
  );
  const rows = steps.map((step) => shown.map(({ cell }) => cell(step)));
  return [
    {
      label: 'Timeline:',
      text: [],
      body: { kind: 'table', titles: shown.map(({ title }) => title), rows },
      noun: 'step',
      share: 4,
      weights: steps.map(({ step, exitCode }) => (exitCode ? 0 : (weights[step] ?? 1))),
    },
  ];
}

function columnsOf(page: Page, cycle: Cycle): readonly Column[] {
  const whole = isWhole(cycle.start ?? cycle.end);
  const text = (shown: string): Line => (shown === '' ? [] : [shown]);
  return [
    {
      title: 'at',
      cell: ({ at }) => (at === null ? [] : text(showOffset(at, cycle.start).replace(/^-$/, ''))),
    },
    { title: 'step', cell: ({ step }) => text(step) },
    {
      title: 'took',
      cell: ({ durationMs }) => text(durationMs === null ? '' : showDuration(durationMs, whole)),
    },
    { title: 'result', cell: ({ exitCode }) => text(exitCode ? `exit ${exitCode}` : '') },
    { title: 'line', cell: ({ evidence }) => [{ code: fileLine(page, evidence) }] },
    // Or what the line says, word for word.
    { title: 'command', cell: (row) => (row.text === '' ? [] : [{ code: cut(row.text) }]) },
  ];
}
