// Timestamps as logs print them. Read by position, not by a date library: this runs for each line
// that passes the sieve. A date that could be read two ways (03/04/2012) is left unread.

import type { LogTime } from '../model.ts';

export const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

const CLOCK = '(\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?(Z|[+-]\\d\\d:?\\d\\d)?';
// 2012-05-14 09:21:07 · 2013-06-20T11:45:01.123+02:00 · 2012-05-14 09:21:07,123
const ISO = new RegExp(`^(\\d{4})-(\\d\\d)-(\\d\\d)[ T]${CLOCK}`);
// 14/May/2012 09:21:07.123 · 14/May/2012:09:21:07
const SLASHED = new RegExp(`^(\\d\\d)/([A-Z][a-z]{2})/(\\d{4})[ :]${CLOCK}`);

/** Pattern source for where a timestamp may stand, for the layouts that begin with one. */
export const TIMESTAMP =
  '(?:\\d{4}-\\d\\d-\\d\\d[ T]|\\d\\d/[A-Z][a-z]{2}/\\d{4}[ :])\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?';

// Nov 22 08:03:48.191612
const STAMP = /^([A-Z][a-z]{2}) ([ \d]?\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?/;

/** A point in time without its year. */
export interface Stamp {
  /** 0 to 11. */
  readonly month: number;
  readonly day: number;
  /** Hour, minute, second and fraction, as printed. */
  readonly clock: readonly string[];
}

/** Reads a timestamp that has no year. */
export function readStamp(text: string): Stamp | null {
  const match = STAMP.exec(text);
  if (match === null) return null;
  const [, name = '', day, hour = '', minute = '', second = '', fraction = ''] = match;
  const month = MONTHS.indexOf(name);
  return month < 0 ? null : { month, day: Number(day), clock: [hour, minute, second, fraction] };
}

/** Null when the year has no such day. */
export function inYear({ month, day, clock }: Stamp, year: number): LogTime | null {
  return time(String(year), month, String(day), clock);
}

/** A moment given in microseconds since 1970, as journald keeps them. */
export function readMicroseconds(text: string | null): LogTime | null {
  if (text === null || !/^\d{10,17}$/.test(text)) return null;
  return { ms: Math.floor(Number(text) / 1000), digits: 3, offset: 'Z' };
}

/** The timestamp read last: lines come many to a second, and then have one time between them. */
let last: { readonly text: string; readonly time: LogTime | null } = { text: '', time: null };

/** Reads a timestamp, null when the text is none or names no real moment. */
export function readTime(text: string): LogTime | null {
  if (text !== last.text) last = { text, time: timeIn(text) };
  return last.time;
}

function timeIn(text: string): LogTime | null {
  const iso = ISO.exec(text);
  if (iso !== null) return time(iso[1], Number(iso[2]) - 1, iso[3], iso.slice(4));
  const slashed = SLASHED.exec(text);
  if (slashed === null) return null;
  return time(slashed[3], MONTHS.indexOf(slashed[2] ?? ''), slashed[1], slashed.slice(4));
}

/** @param clock hour, minute, second, fraction, offset, as printed */
export function time(
  year: string | undefined,
  month: number,
  day: string | undefined,
  clock: readonly (string | undefined)[],
): LogTime | null {
  const [hour = '', minute = '', second = '', fraction = '', offset] = clock;
  const ms = Date.UTC(
    Number(year),
    month,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(`0.${fraction || '0'}`) * 1000,
  );
  if (month < 0 || Number.isNaN(ms) || new Date(ms).getUTCDate() !== Number(day)) return null;
  const digits = Math.min(fraction.length, 3);
  return { ms, digits, offset: offset === undefined ? null : withColon(offset) };
}

function withColon(offset: string): string {
  return offset.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
}
