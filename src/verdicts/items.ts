// What was injected and whether it arrived. An item is written when its last essential write is over
// and nothing that names the item, or the command, failed.

import type { CycleTrace, FailureTrace, StepTrace } from '../cycles/trace.ts';
import type { Evidence, InjectItem, Item } from '../model.ts';
import { commandErrorIn } from '../templates/command-line.ts';

/** The items of an injection, in the order first seen. */
export function itemsOf(cycle: CycleTrace): readonly Item[] {
  const seen = new Set<InjectItem>([
    ...cycle.announced.keys(),
    ...(cycle.requested ?? []),
    ...cycle.steps.flatMap((step) => (step.item === null ? [] : [step.item])),
    ...cycle.failures.flatMap((failure) => itemOfFailure(cycle, failure) ?? []),
  ]);
  return [...seen].map((item) => itemVerdict(cycle, item));
}

function itemVerdict(cycle: CycleTrace, item: InjectItem): Item {
  const isRequested = cycle.requested?.includes(item) === true;
  const shared = isRequested ? cycle.among : [];
  const writes = [cycle, ...shared].flatMap(({ steps }) =>
    steps.filter((step) => step.item === item && step.step === 'write'),
  );
  const finals = writes.filter(({ final }) => final);
  const failure = cycle.failures.find((one) => itemOfFailure(cycle, one) === item);
  const evidence: Evidence[] = [];
  const announced = cycle.announced.get(item);
  if (announced !== undefined) evidence.push(announced);
  else if (isRequested && cycle.requestEvidence !== null) evidence.push(cycle.requestEvidence);
  evidence.push(...finals.map((step) => step.evidence[0]));
  if (failure !== undefined) evidence.push(failure.evidence);
  const [first] = writes;
  if (evidence.length === 0 && first !== undefined) evidence.push(first.evidence[0]);
  return {
    item,
    outcome:
      failure !== undefined || isRefused(finals)
        ? 'failed'
        : cycle.leftOut === 0 && (shared.length > 0 || isWritten(cycle, writes))
          ? 'written'
          : 'unknown',
    error: failure?.error.trim() ?? null,
    paths: [...new Set(finals.flatMap(({ path }) => (path === null ? [] : `/${path}`)))],
    evidence,
  };
}

/** The command that puts the content in place says itself that it failed. */
function isRefused(finals: readonly StepTrace[]): boolean {
  const last = finals.at(-1);
  return last !== undefined && last.exitCode !== null && last.exitCode !== 0;
}

/** Each final write is over, and nothing says that it failed. */
export function isWritten(cycle: CycleTrace, writes: readonly StepTrace[]): boolean {
  const finals = writes.filter((step) => step.final);
  return finals.length > 0 && finals.every((step) => succeeded(cycle, step));
}

/** Without a result of its own: a write that fails is followed by the teardown (2012.x) or by a warning
 *  (2013.1 on), so a write after it, or Nova going on, shows that it did not. */
function succeeded(cycle: CycleTrace, step: StepTrace): boolean {
  if (step.exitCode !== null) return step.exitCode === 0;
  if (cycle.doubtful || cycle.doubt !== null) return false;
  if (step.endedSilently && cycle.failuresPrinted) return true;
  const later = cycle.steps.slice(cycle.steps.indexOf(step) + 1);
  // The warning about an item would show where the lines around the commands do.
  const isFiltered = cycle.announced.size === 0 && cycle.requestEvidence === null;
  const wentOn = later.some(
    (one) => one.step === 'write' && (one.item === step.item || !isFiltered),
  );
  return wentOn || cycle.end === 'boot' || cycle.end === 'next-cycle';
}

/** Errors that only one item can raise, whatever the line is about. Nova 2012.1 to 16. */
const OWN_ERRORS: readonly (readonly [RegExp, InjectItem])[] = [
  [/^(?:Invalid: )?(?:injected file path not valid|File path .* not valid)/, 'files'],
  [/^User \S+ not found in (?:password|shadow) file/, 'admin_password'],
  [/object has no attribute 'has_file'/, 'key'],
];

/** The item a failure is about; null when it is the mount's, the teardown's or cannot be told. */
export function itemOfFailure(cycle: CycleTrace, failure: FailureTrace): InjectItem | null {
  if (failure.item !== null) return failure.item;
  if (!cycle.tries.some((attempt) => attempt.confirmed)) return null;
  const command = commandErrorIn(failure.error)?.command;
  const step = cycle.steps.findLast((one) => one.command !== null && one.command === command);
  if (step !== undefined) return step.item;
  const own = OWN_ERRORS.find(([pattern]) => pattern.test(failure.error.trim()));
  if (own !== undefined) return own[1];
  // Files are the only item whose failure is fatal (mandatory, 2013.1 on; uncaught in 2012.1).
  return failure.fatal ? 'files' : null;
}
