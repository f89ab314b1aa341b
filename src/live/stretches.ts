// The bytes of a source that is still written to, in stretches that end with a record, each read as if the
// source had been read up to there: a reading that was put down goes on the same way.

import { lastEntry } from '../dialects/blocks.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { HEAD_LINES } from '../dialects/head.ts';
import { type LineCounts, noteUndecodable, splitLines } from '../lines.ts';
import type { LogRecord, Skipped } from '../model.ts';
import { note } from '../noted.ts';
import { noteOdd, type RecordCounts, readRecords } from '../records.ts';
import type { Scan } from '../scan.ts';
import { passesWhole, type Sieve, type SieveCounts, sift } from '../sieve/index.ts';
import { lastRecord } from '../sieve/tail.ts';
import type { ZoneClock } from '../zones.ts';

/** How far a source was read; plain data. */
export interface Place {
  /** Whole lines. */
  lines: number;
  bytes: number;
  /** The first lines, which tell how the others are laid out, as base64. */
  head: string;
  headLines: number;
}

export const START: Place = { lines: 0, bytes: 0, head: '', headLines: 0 };

export interface StretchOptions {
  readonly sieve: Sieve;
  readonly dialects: readonly Dialect[];
  readonly host: string | null;
  readonly zone: ZoneClock | null;
  readonly notAfter: number | null;
}

/** What is read of a source at a time. */
export interface Stretch {
  readonly bytes: Buffer;
  /** Nothing comes behind it. */
  readonly isLast: boolean;
}

/** Reads one more stretch; the place moves behind it. @param source index among the sources */
export async function readStretch(
  { bytes, isLast }: Stretch,
  place: Place,
  scan: Scan,
  source: number,
  { sieve, ...options }: StretchOptions,
): Promise<readonly LogRecord[]> {
  const head = Buffer.from(place.head, 'base64');
  const before = place.lines;
  // What comes again of the lines in front is counted nowhere.
  const counts: SieveCounts & LineCounts & RecordCounts = {
    bytes: 0,
    lines: 0,
    tooLong: [],
    undecodable: [],
    cutHead: null,
    cutTail: null,
    odd: [],
  };
  const chunks = async function* (): AsyncGenerator<Uint8Array | Skipped> {
    if (head.length > 0) yield head;
    const skipped = { bytes: place.bytes - head.length, lines: before - place.headLines };
    if (skipped.bytes > 0) yield skipped;
    yield bytes;
  };
  const runs = sift(chunks(), source, sieve, counts, { isFirst: true, isLast });
  const records: LogRecord[] = [];
  for await (const batch of readRecords(splitLines(runs, counts), counts, options)) {
    records.push(...batch.filter(({ line }) => line > before));
  }
  const isNew = ({ line }: { readonly line: number }) => line > before;
  for (const line of counts.tooLong.filter(isNew)) note(scan.tooLong, line);
  for (const line of counts.undecodable.filter(isNew)) noteUndecodable(scan, line);
  for (const message of counts.odd.filter(isNew)) noteOdd(scan, message);
  scan.cutHead ??= counts.cutHead;
  if (isLast && counts.unterminated !== undefined) scan.unterminated = counts.unterminated;
  scan.bytes = counts.bytes;
  scan.lines = counts.lines;
  place.bytes = counts.bytes;
  place.lines = counts.lines;
  extendHead(place, head, bytes);
  return records;
}

function extendHead(place: Place, head: Buffer, bytes: Buffer): void {
  const missing = HEAD_LINES - place.headLines;
  if (missing <= 0) return;
  let end = 0;
  let lines = 0;
  while (lines < missing) {
    const next = bytes.indexOf(10, end) + 1;
    if (next === 0) break;
    end = next;
    lines += 1;
  }
  place.head = Buffer.concat([head, bytes.subarray(0, end)]).toString('base64');
  place.headLines += lines;
}

/** A record that is longer than this is read as far as it goes. */
const LONGEST = 1 << 22;

/** How many of the bytes behind a place make whole records, 0 for none yet.
 *  @param isQuiet nothing came for a while, so the last line is whole and with it the last record */
export function wholeRecords(held: Buffer, place: Place, sieve: Sieve, isQuiet: boolean): number {
  const lines = held.lastIndexOf(10) + 1;
  if (isQuiet || held.length > LONGEST) return lines;
  const head = Buffer.concat([Buffer.from(place.head, 'base64'), held.subarray(0, lines)]);
  if (place.headLines < HEAD_LINES && !hasLines(head, HEAD_LINES)) return 0;
  if (passesWhole(head, sieve)) {
    const entry = lastEntry(held.toString('latin1', 0, lines));
    if (entry >= 0) return entry;
  }
  const last = lastRecord(held.subarray(0, lines), sieve.head);
  return last === null ? 0 : lines - last.bytesAfter;
}

function hasLines(bytes: Buffer, count: number): boolean {
  let at = -1;
  for (let lines = 0; lines < count; lines += 1) {
    at = bytes.indexOf(10, at + 1);
    if (at < 0) return false;
  }
  return true;
}
