// Times as the report states them: the log's own clock, to the precision the log has.

import { differenceInMilliseconds, parseISO } from 'date-fns';
import type { LogTime } from './model.ts';

/** The time printed last: what is printed together is often of one second. */
let last: { readonly time: LogTime | null; readonly text: string | null } = {
  time: null,
  text: null,
};

/** ISO 8601 with as many fraction digits as the log printed, and an offset only if it printed one. */
export function printTime(time: LogTime | null): string | null {
  if (time !== last.time) last = { time, text: time === null ? null : textOf(time) };
  return last.text;
}

function textOf(time: LogTime): string {
  const whole = new Date(time.ms).toISOString();
  return `${whole.slice(0, 19)}${time.digits > 0 ? whole.slice(19, 20 + time.digits) : ''}${time.offset ?? ''}`;
}

/** Milliseconds between two times; null where one is missing, the clock went back between them or one
 *  of the two has an offset and the other has none. A multiple of 1000 where the log has whole seconds. */
export function elapsed(from: LogTime | null, to: LogTime | null): number | null {
  if (from === null || to === null) return null;
  if ((from.offset === null) !== (to.offset === null)) return null;
  if ((from.era ?? 0) !== (to.era ?? 0)) return null;
  const between = differenceInMilliseconds(instant(to), instant(from));
  return between < 0 ? null : between;
}

/** The moment a log time names, its digits read as UTC when it has no offset. */
export function instant(time: LogTime): Date {
  return new Date(time.ms - offsetMinutes(time.offset) * 60_000);
}

function offsetMinutes(offset: string | null): number {
  if (offset === null) return 0;
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(offset);
  if (match === null) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

/** The moment a time of the report names, in milliseconds; a time without offset is read as UTC. */
export function momentOf(time: string): number {
  const whole = hasOffset(time) ? time : `${time}Z`;
  // What printTime prints with `Z`, which is ten times as fast to read and asked for with every step.
  return UTC.test(whole) ? Date.parse(whole) : parseISO(whole).getTime();
}

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

/** Milliseconds from one time of the report to another, negative where the clock went backwards; null
 *  where one is missing or only one of the two has an offset. */
export function between(from: string | null, to: string | null): number | null {
  if (from === null || to === null || hasOffset(from) !== hasOffset(to)) return null;
  const ms = momentOf(to) - momentOf(from);
  return Number.isNaN(ms) ? null : ms;
}

/** Whether a time of the report says its zone. */
export const hasOffset = (time: string) => /(?:Z|[+-]\d\d:?\d\d)$/.test(time);

/** Whether a log prints no fraction of a second, so that nothing finer may be shown. */
export function isWhole(time: string | null): boolean {
  return time !== null && !/:\d\d[.,]\d/.test(time);
}
