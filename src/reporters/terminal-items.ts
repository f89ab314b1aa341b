// In: one cycle. Out: the handlers it tried, where that is more than the handler line says, and the
// items with what became of them.

import type { Cycle } from '../model.ts';
import { attemptText, itemText, tellingAttempts } from './cycle-facts.ts';
import { block, field, type Page } from './page.ts';

export function* attemptsField(page: Page, cycle: Cycle): Iterable<string> {
  for (const [at, attempt] of tellingAttempts(cycle).entries()) {
    yield field(page, at === 0 ? 'attempts' : '', attemptText(page, attempt, at + 1));
    yield errorBlock(page, cycle, attempt.error);
  }
}

export function* itemsField(page: Page, cycle: Cycle): Iterable<string> {
  for (const [at, item] of cycle.items.entries()) {
    yield field(page, at === 0 ? 'items' : '', itemText(page, cycle, item));
    yield errorBlock(page, cycle, item.error);
  }
}

/** The cycle's own error stands above already, whole. */
function errorBlock(page: Page, cycle: Cycle, error: string | null): string {
  if (error === null || error === cycle.error) return '';
  return block(page, '', error, 'warn', '       ');
}
