// In: one cycle. Out: for each item whether something else delivers it to the guest, why, and how
// to switch it off. Items with the same answer share it.

import type { Cycle, RedundancyVerdict } from '../model.ts';
import { groupBy } from './group.ts';
import { cite, field, type Page } from './page.ts';
import type { Tone } from './wrap.ts';

const verdictTones = {
  redundant: 'warn',
  'likely-redundant': 'warn',
  conflicting: 'bad',
  needed: 'good',
  'failed-harmless': 'warn',
  'failed-harmful': 'bad',
  unknown: 'strong',
} as const satisfies Record<RedundancyVerdict, Tone>;

export function* redundancyField(page: Page, cycle: Cycle): Iterable<string> {
  const groups = groupBy(cycle.redundancy, ({ verdict, confidence, why, remedy }) =>
    JSON.stringify([verdict, confidence, why, remedy]),
  );
  for (const [at, answers] of [...groups.values()].entries()) {
    const [{ verdict, confidence, why, remedy }] = answers;
    const items = answers.map((answer) => answer.item).join(', ');
    const evidence = answers.flatMap((answer) => answer.evidence);
    const sure = verdict === 'unknown' ? '' : ` (${confidence})`;
    yield field(page, at === 0 ? 'redundancy' : '', [
      `${items}: `,
      { text: verdict, tone: verdictTones[verdict] },
      `${sure} - ${why}`,
      cite(page, evidence),
    ]);
    if (remedy !== '') yield field(page, '', [`remedy: ${remedy}`]);
  }
}
