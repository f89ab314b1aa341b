// What the reason for the handler of one cycle is judged from, and how its parts are written: one file
// beside this for each way in which Nova chooses. In: the cycle. Out: a case, and the pieces of reasons.

import type { CycleTrace } from '../../cycles/trace.ts';
import type { HandlerId } from '../../handlers/index.ts';
import type { Attempt, Evidence, NonEmpty, Reason, RuledOut } from '../../model.ts';
import { handlersIn, inRange } from '../../releases/index.ts';
import type { Opened } from '../attempts.ts';
import { type Surroundings, versionOf } from '../surroundings.ts';

export interface Case {
  readonly cycle: CycleTrace;
  readonly opened: Opened | null;
  readonly attempts: readonly Attempt[];
  readonly around: Surroundings;
  /** Null when not known. */
  readonly version: string | null;
  /** The handler that opened the image, else the last that tried. */
  readonly handler: HandlerId | null;
  /** The line a claim without a line of its own is cited with. */
  readonly cite: NonEmpty<Evidence>;
}

export function caseOf(
  cycle: CycleTrace,
  opened: Opened | null,
  attempts: readonly Attempt[],
  around: Surroundings,
): Case {
  const [line = cycle.firstEvidence] = (opened ?? cycle.tries.at(-1))?.evidence ?? [];
  return {
    cycle,
    opened,
    attempts,
    around,
    version: versionOf(around.release(cycle.host, cycle.firstEvidence)),
    handler: opened?.handler ?? attempts.at(-1)?.handler ?? null,
    cite: [line],
  };
}

/** A part of a reason: what it says, the lines, and whether they prove it. */
export interface Part {
  readonly text: string;
  readonly evidence: readonly Evidence[];
  readonly ruledOut: readonly RuledOut[];
  /** The input that would settle it; null where it is settled. */
  readonly settledBy: string | null;
}

/** Each line once, in the order given; where there is none, the case's own. */
export function citing({ cite }: Case, ...evidence: readonly Evidence[]): NonEmpty<Evidence> {
  const [first, ...others] = evidence.filter(
    (one, index) =>
      evidence.findIndex((other) => other.source === one.source && other.line === one.line) ===
      index,
  );
  return first === undefined ? cite : [first, ...others];
}

/** The same claim about several handlers, but for the one that opened the image. */
export function ruleOut(
  given: Case,
  handlers: readonly HandlerId[],
  why: string,
  evidence: readonly Evidence[] = [],
): readonly RuledOut[] {
  return handlers
    .filter((handler) => handler !== given.handler)
    .map((handler) => ({ handler, why, evidence: citing(given, ...evidence) }));
}

/** The host's own handlers that the release has. */
export function localHandlers({ version }: Case): readonly HandlerId[] {
  return handlersIn(version).filter((handler) => handler !== 'guestfs');
}

export const isFrom = ({ version }: Case, since: string) =>
  version !== null && inRange(version, since, null);

/** What became of the one handler for the disk. */
export function handlerText({ handler, opened, attempts }: Case): string {
  if (handler === null) return '; no line shows a handler at work';
  const isFailed = opened === null && attempts.at(-1)?.outcome === 'failed';
  if (isFailed) return `; ${handler} is the handler, and when it failed none was left to try`;
  return `; ${handler} is the handler${opened === null ? '; whether it opened the image does not show' : ''}`;
}

/** Nothing can be said of the handler. */
export function unknownReason({ cycle }: Case, text: string, settledBy: string): Reason {
  return {
    rule: null,
    text,
    confidence: 'unknown',
    basis: 'absence',
    settledBy,
    ruledOut: [],
    evidence: [cycle.firstEvidence],
  };
}
