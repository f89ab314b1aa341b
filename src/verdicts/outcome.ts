// How a cycle ended, how sure that is, and what it rests on.

import type { CycleTrace } from '../cycles/trace.ts';
import type { Basis, Confidence, CycleOutcome } from '../model.ts';
import type { ResultPrinted } from '../releases/index.ts';
import { teardownFailed } from './left-behind.ts';

export interface OutcomeVerdict {
  readonly outcome: CycleOutcome;
  readonly confidence: Confidence;
  readonly basis: Basis;
}

const certain = (outcome: CycleOutcome): OutcomeVerdict => ({
  outcome,
  confidence: 'certain',
  basis: 'observed',
});

const cut: OutcomeVerdict = { outcome: 'incomplete', confidence: 'certain', basis: 'absence' };

/** The build went on, so an injection that was announced did not fail unseen. */
const silentSuccess: OutcomeVerdict = {
  outcome: 'completed',
  confidence: 'likely',
  basis: 'absence',
};

/** Every attempt failed and the instance runs all the same. */
const silentFailure: OutcomeVerdict = {
  outcome: 'failed-ignored',
  confidence: 'likely',
  basis: 'observed',
};

/** @param printed which command results the release prints, null when the release is not known */
export function outcomeOf(cycle: CycleTrace, printed: ResultPrinted | null): OutcomeVerdict {
  if (teardownFailed(cycle)) return certain('leaked');
  if (cycle.failures.some((failure) => failure.fatal)) return certain('failed-fatal');
  if (cycle.failures.length > 0) return certain('failed-ignored');
  if (cycle.end === 'restart') return cut;
  const opened = cycle.tries.some((attempt) => attempt.confirmed);
  if (cycle.tornDown && (opened || isApiOnly(cycle))) return teardownSeen(cycle, printed);
  if (cycle.container) return cut;
  const allFailed =
    cycle.tries.length > 0 && cycle.tries.every((attempt) => attempt.error !== null);
  if (allFailed && cycle.end === 'boot') return silentFailure;
  const moved = cycle.end === 'boot' || cycle.end === 'next-cycle';
  const hidden = cycle.steps.every((step) => step.step === 'announce');
  if (moved && hidden && cycle.announced.size > 0) return silentSuccess;
  return cut;
}

/** With the last line of the input a detach, its result may be missing. */
function teardownSeen(cycle: CycleTrace, printed: ResultPrinted | null): OutcomeVerdict {
  const last = cycle.steps.findLast((step) => step.step === 'detach');
  const over = cycle.end !== 'end-of-input' || last?.exitCode === 0 || last?.command === null;
  if (over || cycle.bare || printed === 'nonzero') return certain('completed');
  return cut;
}

/** libguestfs runs no commands: setting up and tearing down the appliance is all there is to see. */
function isApiOnly(cycle: CycleTrace): boolean {
  return cycle.steps.some((step) => step.step === 'detach' && step.command === null);
}
