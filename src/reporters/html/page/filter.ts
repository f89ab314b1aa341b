// In: the cycles and what is asked of them. Out: which fit, as indexes.

import type { CycleRow } from '../page-data.ts';

/** '' and null ask for nothing. */
export interface Filter {
  readonly text: string;
  readonly instance: string;
  readonly host: string;
  readonly handler: string;
  readonly outcome: string;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Those of one finding. */
  readonly only: ReadonlySet<number> | null;
}

export const everything: Filter = {
  text: '',
  instance: '',
  host: '',
  handler: '',
  outcome: '',
  fromMs: null,
  toMs: null,
  only: null,
};

/** Finds cycles by filter; the words looked through are put together when first asked for. */
export function newFinder(cycles: readonly CycleRow[]): (filter: Filter) => readonly number[] {
  let words: readonly string[] | null = null;
  return (filter) => {
    const text = filter.text.trim().toLowerCase();
    const instance = filter.instance.trim().toLowerCase();
    if (text !== '') words ??= cycles.map(wordsOf);
    return cycles.flatMap((cycle, at) => {
      const fits =
        (filter.only === null || filter.only.has(at)) &&
        isAny(filter.host, cycle.host) &&
        isAny(filter.handler, cycle.handler) &&
        isAny(filter.outcome, cycle.outcome) &&
        isWithin(filter, cycle) &&
        (instance === '' || cycle.instance.toLowerCase().includes(instance)) &&
        (text === '' || (words?.[at] ?? '').includes(text));
      return fits ? [at] : [];
    });
  };
}

const isAny = (asked: string, has: string) => asked === '' || asked === has;

/** A cycle without a time is in no range. */
function isWithin({ fromMs, toMs }: Filter, { startMs, extentMs }: CycleRow): boolean {
  if (fromMs === null && toMs === null) return true;
  if (startMs === null) return false;
  return (fromMs === null || startMs + extentMs >= fromMs) && (toMs === null || startMs <= toMs);
}

function wordsOf(cycle: CycleRow): string {
  const { id, host, instance, title, items, handler, lane, outcome, redundancy, start, more } =
    cycle;
  const facts = [id, host, instance, title, items, handler, lane, outcome, redundancy, start, more];
  return [...facts, ...cycle.steps.map(([, text]) => text)].join('\n').toLowerCase();
}
