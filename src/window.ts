// The window of time that --since and --until ask for. In: their texts, and the records of a source. Out:
// the records inside; the source knows what it begins and ends with all the same.
//
// What counts is a record's stamp. A record without one is inside where the stamps read around it are.

import { isValid, parseISO } from 'date-fns';
import { instant, printTime } from './clock.ts';
import { HEAD_LINES } from './dialects/head.ts';
import { UsageError } from './errors.ts';
import type { Batches, LogRecord, LogTime } from './model.ts';
import { type TallyCounts, tallyLayout } from './tally.ts';
import { newZoneClock, readZone } from './zones.ts';

/** Both ends are inside. */
export interface Window {
  readonly since: LogTime | null;
  readonly until: LogTime | null;
  /** Bytes left out as a whole; infinite to look at every line. */
  readonly block?: number;
}

export type Side = 'before' | 'inside' | 'after';

/** Where a time lies. @throws UsageError when it cannot be told */
export type SideOf = (time: LogTime) => Side;

/** What a source holds, inside or not. */
export interface Windowed {
  readonly sideOf: SideOf;
  /** Of the first and the last record that has a time. */
  first: LogTime | null;
  last: LogTime | null;
  /** Lines from the first record inside to the last one. */
  from: number | null;
  to: number | null;
}

export interface WindowCounts extends TallyCounts {
  /** Null where all of the source is wanted. */
  windowed: Windowed | null;
}

/** Null when all is wanted. @throws UsageError when an end is no time, or the window ends before it begins */
export function readWindow(given: {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}): Window | null {
  const window = { since: readEnd('since', given.since), until: readEnd('until', given.until) };
  refuseBackward(window, [given.since, given.until]);
  return window.since === null && window.until === null ? null : window;
}

const TIME =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) ?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

function readEnd(option: string, text: string | undefined): LogTime | null {
  if (text === undefined) return null;
  const [whole, day, clock = '00:00', zone] = TIME.exec(text.trim()) ?? [];
  const printed = parseISO(`${day}T${clock.replace(',', '.')}Z`);
  const offset = zone === undefined ? null : offsetOf(zone);
  const isWhole =
    whole !== undefined && isValid(printed) && (offset === null || readZone(offset) !== null);
  if (!isWhole)
    throw new UsageError(`--${option} ${text}: not a time; write it like 2012-05-10T12:33:23`);
  return { ms: printed.getTime(), digits: 3, offset };
}

