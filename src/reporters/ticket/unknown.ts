// In: a report. Out: what the logs do not show, and the setting, command or file that would settle it. What
// is open for several cycles is said once, in the words of the first.

import { groupBy } from '../../group.ts';
import type { Cycle, Report } from '../../model.ts';
import { assurance } from '../assurance.ts';
import { limits } from '../inputs.ts';
import { count, type Page, type WholePage } from '../page.ts';
import { redundancyAnswers } from '../redundancy-answers.ts';
import { flat } from '../wrap.ts';
import { tellingFirst } from './cycle.ts';
import type { Line, Part } from './part.ts';

interface Open {
  readonly text: string;
  /** The same for other cycles of which it is open. */
  readonly key: string;
}

export function unknownPart(page: WholePage, report: Report): readonly Part[] {
  const logs = page.sources.filter(({ evidence }) => evidence === undefined);
  const open = tellingFirst(report.cycles).flatMap((cycle) => openOf(page, cycle));
  const groups = [...groupBy(open, ({ key }) => key).values()];
  const rows = [
    ...limits(page, logs).map((text): Line => [flat(text)]),
    ...groups.map(
      ([{ text }, ...others]): Line => [
        others.length === 0 ? text : `${text} (The same in ${count(others.length, 'more cycle')}.)`,
      ],
    ),
  ];
  if (rows.length === 0) return [];
  const body = { kind: 'list', rows } as const;
  return [
    {
      label: 'Unknown, and what would settle it:',
      text: [],
      body,
      noun: 'open question',
      share: 1,
    },
  ];
}

function openOf(page: Page, cycle: Cycle): readonly Open[] {
  const { confidence, basis, settledBy } = cycle.reason;
  const doubt = `the reason for the choice of handler (${assurance(confidence, basis)})`;
  const reason = settledBy === null ? [] : [`${doubt}: would be settled by ${settledBy}`];
  const answers = redundancyAnswers(page, cycle).filter(({ verdict }) => verdict === 'unknown');
  return [
    ...[...reason, ...cycle.notVisible].map((text) => ({ text, key: text })),
    ...answers.map(({ text }) => ({ text: flat(text), key: withoutNames(cycle, flat(text)) })),
  ];
}

/** What the text says of any cycle: neither whose nor on which lines. */
function withoutNames({ instance }: Cycle, text: string): string {
  const names = [instance.uuid, instance.name].filter((name) => name !== null && name !== '');
  const common = names.reduce<string>((rest, name) => rest.replaceAll(name ?? '', ''), text);
  return common.replace(/ \[[^\]]{0,1000}\]$/, '');
}
