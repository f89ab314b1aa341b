// In: the cycles of a report. Out: those that tell most first, and of one its facts and its timeline.

import type { Cycle, CycleOutcome, RedundancyVerdict } from '../../model.ts';
import {
  cutByWindow,
  handlerText,
  headline,
  instanceName,
  itemText,
  leftBehindTexts,
  outcomeText,
  reasonText,
} from '../cycle-facts.ts';
import type { Page } from '../page.ts';
import { redundancyAnswers } from '../redundancy-answers.ts';
import { flat } from '../wrap.ts';
import { cut } from './inline.ts';
import type { Line, Part } from './part.ts';
import { timelinePart } from './timeline.ts';

const outcomes: Partial<Record<CycleOutcome, number>> = {
  leaked: 0,
  'failed-fatal': 1,
  'failed-ignored': 2,
};
const settled: readonly RedundancyVerdict[] = [
  'failed-harmful',
  'conflicting',
  'redundant',
  'likely-redundant',
];

/** Leaked, then failed, then redundant, then the longest; else in the order of the report. */
export function tellingFirst(cycles: readonly Cycle[]): readonly Cycle[] {
  const rank = ({ outcome, redundancy }: Cycle): number =>
    outcomes[outcome] ?? (redundancy.some(({ verdict }) => settled.includes(verdict)) ? 3 : 4);
  const lasted = ({ durationMs }: Cycle): number => durationMs ?? -1;
  return cycles.toSorted((one, other) => rank(one) - rank(other) || lasted(other) - lasted(one));
}

/** @param nth of how many, from 1 */
export function cycleParts(page: Page, cycle: Cycle, nth: number, of: number): readonly Part[] {
  const { uuid, name } = cycle.instance;
  const on = cycle.host === null ? '' : ` on ${cycle.host}`;
  const request = cycle.requestId === null ? '' : `, ${cycle.requestId}`;
  const facts: Part = {
    label: of === 1 ? 'Cycle:' : `Cycle ${nth} of ${of}:`,
    text: [` ${flat(headline(cycle))}; ${instanceName(uuid, name)}${on}${request}`],
    body: { kind: 'list', rows: factLines(page, cycle) },
    noun: 'fact',
    share: 4,
  };
  return [facts, ...timelinePart(page, cycle)];
}

function factLines(page: Page, cycle: Cycle): readonly Line[] {
  const left = leftBehindTexts(page, cycle).map(flat);
  const items = cycle.items.map((item) => flat(itemText(page, cycle, item)));
  const answers = redundancyAnswers(page, cycle).filter(({ verdict }) => verdict !== 'unknown');
  return [
    [`outcome: ${flat(outcomeText(cycle))}`],
    ...(cycle.error === null ? [] : [['error: ', { code: cut(cycle.error) }]]),
    ...(left.length === 0 ? [] : [[`left behind: ${left.join('; ')}`]]),
    [`handler: ${flat(handlerText(cycle))}`],
    [`why: ${flat(reasonText(page, cycle))}`],
    ...(items.length === 0 ? [] : [[`items: ${items.join('; ')}`]]),
    ...answers.map(
      ({ text, remedy }): Line => [
        `redundancy: ${flat(text)}${remedy === '' ? '' : ` remedy: ${remedy}`}`,
      ],
    ),
    ...(cycle.cutByWindow ? [[`window: ${cutByWindow}`]] : []),
  ];
}
