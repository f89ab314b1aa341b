// The year that syslog leaves out. In: the lines of one source, in order. Out: the year of a stamp, from
// a full date the source shows beside a stamp, else from the latest moment it can be. The machine's
// clock is never asked.

import type { LogTime } from '../model.ts';
import { inYear, readStamp, type Stamp } from './times.ts';

export interface Years {
  /** Learns from a line whose stamp stands beside a date of the same month and day. */
  learn(line: string): void;
  date(stamp: Stamp): LogTime | null;
}

const LINE_STAMP = /^(?:<\d{1,3}>)?(?=[A-Z][a-z]{2} [ \d]?\d \d\d:)/;
const FULL_DATE = /\b(20\d\d)-(\d\d)-(\d\d)(?!\d)/g;
const DAY = 86_400_000;
const HALF_A_YEAR = 6;

/** @param notAfter milliseconds since 1970 that no stamp is later than, such as the file's own time */
export function newYears(notAfter: number | null): Years {
  let known: { readonly year: number; readonly month: number } | null = null;
  return {
    learn(line) {
      if (known !== null) return;
      const front = LINE_STAMP.exec(line);
      const stamp = front === null ? null : readStamp(line.slice(front[0].length));
      if (stamp === null) return;
      for (const [, year, month, day] of line.matchAll(FULL_DATE)) {
        if (Number(month) !== stamp.month + 1 || Number(day) !== stamp.day) continue;
        known = { year: Number(year), month: stamp.month };
        return;
      }
    },
    date(stamp) {
      const year = known === null ? yearBefore(stamp, notAfter) : yearBeside(stamp, known);
      if (year === null) return null;
      known = { year, month: stamp.month };
      return inYear(stamp, year);
    },
  };
}

/** From December to January the year goes on, and back where lines are out of order. */
function yearBeside(stamp: Stamp, known: { readonly year: number; readonly month: number }) {
  const months = stamp.month - known.month;
  if (months < -HALF_A_YEAR) return known.year + 1;
  return months > HALF_A_YEAR ? known.year - 1 : known.year;
}

/** A stamp is in local time, which may be a day ahead. */
function yearBefore(stamp: Stamp, notAfter: number | null): number | null {
  if (notAfter === null) return null;
  const year = new Date(notAfter).getUTCFullYear();
  const time = inYear(stamp, year);
  return time !== null && time.ms <= notAfter + DAY ? year : year - 1;
}
