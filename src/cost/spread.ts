// In: durations that are known. Out: how many, their sum, and how they spread.

export interface Spread {
  readonly count: number;
  readonly totalMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** Null of none. Percentiles are of the nearest rank: the smallest duration that at least that share
 *  of them do not exceed, so always one that was measured. */
export function spreadOf(durations: readonly number[]): Spread | null {
  const sorted = [...durations].sort((a, b) => a - b);
  const rank = (percent: number) => sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
  if (sorted.length === 0) return null;
  return {
    count: sorted.length,
    totalMs: sorted.reduce((sum, ms) => sum + ms, 0),
    p50Ms: rank(50),
    p95Ms: rank(95),
    maxMs: rank(100),
  };
}
