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

/** Whether a command of the teardown failed for good. */
export function teardownFailed(cycle: CycleTrace): boolean {
  return cycle.steps.some(
    (step) =>
      TEARDOWN.includes(step.step) &&
      step.command !== null &&
      failed(step) &&
      !released(cycle.steps, step.step, step.target),
  );
}

/** Something is left when a teardown command failed, or when the service died before it. */
export function leftBehind(cycle: CycleTrace): Left {
  const attempt = cycle.tries.findLast((one) => one.confirmed) ?? null;
  const observed = teardownFailed(cycle);
  if (attempt === null || cycle.container || (!observed && cycle.end !== 'restart')) {
    return { devices: [], mappings: [], mounts: [] };
  }
  const proof = observed ? 'observed' : 'likely';
  return heldBy(cycle, attempt, proof);
}

function heldBy(cycle: CycleTrace, attempt: TryTrace, proof: LeftBehind['proof']): Left {
  const { steps } = cycle;
  const evidence = [
    ...(steps.findLast((step) => TEARDOWN.includes(step.step) && failed(step))?.evidence ??
      attempt.evidence.slice(0, 1)),
    ...(cycle.end === 'restart' && cycle.endEvidence !== null ? [cycle.endEvidence] : []),
  ];
  const left = (name: string | null, isLeft: boolean): readonly LeftBehind[] =>
    name !== null && isLeft ? [{ name, proof, evidence }] : [];
  const mapped = steps.some(
    (step) => step.step === 'map' && step.target === attempt.device && !failed(step),
  );
  return {
    devices: left(attempt.device, !released(steps, 'detach', attempt.device)),
    mappings: left(attempt.mapped, mapped && !released(steps, 'unmap', attempt.device)),
    mounts: left(attempt.dir, !released(steps, 'unmount', attempt.dir)),
  };
}
