// What the records of a source add up to: layouts, levels, times, lines that nothing reads.

import type { Line, LogRecord, LogTime } from './model.ts';

export interface TallyCounts {
  readonly dialects: Map<string, number>;
  readonly levels: Map<string, number>;
  first: LogTime | null;
  last: LogTime | null;
  host: string | null;
  /** Records with a level and without an instance mark: a log filtered by instance has none. */
  unmarked: number;
  /** Lines looked at that no layout reads and no record above them explains. */
  unrecognised: number;
  firstUnrecognised: Line | null;
}

/** Counts a record; false for one that nothing can read. */
export function tallied(record: LogRecord, counts: TallyCounts): boolean {
  if (record.kind === 'unread') {
    const { source, line, offset, text } = record;
    counts.unrecognised += record.lines;
    counts.firstUnrecognised ??= { source, line, offset, text };
    return false;
  }
  tallyLayout(record, counts);
  counts.first ??= record.time;
  counts.last = record.time ?? counts.last;
  return true;
}

/** Counts what a record shows of its source, whenever it was written. */
export function tallyLayout(record: LogRecord, counts: TallyCounts): void {
  const { dialect, kind, level, host, instance } = record;
  if (kind === 'unread') return;
  tally(counts.dialects, dialect);
  if (level !== null && kind === 'record') tally(counts.levels, level);
  counts.host ??= host;
  if (level !== null && instance === null) counts.unmarked += 1;
}

/** Levels that a source may have, each of so many letters; a log that somebody made up may have any. */
const MOST = 50;
const LONGEST = 40;
const OTHER = 'other';

export function tally(counts: Map<string, number>, key: string): void {
  const known = counts.has(key) || (counts.size < MOST && key.length <= LONGEST) ? key : OTHER;
  counts.set(known, (counts.get(known) ?? 0) + 1);
}
