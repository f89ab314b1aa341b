// How a cycle ended, how sure that is, and what it rests on.

import type { CycleTrace } from '../cycles/trace.ts';
import type { Basis, Confidence, CycleOutcome, Item } from '../model.ts';
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

/** The build went on, so an injection that was announced did not fail unseen. Nova's JSON formatter
 *  loses records whose arguments it cannot serialise, the warning's among them (to 2014.2). */
function silentSuccess(cycle: CycleTrace, infoOnly: boolean): OutcomeVerdict {
  if (!infoOnly || cycle.doubtful || cycle.dialect === 'oslo-json') return cut;
  return { outcome: 'completed', confidence: 'likely', basis: 'absence' };
}

/** Every attempt failed, or a write did, and the instance runs all the same. */
const silentFailure: OutcomeVerdict = {
  outcome: 'failed-ignored',
  confidence: 'likely',
  basis: 'observed',
};

/** Several images were written at once, and all that Nova went on with are done. */
const amongCompleted: OutcomeVerdict = {
  outcome: 'completed',
  confidence: 'likely',
  basis: 'observed',
};

/** A line that nobody understands, or that fits several cycles, may say that this one failed. */
const untold: OutcomeVerdict = { outcome: 'unknown', confidence: 'unknown', basis: 'absence' };

/** @param items what was injected, whatever the image was opened for
 *  @param infoOnly the source shows INFO lines, none left out, and nothing below */
export function outcomeOf(
  cycle: CycleTrace,
  items: readonly Item[],
  infoOnly: boolean,
): OutcomeVerdict {
  const seen = outcomeSeen(cycle, items, infoOnly);
  const isEnded =
    seen.outcome === 'incomplete' && (cycle.end === 'boot' || cycle.end === 'next-cycle');
  if (cycle.doubt !== null && isEnded) return untold;
  // What is not kept may have gone another way.
  if (cycle.leftOut > 0 && /^(?:completed|leaked)$/.test(seen.outcome)) return untold;
  if (seen.outcome !== 'completed') return seen;
  const isWhole = items.every(({ outcome }) => outcome !== 'failed');
  if (!isWhole) return cycle.end === 'boot' ? silentFailure : untold;
  return cycle.doubt === null ? seen : untold;
}

function outcomeSeen(cycle: CycleTrace, items: readonly Item[], infoOnly: boolean): OutcomeVerdict {
  if (teardownFailed(cycle)) return certain('leaked');
  if (cycle.failures.some((failure) => failure.fatal)) return certain('failed-fatal');
  if (cycle.failures.length > 0) return certain('failed-ignored');
  if (cycle.end === 'restart') return cut;
  if (cycle.among.length > 0) return amongCompleted;
  const opened = cycle.tries.some((attempt) => attempt.confirmed);
  if (cycle.tornDown && (opened || isApiOnly(cycle))) {
    const isOver = !OPEN_ENDS.has(cycle.end);
    return isOver || isSettled(cycle, items) ? certain('completed') : cut;
  }
  if (cycle.container || cycle.end !== 'boot') {
    return cycle.end === 'next-cycle' && isHidden(cycle) ? silentSuccess(cycle, infoOnly) : cut;
  }
  if (isHidden(cycle)) return silentSuccess(cycle, infoOnly);
  const commands = cycle.steps.some((step) => step.command !== null);
  const allFailed =
    cycle.tries.length > 0 && cycle.tries.every((attempt) => attempt.error !== null);
  return allFailed && commands ? silentFailure : cut;
}

/** What shows nothing of how it went. */
const OPEN_ENDS: ReadonlySet<CycleTrace['end']> = new Set([
  'end-of-input',
  'let-go',
  'boot-failed',
]);

/** The input ends after the teardown, where a failure would still be told: only what was seen to be
 *  written, and a detach that is over, leave nothing open. A bare paste has no such lines anyway. */
function isSettled(cycle: CycleTrace, items: readonly Item[]): boolean {
  if (cycle.dialect === 'bare') return true;
  const detach = cycle.steps.findLast((step) => step.step === 'detach');
  const isDetached = detach?.command === null || detach?.exitCode === 0;
  const writes = cycle.steps.filter((step) => step.step === 'write' && step.item === 'files');
  const filesDone = writes.length === 0 || writes.at(-1)?.final === true;
  return (
    isDetached &&
    filesDone &&
    items.length > 0 &&
    items.every(({ outcome }) => outcome === 'written')
  );
}

/** Nothing but announcements shows of the cycle. */
function isHidden(cycle: CycleTrace): boolean {
  return cycle.announced.size > 0 && cycle.steps.every((step) => step.step === 'announce');
}

/** libguestfs runs no commands: setting up and tearing down the appliance is all there is to see. */
function isApiOnly(cycle: CycleTrace): boolean {
  return cycle.steps.some((step) => step.step === 'detach' && step.command === null);
}
