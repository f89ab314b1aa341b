// In: one cycle. Out: the handlers it tried, where that is more than the handler line says, and the
// items with what became of them.

import type { Attempt, Cycle } from '../model.ts';
import { itemText } from './cycle-facts.ts';
import { block, cite, field, type Page } from './page.ts';
import type { Text, Tone } from './wrap.ts';

const attemptTones = {
  opened: 'good',
  failed: 'bad',
  skipped: 'dim',
  unknown: 'warn',
} as const satisfies Record<Attempt['outcome'], Tone>;

export function* attemptsField(page: Page, cycle: Cycle): Iterable<string> {
  const { attempts } = cycle;
  if (attempts.length < 2 && attempts.every(({ outcome }) => outcome !== 'failed')) return;
  for (const [at, attempt] of attempts.entries()) {
    const { outcome, device, error } = attempt;
    const text: Text = [
      `${at + 1}. ${attempt.handler} `,
      { text: outcome, tone: attemptTones[outcome] },
      device === null ? '' : ` on ${device}`,
      cite(page, attempt.evidence),
    ];
    yield field(page, at === 0 ? 'attempts' : '', text);
    yield errorBlock(page, cycle, error);
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
