// In: what the page is given. Out: the HTML a browser shows that runs no script: the findings and the first
// cycles, as plain as can be.

import { escaped } from '../markup.ts';
import type { CycleRow, FindingRow, PageData } from './page-data.ts';

/** So that the page stays small. */
const cyclesAtMost = 200;

export function* withoutScript({ findings, cycles }: PageData): Iterable<string> {
  yield '<noscript>\n<h2>Findings</h2>\n';
  yield findings.length === 0 ? '<p>None.</p>\n' : '<ul>\n';
  for (const finding of findings) yield findingItem(finding);
  if (findings.length > 0) yield '</ul>\n';
  yield `<h2>Cycles</h2>\n<table>\n<thead><tr>${heads()}</tr></thead>\n<tbody>\n`;
  for (const cycle of cycles.slice(0, cyclesAtMost)) {
    yield `<tr>${COLUMNS.map(([, of]) => `<td>${escaped(of(cycle))}</td>`).join('')}</tr>\n`;
  }
  yield '</tbody>\n</table>\n';
  if (cycles.length > cyclesAtMost) {
    yield `<p>These are the first ${cyclesAtMost} of ${cycles.length}; all are shown where scripts run.</p>\n`;
  }
  yield '</noscript>\n';
}

function findingItem({ severity, title, id, times, detail, remedy, quotes }: FindingRow): string {
  const [first] = quotes;
  const parts = [
    `<b>${escaped(`${severity} ${title}`)}</b> (${escaped(id)})${times > 1 ? `, ${times} times` : ''}`,
    ...detail.map(escaped),
    ...(remedy === '' ? [] : [`remedy: ${escaped(remedy)}`]),
    ...(first === undefined ? [] : [`${escaped(first[0])}: <code>${escaped(first[1])}</code>`]),
  ];
  return `<li>${parts.join('<br>')}</li>\n`;
}

const COLUMNS: readonly (readonly [string, (cycle: CycleRow) => string])[] = [
  ['started', ({ start }) => start],
  ['instance', ({ instance }) => instance],
  ['what', ({ title }) => title],
  ['handler', ({ handler }) => handler],
  ['outcome', ({ outcome }) => outcome],
  ['took', ({ duration }) => duration],
];

const heads = () => COLUMNS.map(([head]) => `<th scope="col">${head}</th>`).join('');
