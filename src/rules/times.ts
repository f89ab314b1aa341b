// Arithmetic on the times of a report, which are texts of the log's own clock.

/** Milliseconds from one time to a later one; null where one is missing, is before the other or only
 *  one of the two has an offset. */
export function between(from: string | null, to: string | null): number | null {
  if (from === null || to === null || hasOffset(from) !== hasOffset(to)) return null;
  const ms = read(to) - read(from);
  return Number.isNaN(ms) || ms < 0 ? null : ms;
}

const hasOffset = (time: string) => /(?:Z|[+-]\d\d:?\d\d)$/.test(time);

const read = (time: string) =>
  Date.parse(hasOffset(time) ? time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') : `${time}Z`);

/** `12.3 s`, `95 s`: tenths below a minute, where the log tells them. */
export const seconds = (ms: number) =>
  `${(ms / 1000).toFixed(ms < 60_000 && ms % 1000 !== 0 ? 1 : 0)} s`;
