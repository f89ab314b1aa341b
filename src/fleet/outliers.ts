// Hosts that differ from the others. In: a row for each host. Out: what is far from what most of them have.

import { spreadOf } from '../cost/spread.ts';
import type { HostRow, Outlier } from './model.ts';

/** Fewer hosts, or injections on one, tell nothing. */
const HOSTS = 5;
const INJECTIONS = 10;
/** Times what most have, and so many times as far from it as most are. */
const TIMES = 2;
const DEVIATIONS = 5;

const MEASURES: readonly {
  readonly what: Outlier['what'];
  readonly of: (row: HostRow) => number | null;
  /** Less is no matter. */
  readonly least: number;
}[] = [
  {
    what: 'median-seconds',
    of: ({ took }) => (took !== null && took.count >= INJECTIONS ? took.p50Ms / 1000 : null),
    least: 1,
  },
  { what: 'failed-share', of: (row) => row.failed / row.injections, least: 0.05 },
  { what: 'leaked-share', of: (row) => row.leaked / row.injections, least: 0.05 },
];

export function outliersOf(rows: readonly HostRow[]): readonly Outlier[] {
  const enough = rows.filter(({ injections }) => injections >= INJECTIONS);
  return MEASURES.flatMap(({ what, of, least }) => {
    const measured = enough.flatMap((row) => {
      const value = of(row);
      return value === null ? [] : [{ host: row.host, value }];
    });
    if (measured.length < HOSTS) return [];
    const median = medianOf(measured.map(({ value }) => value));
    const deviation = medianOf(measured.map(({ value }) => Math.abs(value - median)));
    return measured
      .filter(
        ({ value }) =>
          value >= least && value > TIMES * median && value - median > DEVIATIONS * deviation,
      )
      .sort((a, b) => b.value - a.value || (a.host < b.host ? -1 : 1))
      .map(({ host, value }) => ({ host, what, value, median, compared: measured.length }));
  });
}

const medianOf = (values: readonly number[]) => spreadOf(values)?.p50Ms ?? 0;
