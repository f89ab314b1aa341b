// Cycles that are over because the log went on for so long. In: the open cycles of a host and the time of a line. Out:
// those of them, looked for only where a line can be late enough for one.

import { elapsed, instant } from '../clock.ts';
import type { LogTime } from '../model.ts';
import type { Thread } from './threads.ts';
import type { CycleEnd, CycleTrace } from './trace.ts';

export interface Settling {
  /** Open cycles, in the order they began. */
  readonly open: ReadonlyMap<CycleTrace, Thread>;
  /** Before that no time that compares with this one is late enough for any; null where that is not known. */
  early: { readonly time: LogTime; until: number } | null;
}

/** A cycle whose teardown was seen, or nothing but its beginning, is over once the log is this much
 *  further. */
const SETTLED_MS = 10 * 60_000;

interface Settled {
  readonly cycle: CycleTrace;
  readonly end: CycleEnd;
}

/** At a line of this time. */
export function settledAt(host: Settling, at: LogTime | null): readonly Settled[] {
  const { early } = host;
  if (at === null) return [];
  if (early !== null && isLike(early.time, at) && instant(at).getTime() < early.until) return [];
  const settled: Settled[] = [];
  const later: LogTime[] = resultsOf(host);
  for (const cycle of host.open.keys()) {
    const end = cycle.tornDown ? 'teardown' : isFallbackOnly(cycle) ? 'end-of-input' : null;
    if (end === null || cycle.last === null) continue;
    if ((elapsed(cycle.last, at) ?? 0) >= SETTLED_MS) settled.push({ cycle, end });
    else later.push(cycle.last);
  }
  let until = Number.MAX_SAFE_INTEGER;
  for (const time of later) if (isLike(time, at)) until = Math.min(until, lateEnough(time));
  host.early = { time: at, until };
  return settled;
}

/** When results were printed that may turn out to be the last line of a cycle. */
const resultsOf = ({ open }: Settling): LogTime[] =>
  [...new Set(open.values())]
    .flatMap(({ running }) => running.flatMap(({ candidates }) => candidates))
    .flatMap(({ event }) => event.at ?? []);

/** A line may be the last one of a cycle: told of every line. */
export function noteTime(host: Settling, at: LogTime | null): void {
  const { early } = host;
  if (early === null) return;
  // The cycle keeps the time of an earlier line.
  if (at === null || !isLike(early.time, at)) host.early = null;
  else early.until = Math.min(early.until, lateEnough(at));
}

const lateEnough = (time: LogTime) => instant(time).getTime() + SETTLED_MS;

/** Whether durations are counted between them. */
const isLike = (one: LogTime, other: LogTime) =>
  (one.offset === null) === (other.offset === null) && (one.era ?? 0) === (other.era ?? 0);

/** A cycle of which only Nova's fallback to VFSLocalFS shows, and what came of that. */
export function isFallbackOnly(cycle: CycleTrace): boolean {
  const { vfs, openingEvidence, requestEvidence, begunEvidence } = cycle;
  if (vfs !== 'vfs-localfs') return false;
  const isAsked = requestEvidence !== null || begunEvidence !== null || cycle.announced.size > 0;
  return openingEvidence === null && !isAsked;
}
