// Where a host's clock goes back. In: the events of a source, one by one. Out: the same; the times behind
// such a step are marked, so that no duration is counted across it. Several writers may be a little out of
// order, and a line may be late; a step is what the lines behind it keep to.

import { instant } from './clock.ts';
import type { Evidence, InjectEvent, LogTime } from './model.ts';
import { note, takeOldest } from './noted.ts';

/** Stamps go back in a source, from this line on. */
export interface ClockStep {
  readonly line: Evidence;
  readonly from: LogTime;
  readonly to: LogTime;
}

export interface ClockCounts {
  /** The first ones, and how many more. */
  readonly clockSteps: ClockStep[];
  readonly writers: Map<string, Writer>;
  moreClockSteps?: number;
}

/** Which steps lie behind each host; outlives a source, as a cycle may. */
export interface Clocks {
  readonly eras: Map<string, number>;
  /** Eras given out so far. */
  last: number;
}

export function newClocks(): Clocks {
  return { eras: new Map(), last: 0 };
}

/** Lines of one writer that are out of order by no more are nothing to speak of. */
const WINDOW_MS = 2000;
/** Writers remembered. */
const REMEMBERED = 2000;

/** Whose stamps are compared with each other: of one process, and of one clock, as a transport's may be
 *  in another zone than the record's own. */
export interface Writer {
  readonly host: string;
  latest: number;
  latestTime: LogTime;
  stamps: number;
  /** A line that is older than one above it: late, or the first behind a step. */
  doubt: {
    readonly line: Evidence;
    readonly time: LogTime;
    readonly ms: number;
    readonly era: number;
  } | null;
}

/** The event, its time marked with the steps that lie behind it. */
export function onClock(event: InjectEvent, clocks: Clocks, counts: ClockCounts): InjectEvent {
  const { at } = event;
  const era = at === null ? 0 : eraOf(event, at, clocks, counts);
  return at === null || era === 0 ? event : { ...event, at: { ...at, era } };
}

function eraOf(event: InjectEvent, time: LogTime, clocks: Clocks, counts: ClockCounts): number {
  const { writers } = counts;
  const { evidence } = event;
  const host = event.host.key;
  const ms = instant(time).getTime();
  const key = writerOf(event, time);
  const writer = writers.get(key);
  const era = clocks.eras.get(host) ?? 0;
  if (writer === undefined) {
    writers.set(key, { host, latest: ms, latestTime: time, stamps: 1, doubt: null });
    takeOldest(writers, REMEMBERED);
    return era;
  }
  const { doubt } = writer;
  writer.doubt = null;
  writer.stamps += 1;
  if (ms >= writer.latest - WINDOW_MS) {
    if (ms >= writer.latest) Object.assign(writer, { latest: ms, latestTime: time });
    return era;
  }
  if (doubt === null) {
    clocks.last += 1;
    // Of two lines alone nothing tells which one is at the wrong place.
    if (writer.stamps === 2) {
      clocks.eras.set(host, clocks.last);
      goBack(writers, host, ms, time);
      return clocks.last;
    }
    writer.doubt = { line: evidence, time, ms, era: clocks.last };
    return clocks.last;
  }
  const step = { line: doubt.line, from: writer.latestTime, to: doubt.time };
  counts.moreClockSteps = (counts.moreClockSteps ?? 0) + note(counts.clockSteps, step);
  clocks.eras.set(host, doubt.era);
  goBack(writers, host, Math.max(doubt.ms, ms), doubt.time);
  return doubt.era;
}

/** The key made last: mostly one process writes many lines, and to make its key costs more than to look it up. */
let last = { host: '', pid: NaN as number | null, hasLevel: false, hasOffset: false, key: '' };

function writerOf({ host: { key: host }, pid, level }: InjectEvent, { offset }: LogTime): string {
  const hasLevel = level !== null;
  const hasOffset = offset !== null;
  const isSame =
    last.host === host &&
    last.pid === pid &&
    last.hasLevel === hasLevel &&
    last.hasOffset === hasOffset;
  if (!isSame)
    last = { host, pid, hasLevel, hasOffset, key: `${host} ${pid} ${!hasLevel} ${!hasOffset}` };
  return last.key;
}

/** What else the host writes has gone back as well. */
function goBack(
  writers: Map<string, Writer>,
  host: string,
  latest: number,
  latestTime: LogTime,
): void {
  for (const writer of writers.values()) {
    if (writer.host !== host || writer.latest <= latest) continue;
    Object.assign(writer, { latest, latestTime, doubt: null });
  }
}
