// In: one cycle. Out: what is told of it, each with its label: what happened and why so, what it was worth,
// and what does not show.

import type { Cycle } from '../../model.ts';
import {
  attemptText,
  cutByWindow,
  handlerText,
  itemText,
  leftBehindTexts,
  outcomeText,
  reasonText,
  ruledOutTexts,
  tellingAttempts,
} from '../cycle-facts.ts';
import type { Page } from '../page.ts';
import { plainLines } from '../plain.ts';
import { redundancyAnswers } from '../redundancy-answers.ts';
import type { Text } from '../wrap.ts';

/** The texts of one label stand below each other. */
type Facts = readonly [label: string, texts: readonly Text[]];

export function factsOf(page: Page, cycle: Cycle): readonly Facts[] {
  const { error, requestId, outcome, items, notVisible } = cycle;
  const answers = redundancyAnswers(page, cycle);
  const ownError = (own: string | null) => (own === null || own === error ? [] : errorText(own));
  return [
    ['outcome', [outcomeText(cycle)]],
    [
      'error',
      error === null ? [] : errorText(error, outcome === 'failed-ignored' ? 'warn' : 'bad'),
    ],
    ['left behind', leftBehindTexts(page, cycle)],
    ['items', items.flatMap((item) => [itemText(page, cycle, item), ...ownError(item.error)])],
    ['handler', [handlerText(cycle)]],
    ['why', [reasonText(page, cycle), ...ruledOutTexts(page, cycle)]],
    [
      'attempts',
      tellingAttempts(cycle).flatMap((attempt, at) => [
        attemptText(page, attempt, at + 1),
        ...ownError(attempt.error),
      ]),
    ],
    ['request id', [[requestId ?? 'not shown']]],
    ['window', cycle.cutByWindow ? [[cutByWindow]] : []],
    [
      'redundancy',
      answers.flatMap(({ text, remedy }) => [
        text,
        ...(remedy === '' ? [] : [[`remedy: ${remedy}`]]),
      ]),
    ],
    ['missing', notVisible.map((text) => [text])],
  ];
}

/** Its line breaks count. */
function errorText(error: string, tone: 'bad' | 'warn' = 'warn'): readonly Text[] {
  return plainLines(error).map((text) => [{ text, tone }]);
}
