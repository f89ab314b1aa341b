// In: the cycles shown. Out: per host a lane for each device, and in it as many rows as cycles held it at
// the same time.

import type { CycleRow } from '../page-data.ts';

/** A cycle that has a time. */
export interface Bar {
  readonly cycle: number;
  readonly from: number;
  readonly to: number;
}

export interface Lane {
  readonly name: string;
  /** Bars of one row do not overlap, and stand in the order of time. */
  readonly rows: readonly (readonly Bar[])[];
}

export interface HostLanes {
  readonly host: string;
  readonly lanes: readonly Lane[];
}

export function barsOf(cycles: readonly CycleRow[], shown: readonly number[]): readonly Bar[] {
  return shown
    .flatMap((cycle) => {
      const { startMs = null, extentMs = 0 } = cycles[cycle] ?? {};
      return startMs === null ? [] : [{ cycle, from: startMs, to: startMs + extentMs }];
    })
    .sort((a, b) => a.from - b.from || a.cycle - b.cycle);
}

export function lanesOf(cycles: readonly CycleRow[], bars: readonly Bar[]): readonly HostLanes[] {
  const hosts = new Map<string, Map<string, Bar[]>>();
  for (const bar of bars) {
    const { host = '', lane = '' } = cycles[bar.cycle] ?? {};
    const lanes = hosts.get(host) ?? new Map<string, Bar[]>();
    hosts.set(host, lanes);
    const own = lanes.get(lane);
    if (own === undefined) lanes.set(lane, [bar]);
    else own.push(bar);
  }
  return [...hosts]
    .sort(([a], [b]) => byNumber(a, b))
    .map(([host, lanes]) => ({
      host,
      lanes: [...lanes]
        .sort(([a], [b]) => byNumber(a, b))
        .map(([name, own]) => ({ name, rows: stacked(own) })),
    }));
}

function stacked(bars: readonly Bar[]): readonly (readonly Bar[])[] {
  const rows: Bar[][] = [];
  for (const bar of bars) {
    const free = rows.find((row) => (row.at(-1)?.to ?? 0) <= bar.from);
    if (free === undefined) rows.push([bar]);
    else free.push(bar);
  }
  return rows;
}

/** `nbd2` stands before `nbd15`. In English wherever the page is read. */
const numbers = new Intl.Collator('en', { numeric: true });
export const byNumber = (a: string, b: string): number => numbers.compare(a, b);
