// In: cycles. Out: how long each of their steps took, and what the steps of one kind cost. Where no line
// tells when a step ended, the time to the cycle's next line is taken, and said to be that.

import { between } from '../clock.ts';
import type { Cycle, Evidence, NonEmpty, Step, TimelineStep } from '../model.ts';
import { type Spread, spreadOf } from './spread.ts';

/** `ended`: its end is logged. `until-next`: it took at most so long, with all that came after it. */
export type StepBasis = 'ended' | 'until-next';

export interface StepTime {
  readonly step: Step;
  readonly basis: StepBasis;
  readonly ms: number;
  readonly command: string | null;
  readonly note: string | null;
  readonly at: string | null;
  readonly cycle: string;
  readonly instance: Cycle['instance'];
  readonly evidence: NonEmpty<Evidence>;
}

export interface StepCost extends Spread {
  readonly step: Step;
  readonly basis: StepBasis;
  /** Steps of this kind with neither: without times, or the last of their cycle. */
  readonly notCounted: number;
}

export function stepTimes({ id, instance, steps }: Cycle): readonly StepTime[] {
  return steps.flatMap((step, index) => {
    const time = stepTime(step, steps[index + 1]);
    if (time === null) return [];
    const { command, note, at, evidence } = step;
    return [{ step: step.step, ...time, command, note, at, cycle: id, instance, evidence }];
  });
}

/** Null where neither can be told. @param next the step after it in its cycle */
export function stepTime(
  step: TimelineStep,
  next: TimelineStep | undefined,
): Pick<StepTime, 'basis' | 'ms'> | null {
  const ms = step.durationMs ?? between(step.at, next?.at ?? null);
  if (ms === null || ms < 0) return null;
  return { basis: step.durationMs === null ? 'until-next' : 'ended', ms };
}

/** One for each kind of step and basis, the costliest first. */
export function stepCosts(
  times: readonly StepTime[],
  cycles: readonly Cycle[],
): readonly StepCost[] {
  const seen = cycles.flatMap(({ steps }) => steps);
  const kinds = [...new Set(times.map(({ step }) => step))];
  const costs = kinds.flatMap((step) => {
    const own = times.filter((time) => time.step === step);
    const notCounted = seen.filter((one) => one.step === step).length - own.length;
    return (['ended', 'until-next'] as const).flatMap((basis) => {
      const spread = spreadOf(own.filter((time) => time.basis === basis).map(({ ms }) => ms));
      return spread === null ? [] : [{ step, basis, ...spread, notCounted }];
    });
  });
  return costs.sort((a, b) => b.totalMs - a.totalMs);
}
