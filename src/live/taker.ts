// What a live reading does with the records of its logs.

import type { LogRecord } from '../model.ts';
import type { Scan } from '../scan.ts';
import type { Kept } from './state.ts';

export interface Taker {
  readonly scans: readonly Scan[];
  /** What another run has to know to go on; plain data, which grows. */
  readonly knows: Pick<Kept, 'held' | 'remembered' | 'extracted'>;
  /** A log is begun. @param before the scan of the one that had its name, which is read */
  begin(input: Scan['input'], before: number | null): Scan;
  take(record: LogRecord, scan: Scan): void;
  /** Called every now and then. */
  look(): void;
  /** The reading is put down, and may be taken up. */
  rest(): void;
  /** There is nothing more. */
  end(): void;
}

/** @param shown what standard output gets; the same where it is not given */
export type Tell = (lines: string, shown?: string) => void;

/** @param kept what was known when the reading was put down, null where it begins */
export type NewTaker = (kept: Kept | null, tell: Tell) => Taker;
