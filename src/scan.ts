// What the stages count while they read one source.

import type { EventCounts } from './events.ts';
import type { LineCounts } from './lines.ts';
import type { RecordCounts } from './records.ts';
import type { SieveCounts } from './sieve/index.ts';
import { newReadingCounts, type ReadingCounts } from './sources/index.ts';
import { newSightings, type Sightings } from './verdicts/visibility.ts';

export interface Scan extends ReadingCounts, SieveCounts, LineCounts, RecordCounts, EventCounts {
  readonly path: string;
  readonly sightings: Sightings;
}

export function newScan(path: string): Scan {
  return {
    path,
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
    unrecognised: 0,
    firstUnrecognised: null,
    recognised: 0,
    sightings: newSightings(),
  };
}
