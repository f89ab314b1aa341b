// In: one cycle. Out: the handlers it tried, where that is more than the handler line says, and the
// items with what became of them.

import type { Attempt, Cycle, Item } from '../model.ts';
import { block, cite, field, type Page } from './page.ts';
import type { Text, Tone } from './wrap.ts';

const attemptTones = {
  opened: 'good',
  failed: 'bad',
  skipped: 'dim',
  unknown: 'warn',
} as const satisfies Record<Attempt['outcome'], Tone>;

const itemTones = {
  written: 'good',
  failed: 'bad',
  unknown: 'warn',
} as const satisfies Record<Item['outcome'], Tone>;

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
    const verdict = cycle.redundancy.find((answer) => answer.item === item.item)?.verdict;
    const text: Text = [
      `${item.item} `,
      {
        text: item.outcome === 'unknown' ? 'outcome unknown' : item.outcome,
        tone: itemTones[item.outcome],
      },
      // `unknown` here would read as doubt about the item itself.
      verdict === undefined || verdict === 'unknown' ? '' : ` (${verdict})`,
      item.paths.length === 0 ? '' : `: ${item.paths.join(', ')}`,
      cite(page, item.evidence),
    ];
    yield field(page, at === 0 ? 'items' : '', text);
    yield errorBlock(page, cycle, item.error);
  }
}

/** The cycle's own error stands above already, whole. */
function errorBlock(page: Page, cycle: Cycle, error: string | null): string {
  if (error === null || error === cycle.error) return '';
  return block(page, '', error, 'warn', '       ');
}
