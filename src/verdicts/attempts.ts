// The handlers that were asked to open the image, in order, with what each came to.

import type { CycleTrace, TryTrace } from '../cycles/trace.ts';
import type { HandlerId } from '../handlers/index.ts';
import type { Attempt } from '../model.ts';

export type Opened = TryTrace & { readonly handler: HandlerId };

/** The attempt that opened the image, null when none did or it does not show. */
export function openedBy(cycle: CycleTrace, completed: boolean): Opened | null {
  const attempt =
    cycle.tries.findLast((one) => one.confirmed) ??
    // libguestfs leaves nothing between setting up and tearing down but the items.
    (completed ? cycle.tries.findLast((one) => one.error === null) : undefined);
  return attempt !== undefined && attempt.handler !== null
    ? { ...attempt, handler: attempt.handler }
    : null;
}

export function attemptsOf(cycle: CycleTrace, opened: Opened | null): readonly Attempt[] {
  return cycle.tries.flatMap((attempt, index) => {
    if (attempt.handler === null) return [];
    const superseded = index < cycle.tries.length - 1;
    const isOpened = opened !== null && attempt.evidence === opened.evidence;
    const failed = attempt.error !== null || (superseded && !attempt.confirmed);
    return [
      {
        handler: attempt.handler,
        outcome: isOpened ? 'opened' : failed ? 'failed' : 'unknown',
        error: attempt.error?.trim() ?? null,
        device: attempt.device,
        evidence: attempt.evidence,
      } as const,
    ];
  });
}
