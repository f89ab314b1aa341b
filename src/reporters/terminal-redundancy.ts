// In: one cycle. Out: what is redundant of it, on the terminal.

import type { Cycle } from '../model.ts';
import { field, type Page } from './page.ts';
import { redundancyAnswers } from './redundancy-answers.ts';

export function* redundancyField(page: Page, cycle: Cycle): Iterable<string> {
  for (const [at, { text, remedy }] of redundancyAnswers(page, cycle).entries()) {
    yield field(page, at === 0 ? 'redundancy' : '', text);
    if (remedy !== '') yield field(page, '', [`remedy: ${remedy}`]);
  }
}
