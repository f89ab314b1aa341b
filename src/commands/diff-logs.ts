// In: what differs between two logs. Out: its text: facts, options, a table of counts, a table of what
// the steps took, and the findings that only one log has.

import type { CountPair, FindingCount, LogDiff } from '../comparison/logs.ts';
import type { Spread } from '../cost/spread.ts';
import { cite, field, type Page, paragraph } from '../reporters/page.ts';
import { grid, type TableColumn } from '../reporters/table.ts';
import { showDuration } from '../reporters/times.ts';
import { factLines, optionLines, type Pages } from './diff-text.ts';

export function* logDiffLines(pages: Pages, found: LogDiff): Generator<string> {
  yield field(pages.a, 'A', [found.sources.a.join(', ')], '');
  yield field(pages.b, 'B', [found.sources.b.join(', ')], '');
  yield* factLines(pages, found.facts, '');
  if (found.facts.some(({ what, verdict }) => what === 'commands' && verdict !== 'same')) {
    const text = 'where commands are hidden, a step that is missing may only not be shown';
    yield field(pages.a, 'note', [text], '');
  }
  yield* optionLines(pages, found.options);
  yield* countLines(pages.a, found);
  yield* timeLines(pages.a, found);
  yield '\n';
  yield* findingLines(pages.a, 'A', found.findings.onlyA);
  yield* findingLines(pages.b, 'B', found.findings.onlyB);
}

function* countLines(page: Page, { counts }: LogDiff): Generator<string> {
  yield '\n';
  const [cycles] = counts;
  if (cycles === undefined) {
    yield 'no image was opened in either log\n';
    return;
  }
  yield paragraph(page, [{ text: 'Images opened', tone: 'strong' }]);
  yield* grid(page, counts, [
    { title: 'A', right: true, cell: ({ a }) => String(a) },
    { title: 'B', right: true, cell: ({ b }) => String(b) },
    { title: 'what', cell: countName },
  ]);
}

function countName({ of, name }: CountPair): string {
  if (of === 'cycles') return 'in all';
  return of === 'handler' && name === 'none' ? 'no handler, or not visible' : `${of} ${name}`;
}

function* timeLines(page: Page, { injections, steps, wholeSeconds }: LogDiff): Generator<string> {
  const all = { name: 'injection, as a whole', ...injections };
  const rows = [
    ...(all.a === null && all.b === null ? [] : [all]),
    ...steps.map(({ step, basis, a, b }) => ({
      name: basis === 'ended' ? step : `${step}, until the next line`,
      a,
      b,
    })),
  ];
  yield '\n';
  if (rows.length === 0) {
    yield 'no injection in either log has times\n';
    return;
  }
  yield paragraph(page, [{ text: 'What they took', tone: 'strong' }]);
  const columns = (['a', 'b'] as const).flatMap((side) => timeColumns(side, wholeSeconds[side]));
  yield* grid(page, rows, [...columns, { title: 'step', cell: ({ name }) => name }]);
}

interface TimeRow {
  readonly a: Spread | null;
  readonly b: Spread | null;
}

function timeColumns(side: 'a' | 'b', whole: boolean): readonly TableColumn<TimeRow>[] {
  const column = (title: string, of: (spread: Spread) => string): TableColumn<TimeRow> => ({
    title: `${side.toUpperCase()} ${title}`,
    right: true,
    cell: (row) => {
      const spread = row[side];
      return spread === null ? '-' : of(spread);
    },
  });
  return [
    column('n', (spread) => String(spread.count)),
    column('p50', ({ p50Ms }) => showDuration(p50Ms, whole)),
    column('p95', ({ p95Ms }) => showDuration(p95Ms, whole)),
  ];
}

function* findingLines(
  page: Page,
  name: string,
  findings: readonly FindingCount[],
): Generator<string> {
  if (findings.length === 0) yield `no finding that only ${name} has\n`;
  for (const { id, severity, title, times, evidence } of findings) {
    const often = times > 1 ? `, ${times} times` : '';
    const text = `only in ${name}: ${id} (${severity}${often}): ${title}`;
    yield paragraph(page, [text, cite(page, evidence)], '', '    ');
  }
}
