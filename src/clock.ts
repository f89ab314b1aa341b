// Times as the report states them: the log's own clock, to the precision the log has.

import { parseISO } from 'date-fns';
import type { LogTime } from './model.ts';

/** ISO 8601 with as many fraction digits as the log printed, and an offset only if it printed one. */
export function printTime(time: LogTime | null): string | null {
  if (time === null) return null;
  const { ms, digits, offset } = time;
  if (ms !== last.ms || digits !== last.digits || offset !== last.offset)
    last = { ms, digits, offset, text: textOf(time) };
  return last.text;
}

/** What was printed last: times that are printed together are often of one second. */
let last: LogTime & { readonly text: string } = { ms: 0, digits: 0, offset: '', text: '' };

function textOf({ ms, digits, offset }: LogTime): string {
  const whole = new Date(ms).toISOString();
  return `${whole.slice(0, 19)}${digits > 0 ? whole.slice(19, 20 + digits) : ''}${offset ?? ''}`;
}

/** Milliseconds between two times; null where one is missing, the clock went back between them or one
 *  of the two has an offset and the other has none. A multiple of 1000 where the log has whole seconds. */
export function elapsed(from: LogTime | null, to: LogTime | null): number | null {
  if (from === null || to === null) return null;
  if ((from.offset === null) !== (to.offset === null)) return null;
  if ((from.era ?? 0) !== (to.era ?? 0)) return null;
  const between = msOf(to) - msOf(from);
  return between < 0 ? null : between;
}

/** The moment a log time names, its digits read as UTC when it has no offset. */
export const instant = (time: LogTime): Date => new Date(msOf(time));

const msOf = ({ ms, offset }: LogTime) => ms - offsetMinutes(offset) * 60_000;

function offsetMinutes(offset: string | null): number {
  if (offset === null) return 0;
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(offset);
  if (match === null) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

/** The moment a time of the report names, in milliseconds; a time without offset is read as UTC. */
export function momentOf(time: string): number {
  // What printTime prints of UTC, which is ten times as fast to read and asked for with every step.
  if (UTC.test(time)) return Date.parse(time.endsWith('Z') ? time : `${time}Z`);
  return parseISO(hasOffset(time) ? time : `${time}Z`).getTime();
}

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z?$/;

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
