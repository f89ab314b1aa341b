// In: the cycles of a report, whatever they were for. Out: which nbd and loop devices were attached
// when, per host, and how many at most at one time. A device counts from the line that attaches it to
// the one that tells that it is detached, or begins to be.

import { between, momentOf } from '../clock.ts';
import type { Cycle, Evidence } from '../model.ts';
import { byPlace } from '../places.ts';
import { type Hold, holdsOf } from './holds.ts';

export type { Hold } from './holds.ts';

export interface Pool {
  readonly host: string | null;
  /** In the order they begin. */
  readonly holds: readonly Hold[];
  /** At least so many: an end that is not shown counts as early as the log allows. Null where no hold
   *  has times. */
  readonly peak: Peak | null;
  /** Milliseconds during which so many devices were attached, by their number. */
  readonly msByAttached: Readonly<Record<string, number>>;
  /** Holds that neither of the two counts: without times, or the clock went backwards. */
  readonly untimed: number;
}

export interface Peak {
  readonly attached: number;
  readonly at: string;
  readonly devices: readonly string[];
  /** The line since which so many were attached. */
  readonly evidence: Evidence;
}

interface Change {
  readonly at: string;
  readonly line: Evidence;
  readonly device: string;
  readonly by: 1 | -1;
}

/** One for each host on which a device was attached. */
export function poolsOf(cycles: readonly Cycle[]): readonly Pool[] {
  const hosts = [...new Set(cycles.map(({ host }) => host))];
  return hosts.flatMap((host) => {
    const holds = cycles.filter((cycle) => cycle.host === host).flatMap(holdsOf);
    return holds.length === 0 ? [] : [poolOf(host, holds)];
  });
}

function poolOf(host: string | null, unordered: readonly Hold[]): Pool {
  const holds = [...unordered].sort((a, b) => byPlace(a.evidence[0], b.evidence[0]));
  const timed = holds.filter(({ from, to }) => (between(from, to) ?? -1) >= 0);
  const changes = timed.flatMap(changesOf).sort(byTime);
  const attached = new Map<string, number>();
  const msByAttached: Record<string, number> = {};
  let peak: Peak | null = null;
  for (const [at, change] of changes.entries()) {
    // A device that was left behind and is attached anew had become free in between.
    const number = change.by === 1 ? 1 : (attached.get(change.device) ?? 0) - 1;
    if (number > 0) attached.set(change.device, number);
    else attached.delete(change.device);
    const until = changes[at + 1]?.at ?? change.at;
    const ms = between(change.at, until) ?? 0;
    if (ms > 0) msByAttached[attached.size] = (msByAttached[attached.size] ?? 0) + ms;
    if (attached.size > (peak?.attached ?? 0)) {
      const devices = [...attached.keys()].sort();
      peak = { attached: attached.size, at: change.at, devices, evidence: change.line };
    }
  }
  return { host, holds, peak, msByAttached, untimed: holds.length - timed.length };
}

/** What is observed to stay attached is never let go of. */
function changesOf({ device, from, to, end, evidence }: Hold): readonly Change[] {
  const last = evidence.at(-1) ?? evidence[0];
  return [
    ...(from === null ? [] : [{ at: from, line: evidence[0], device, by: 1 as const }]),
    ...(to === null || end === 'left-behind'
      ? []
      : [{ at: to, line: last, device, by: -1 as const }]),
  ];
}

/** Where a log has whole seconds only, the order of its lines decides; a device leaves after it came. */
const byTime = (a: Change, b: Change) =>
  momentOf(a.at) - momentOf(b.at) || byPlace(a.line, b.line) || b.by - a.by;
