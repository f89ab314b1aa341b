// What the stages count while they read one source.

import type { ClockCounts } from './clock-steps.ts';
import type { EventCounts } from './events.ts';
import type { HostCounts } from './known-hosts.ts';
import type { LineCounts } from './lines.ts';
import type { Evidence, Gap } from './model.ts';
import type { RecordCounts } from './records.ts';
import type { SieveCounts } from './sieve/index.ts';
import { type Input, newReadingCounts, type ReadingCounts, rotationSet } from './sources/index.ts';
import { newSightings, type Sightings } from './verdicts/visibility.ts';
import type { WindowCounts } from './window.ts';

export interface Scan
  extends ReadingCounts,
    SieveCounts,
    LineCounts,
    RecordCounts,
    WindowCounts,
    HostCounts,
    ClockCounts,
    EventCounts {
  /** With what its name and its neighbours tell. */
  readonly input: Pick<Input, 'path' | 'isTail' | 'rotation'>;
  readonly path: string;
  /** Equal for a log and its rotations. */
  readonly log: string;
  readonly sightings: Sightings;
  /** Of a log that was followed: it is read to its end. */
  isOver?: true;
  /** What is missing of logs of which only the facts are read. */
  gapsTold?: readonly Pick<Gap, 'kind' | 'detail' | 'count'>[];
  /** Cycles that were let go of while it was read, and the first line of the first. */
  letGo: { count: number; readonly first: Evidence } | null;
}

export function newScan(input: Scan['input']): Scan {
  return {
    input,
    path: input.path,
    log: rotationSet(input.path),
    ...newReadingCounts(),
    bytes: 0,
    lines: 0,
    tooLong: [],
    undecodable: [],
    dialects: new Map(),
    levels: new Map(),
    first: null,
    last: null,
    host: null,
    unmarked: 0,
    cutHead: null,
    cutTail: null,
    odd: [],
    unrecognised: 0,
    firstUnrecognised: null,
    windowed: null,
    clockSteps: [],
    writers: new Map(),
    recognised: 0,
    loggers: new Map(),
    sightings: newSightings(),
    letGo: null,
  };
}

/** Of a source that was told, what cycles that are told later may still ask is kept. */
export function shrink({ sightings, ...scan }: Scan): void {
  const { first, nbdComplaints } = sightings;
  Object.assign(sightings, newSightings(), { first, nbdComplaints });
  for (const list of [scan.tooLong, scan.undecodable, scan.odd, scan.clockSteps]) list.length = 0;
  for (const counts of [scan.dialects, scan.loggers]) counts.clear();
}
