// In: a mark of the timeline. Out: what is said of it: in one line for a screen reader, and as a hint.

import { showDuration } from '../../times.ts';
import type { CycleRow } from '../page-data.ts';
import { element } from './dom.ts';
import type { Mark } from './draw.ts';
import { signOf } from './marks.ts';
import { quoteList } from './quotes.ts';
import type { RestOf } from './rest.ts';
import { outcomeNode, took } from './tables.ts';

type Cycles = readonly CycleRow[];

export function labelOf({ bars, step }: Mark, cycles: Cycles): string {
  const cycle = cycles[bars[0].cycle];
  if (cycle === undefined) return '';
  if (bars.length > 1) return `${manyText(bars.length, troubled(bars, cycles))}, press to zoom in`;
  if (step !== null) {
    const [kind = '', text = ''] = cycle.steps[step] ?? [];
    return `${kind}: ${text}`;
  }
  return `${cycle.outcome}, ${cycle.title}, ${cycle.start}, instance ${cycle.instance}`;
}

const manyText = (n: number, bad: number) =>
  `${n} cycles${bad === 0 ? '' : `, ${bad} of them not completed`}`;

const troubled = (bars: Mark['bars'], cycles: Cycles) =>
  bars.filter(({ cycle }) => signOf(cycles[cycle] as CycleRow) !== '').length;

export function hintOf(mark: Mark, cycles: Cycles, restOf: RestOf): readonly Node[] {
  const { bars, step } = mark;
  const at = bars[0].cycle;
  const cycle = cycles[at];
  if (cycle === undefined) return [];
  if (bars.length > 1) {
    const last = cycles[bars.at(-1)?.cycle ?? at] ?? cycle;
    const span = element('p', {}, `${cycle.start} to ${last.start}`);
    return [element('p', {}, manyText(bars.length, troubled(bars, cycles))), span];
  }
  if (step === null) {
    const times = [cycle.start, took(cycle.durationMs, cycle.whole)].filter(Boolean).join(', ');
    return [
      element('p', {}, element('b', {}, cycle.title)),
      element('p', {}, outcomeNode(cycle), ` ${times}`),
      element('p', {}, `instance ${cycle.instance}`),
    ];
  }
  return stepHint(cycle, step, at, restOf);
}

function stepHint(cycle: CycleRow, step: number, at: number, restOf: RestOf): readonly Node[] {
  const [kind = '', text = '', , , ms = null, basis] = cycle.steps[step] ?? [];
  const rest = restOf(at);
  const [since = '', result = '', quotes = []] = rest?.steps[step] ?? [];
  const lasted =
    ms === null
      ? ''
      : basis === 'ended'
        ? took(ms, cycle.whole)
        : `${showDuration(ms, cycle.whole)} until the next line`;
  const times = [since, lasted, result].filter((part) => part !== '').join(', ');
  return [
    element('p', {}, element('b', {}, kind), ` ${times}`),
    element('p', {}, element('code', {}, text)),
    quoteList(rest?.quotesOf(quotes) ?? []),
  ];
}
