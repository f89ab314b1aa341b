// What injections add up to, kept as counts however many there are.

import type { Cycle } from '../model.ts';
import { judgedAs } from '../verdicts/images.ts';
import type { Group, Totals } from './model.ts';

type Counts = { -readonly [Name in keyof Totals]: Totals[Name] };

const none = (): Counts => ({
  injections: 0,
  redundant: 0,
  likelyRedundant: 0,
  conflicting: 0,
  needed: 0,
  unknown: 0,
  failed: 0,
  leaked: 0,
  timed: 0,
  seconds: null,
});

const FIELD = {
  redundant: 'redundant',
  'likely-redundant': 'likelyRedundant',
  conflicting: 'conflicting',
  needed: 'needed',
  unknown: 'unknown',
} as const;

export const newTotals = none;

/** What counts of an injection. */
export interface Counted {
  readonly verdict: (typeof FIELD)[keyof typeof FIELD];
  readonly failed: boolean;
  readonly leaked: boolean;
  readonly ms: number | null;
}

/** @param cycle an injection */
export const countedOf = (cycle: Cycle): Counted => ({
  verdict: FIELD[judgedAs(cycle)],
  failed: cycle.outcome === 'failed-fatal' || cycle.outcome === 'failed-ignored',
  leaked: leftBehind(cycle).length > 0,
  ms: cycle.durationMs,
});

export function addTo(
  totals: ReturnType<typeof none>,
  { verdict, failed, leaked, ms }: Counted,
): void {
  totals.injections += 1;
  totals[verdict] += 1;
  if (failed) totals.failed += 1;
  if (leaked) totals.leaked += 1;
  if (ms === null) return;
  totals.timed += 1;
  // Milliseconds, so that what is added up is exact.
  totals.seconds = (Math.round((totals.seconds ?? 0) * 1000) + ms) / 1000;
}

export const leftBehind = ({ leftBehind: { devices, mappings, mounts } }: Cycle) => [
  ...devices,
  ...mappings,
  ...mounts,
];

/** Injections by something that they have. */
export interface Groups {
  add(name: string | null, host: string, counted: Counted): void;
  rows(): readonly Group[];
}

export function newGroups(): Groups {
  const groups = new Map<string | null, { totals: Counts; hosts: number; last: string }>();
  return {
    /** Hosts come one after the other. */
    add(name, host, counted) {
      const group = groups.get(name) ?? { totals: none(), hosts: 0, last: '' };
      groups.set(name, group);
      if (group.last !== host) group.hosts += 1;
      group.last = host;
      addTo(group.totals, counted);
    },
    rows: () =>
      [...groups]
        .map(([name, { totals, hosts }]) => ({ name, hosts, ...totals }))
        .sort((a, b) => b.injections - a.injections || ((a.name ?? '') < (b.name ?? '') ? -1 : 1)),
  };
}
