// The offset of stamps that print none, from the time zone they are in. In: the times of one log, in the
// order of its lines. Out: the same with an offset, exact for their date.
//
// When clocks are put back an hour comes twice: the line above decides which of the two is meant, and
// where there is none it is the first. A time that was left out when clocks were put forward has the
// offset from before.

import { tzOffset } from '@date-fns/tz';
import { instant } from './clock.ts';
import type { LogTime } from './model.ts';

/** Gives a time without an offset that of the zone; others stay. */
export type ZoneClock = (time: LogTime) => LogTime;

const FIXED = /^([+-])(0\d|1[0-4]):?([0-5]\d)$/;

/** The name of a zone as given by a person, null when there is none such: IANA's, or an offset. */
export function readZone(text: string): string | null {
  if (text === 'Z') return 'UTC';
  if (FIXED.test(text)) return text.replace(FIXED, '$1$2:$3');
  if (!/^[A-Za-z]/.test(text)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** Whether the zone has one offset all the year. */
export const isFixedZone = (zone: string) => FIXED.test(zone) || zone === 'UTC';

/** @param zone as `readZone` gives it */
export function newZoneClock(zone: string): ZoneClock {
  if (isFixedZone(zone)) {
    const offset = zone === 'UTC' ? 'Z' : zone;
    return (time) => ({ ...time, offset: time.offset ?? offset });
  }
  const offsetsOf = newOffsets(zone);
  let above: number | null = null;
  return (time) => {
    if (time.offset !== null) {
      above = instant(time).getTime();
      return time;
    }
    const minutes = nearest(time.ms, offsetsOf(time.ms), above);
    above = time.ms - minutes * MINUTE;
    return { ...time, offset: printOffset(minutes) };
  };
}

/** A clock for each log: the hour that comes twice may begin in one of its rotations and end in another. */
export function newZoneClocks(): (log: string, zone?: string | null) => ZoneClock | null {
  const clocks = new Map<string, ZoneClock>();
  return (log, zone = null) => {
    if (zone === null) return null;
    const key = `${zone} ${log}`;
    const clock = clocks.get(key) ?? newZoneClock(zone);
    clocks.set(key, clock);
    return clock;
  };
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** The offsets, in minutes, that a local time of the zone may have, the one from before a change first. */
function newOffsets(zone: string): (local: number) => readonly number[] {
  const at = (moment: number) => Math.round(tzOffset(zone, new Date(moment)));
  let day = Number.NaN;
  let before = 0;
  let after = 0;
  return (local) => {
    const today = Math.floor(local / DAY) * DAY;
    if (today !== day) {
      day = today;
      // No zone is as far from UTC, and none changes twice within three days.
      before = at(today - DAY);
      after = at(today + 2 * DAY);
    }
    if (before === after) return [before];
    const fit = [before, after].filter((offset) => at(local - offset * MINUTE) === offset);
    return fit.length === 0 ? [before] : fit;
  };
}

/** Of two, the one that puts the time nearer to the line above. */
function nearest(local: number, offsets: readonly number[], above: number | null): number {
  const [first = 0, second] = offsets;
  if (second === undefined || above === null) return first;
  const apart = (offset: number) => Math.abs(local - offset * MINUTE - above);
  return apart(second) < apart(first) ? second : first;
}

function printOffset(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
