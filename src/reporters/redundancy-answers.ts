// In: one cycle. Out: in words, for each item whether something else delivers it to the guest, why, and how
// to switch it off. Items with the same answer share it.

import { groupBy } from '../group.ts';
import type { Cycle, RedundancyVerdict } from '../model.ts';
import { cite, type Page } from './page.ts';
import type { Text, Tone } from './wrap.ts';

const verdictTones = {
  redundant: 'warn',
  'likely-redundant': 'warn',
  conflicting: 'bad',
  needed: 'good',
  'failed-harmless': 'warn',
  'failed-harmful': 'bad',
  unknown: 'strong',
} as const satisfies Record<RedundancyVerdict, Tone>;

export interface RedundancyAnswer {
  readonly verdict: RedundancyVerdict;
  readonly text: Text;
  /** Empty when there is none. */
  readonly remedy: string;
}

export function redundancyAnswers(page: Page, cycle: Cycle): readonly RedundancyAnswer[] {
  const groups = groupBy(cycle.redundancy, ({ verdict, confidence, why, remedy }) =>
    JSON.stringify([verdict, confidence, why, remedy]),
  );
  return [...groups.values()].map((answers) => {
    const [{ verdict, confidence, why, remedy }] = answers;
    const items = answers.map((answer) => answer.item).join(', ');
    const evidence = answers.flatMap((answer) => answer.evidence);
    const sure = verdict === 'unknown' ? '' : ` (${confidence})`;
    const text: Text = [
      `${items}: `,
      { text: verdict, tone: verdictTones[verdict] },
      `${sure} - ${why}`,
      cite(page, evidence),
    ];
    return { verdict, text, remedy };
  });
}
