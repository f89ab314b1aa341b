// In: a cycle. Out: where each of its steps is drawn on an axis of time. Steps with the same stamp share
// the time this stamp stands for in their order, as a stamp of whole seconds cannot tell them apart.

import { isWhole, momentOf } from '../../clock.ts';
import { type StepTime, stepTime } from '../../cost/steps.ts';
import type { Cycle } from '../../model.ts';

export interface Placed {
  /** Milliseconds from the start of the cycle, null without a time. */
  readonly from: number | null;
  readonly to: number | null;
  readonly time: Pick<StepTime, 'basis' | 'ms'> | null;
}

/** A moment in milliseconds; null for none, or for what is no time. */
export function momentOrNull(time: string | null): number | null {
  const moment = time === null ? Number.NaN : momentOf(time);
  return Number.isNaN(moment) ? null : moment;
}

export function placeSteps({ start, steps }: Cycle): readonly Placed[] {
  const base = momentOrNull(start);
  const froms = beginnings(base, steps);
  return steps.map((step, at) => {
    const time = stepTime(step, steps[at + 1]);
    const from = froms[at]?.from ?? null;
    if (from === null) return { from, to: null, time };
    const next = froms[at + 1]?.from ?? null;
    const slot = from + (froms[at]?.slot ?? 0);
    const lasting = time !== null && time.ms > 0;
    if (lasting && time.basis === 'ended') return { from, to: from + time.ms, time };
    return { from, to: lasting && next !== null && next > from ? next : slot, time };
  });
}

interface Beginning {
  readonly from: number | null;
  readonly slot: number;
}

function beginnings(base: number | null, steps: Cycle['steps']): readonly Beginning[] {
  const found: Beginning[] = [];
  for (let first = 0; first < steps.length; ) {
    const at = steps[first]?.at ?? null;
    let end = first + 1;
    while (end < steps.length && steps[end]?.at === at) end += 1;
    const moment = momentOrNull(at);
    const slot = (isWhole(at) ? 1000 : 1) / (end - first);
    for (let index = 0; index < end - first; index += 1) {
      const from = moment === null || base === null ? null : moment - base + index * slot;
      found.push({ from, slot });
    }
    first = end;
  }
  return found;
}