function offsetOf(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z';
  return `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
}

/** Ends of which only one has an offset cannot be compared yet. */
function refuseBackward(
  { since, until }: Window,
  [from, to]: readonly (string | null | undefined)[] = [printTime(since), printTime(until)],
): void {
  if (since === null || until === null || (since.offset === null) !== (until.offset === null))
    return;
  if (instant(since) <= instant(until)) return;
  throw new UsageError(`--since ${from} is after --until ${to}`);
}

const DAY = 86_400_000;

/** An end without an offset is on the clock of the source: in the zone given for it, else as its stamps
 *  are printed, whatever offset they print behind it.
 *  @param zone of stamps without an offset, null where none was given */
export function sidesOf(window: Window, zone: string | null): SideOf {
  const since = zone === null ? window.since : inZone(window.since, zone, -DAY);
  const until = zone === null ? window.until : inZone(window.until, zone, DAY);
  refuseBackward({ since, until });
  return (time) => {
    if (since !== null && behind(since, time) < 0) return 'before';
    return until !== null && behind(until, time) > 0 ? 'after' : 'inside';
  };
}

/** Of an hour that comes twice, the one nearer to what lies so far off: all of it is inside. */
function inZone(end: LogTime | null, zone: string, off: number): LogTime | null {
  if (end === null) return null;
  const clock = newZoneClock(zone);
  clock({ ...end, ms: end.ms + off });
  return clock(end);
}

/** Milliseconds from an end of the window to a time. */
function behind(end: LogTime, time: LogTime): number {
  if (end.offset === null) return time.ms - end.ms;
  if (time.offset !== null) return instant(time).getTime() - instant(end).getTime();
  throw new UsageError(
    'the log prints no offset: give --since and --until without one, or its time zone by --tz',
  );
}

export const newWindowed = (sideOf: SideOf): Windowed => ({
  sideOf,
  first: null,
  last: null,
  from: null,
  to: null,
});

/** Lets the records of one source through that are inside. Those at its beginning tell its layout and
 *  its levels wherever they are. */
export async function* takeWindow(
  batches: Batches<LogRecord>,
  counts: WindowCounts,
): AsyncGenerator<readonly LogRecord[]> {
  const { windowed } = counts;
  if (windowed === null) {
    yield* batches;
    return;
  }
  const pass = newPass(windowed, counts);
  for await (const records of batches) yield records.flatMap(pass.take);
  yield pass.end();
}

/** Records without a stamp that wait for the next one that has; more are as inside as those above them. */
const WAITING = 100_000;

/** Takes the records of a source one by one; returns those that are inside by then. */
function newPass(windowed: Windowed, counts: WindowCounts) {
  const undated: LogRecord[] = [];
  let isInside = false;
  const pass = (records: readonly LogRecord[]) => {
    for (const { line, lines } of records) {
      windowed.from ??= line;
      windowed.to = line + lines - 1;
    }
    return records;
  };
  const leave = (record: LogRecord) => {
    if (record.line <= HEAD_LINES) tallyLayout(record, counts);
  };
  return {
    take(record: LogRecord): readonly LogRecord[] {
      if (record.time === null) {
        if (!isInside) leave(record);
        else if (undated.push(record) > WAITING) return pass(undated.splice(0));
        return [];
      }
      const between = undated.splice(0);
      const wasInside = isInside;
      isInside = windowed.sideOf(record.time) === 'inside';
      windowed.first ??= record.time;
      windowed.last = record.time;
      if (!isInside) leave(record);
      return isInside ? pass(wasInside ? [...between, record] : [record]) : [];
    },
    end: () => (isInside ? pass(undated) : []),
  };
}

/** Which ends of the window left some of a source out. */
export function cutsOf({ sideOf, first, last }: Windowed): {
  readonly since: boolean;
  readonly until: boolean;
} {
  const sides = [first, last].flatMap((time) => (time === null ? [] : [sideOf(time)]));
  return { since: sides.includes('before'), until: sides.includes('after') };
}

/** As printed; null where no record has a time. */
export interface Span {
  readonly first: string | null;
  readonly last: string | null;
}

/** The times of all sources when there are records, but none of the sources has to do with the window. */
export function outsideOf(sources: readonly Pick<WindowCounts, 'windowed'>[]): Span | null {
  const all = sources.flatMap(({ windowed }) => windowed ?? []);
  if (all.length === 0 || !all.every(isOutside)) return null;
  const times = all.flatMap(({ first, last }) => [first, last]).filter((time) => time !== null);
  const inOrder = times.sort((a, b) => instant(a).getTime() - instant(b).getTime());
  return { first: printTime(inOrder[0] ?? null), last: printTime(inOrder.at(-1) ?? null) };
}

/** Whether all times of a source lie on one side, or it has none. */
function isOutside({ sideOf, first, last, from }: Windowed): boolean {
  if (from !== null) return false;
  if (first === null || last === null) return true;
  return sideOf(first) !== 'inside' && sideOf(first) === sideOf(last);
}

/** Of what was met line by line only what is between the records inside. */
export function within<Place extends { readonly line: number }>(
  windowed: Windowed | null,
  places: readonly Place[],
): readonly Place[] {
  if (windowed === null) return places;
  const { from, to } = windowed;
  if (from === null || to === null) return [];
  return places.filter(({ line }) => line >= from && line <= to);
}
