// Times of a report, as the rules count with them.

import { between as apart } from '../clock.ts';

/** Milliseconds from one time to a later one; null where one is missing, is before the other or only
 *  one of the two has an offset. */
export function between(from: string | null, to: string | null): number | null {
  const ms = apart(from, to);
  return ms === null || ms < 0 ? null : ms;
}

/** `12.3 s`, `95 s`: tenths below a minute, where the log tells them. */
export const seconds = (ms: number) =>
  `${(ms / 1000).toFixed(ms < 60_000 && ms % 1000 !== 0 ? 1 : 0)} s`;
