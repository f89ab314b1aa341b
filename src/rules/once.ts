// What several rules ask of the same cycles is worked out once.

import type { Cycle } from '../model.ts';

/** @param work must depend on nothing but the cycles */
export function oncePerHost<Answer>(
  work: (cycles: readonly Cycle[]) => Answer,
): (cycles: readonly Cycle[]) => Answer {
  const known = new WeakMap<readonly Cycle[], { readonly answer: Answer }>();
  return (cycles) => {
    const found = known.get(cycles) ?? { answer: work(cycles) };
    known.set(cycles, found);
    return found.answer;
  };
}
