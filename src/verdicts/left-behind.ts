// What a cycle left on the host: a device, mapping or mount that was taken and whose release failed, or
// was never reached because an earlier release failed.

import type { CycleTrace, StepTrace, TryTrace } from '../cycles/trace.ts';
import type { Cycle, LeftBehind, Step } from '../model.ts';

type Left = Cycle['leftBehind'];

/** A release that ran and did not fail, the last time it was tried. */
function released(steps: readonly StepTrace[], step: Step, target: string | null): boolean {
  const last = steps.findLast(
    (one) => one.step === step && one.target === target && one.command !== null,
  );
  return last !== undefined && !failed(last);
}

const failed = (step: StepTrace) => step.exitCode !== null && step.exitCode !== 0;

const TEARDOWN: readonly Step[] = ['unmount', 'unmap', 'detach'];

/** The attempt whose teardown failed for good: a later try of the same command may have mended it. A
 *  directory counts only if it had been mounted, a device only if it was there to be used. */
function notTornDown(cycle: CycleTrace): TryTrace | null {
  const { steps } = cycle;
  const used = (attempt: TryTrace) =>
    attempt.confirmed ||
    steps.some(
      (step) => step.step === 'map' && step.target === attempt.device && step.exitCode === 0,
    );
  const stuck = (attempt: TryTrace) =>
    steps.some(
      (step) =>
        TEARDOWN.includes(step.step) &&
        step.command !== null &&
        failed(step) &&
        !released(steps, step.step, step.target) &&
        (step.step === 'unmount'
          ? attempt.confirmed && step.target === attempt.dir
          : used(attempt) && step.target === attempt.device),
    );
  return cycle.tries.findLast(stuck) ?? null;
}

/** Whether a command of the teardown failed for good. */
export function teardownFailed(cycle: CycleTrace): boolean {
  return notTornDown(cycle) !== null;
}

/** Something is left when a teardown command failed, or when the service died before it. */
export function leftBehind(cycle: CycleTrace): Left {
  // It may have been mended by what is not kept.
  if (cycle.leftOut > 0) return { devices: [], mappings: [], mounts: [] };
  const stuck = notTornDown(cycle);
  if (stuck !== null && !cycle.container) return heldBy(cycle, stuck, 'observed');
  const opened = cycle.tries.findLast((one) => one.confirmed);
  if (opened !== undefined && !cycle.container && cycle.end === 'restart') {
    return heldBy(cycle, opened, 'likely');
  }
  return { devices: [], mappings: [], mounts: [] };
}

/** Nova unmounts, unmaps and detaches in this order and stops where one fails: what comes before the
 *  failure was released, what comes after was not. */
function heldBy(cycle: CycleTrace, attempt: TryTrace, proof: LeftBehind['proof']): Left {
  const { steps } = cycle;
  const broken = steps.findLast((step) => TEARDOWN.includes(step.step) && failed(step));
  const reached = TEARDOWN.indexOf(broken?.step ?? 'unmount');
  const evidence = [
    ...(broken?.evidence ?? attempt.evidence.slice(0, 1)),
    ...(cycle.end === 'restart' && cycle.endEvidence !== null ? [cycle.endEvidence] : []),
  ];
  const left = (step: Step, name: string | null, target: string | null): readonly LeftBehind[] => {
    const isLeft = TEARDOWN.indexOf(step) >= reached && !released(steps, step, target);
    return name !== null && isLeft ? [{ name, proof, evidence }] : [];
  };
  const { device, mapped, dir } = attempt;
  return {
    devices: left('detach', device, device),
    mappings: left('unmap', mapped, device),
    mounts: attempt.confirmed ? left('unmount', dir, dir) : [],
  };
}
