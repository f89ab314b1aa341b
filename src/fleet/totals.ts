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

/** @param cycle an injection */
export function addTo(totals: ReturnType<typeof none>, cycle: Cycle): void {
  totals.injections += 1;
  totals[FIELD[judgedAs(cycle)]] += 1;
  if (cycle.outcome === 'failed-fatal' || cycle.outcome === 'failed-ignored') totals.failed += 1;
  if (leftBehind(cycle).length > 0) totals.leaked += 1;
  if (cycle.durationMs === null) return;
  totals.timed += 1;
  // Milliseconds, so that what is added up is exact.
  totals.seconds = (Math.round((totals.seconds ?? 0) * 1000) + cycle.durationMs) / 1000;
}

export const leftBehind = ({ leftBehind: { devices, mappings, mounts } }: Cycle) => [
  ...devices,
  ...mappings,
  ...mounts,
];

/** Injections by something that they have. */
export interface Groups {
  add(name: string | null, host: string, cycle: Cycle): void;
  rows(): readonly Group[];
}

export function newGroups(): Groups {
  const groups = new Map<string | null, { totals: Counts; hosts: number; last: string }>();
  return {
    /** Hosts come one after the other. */
    add(name, host, cycle) {
      const group = groups.get(name) ?? { totals: none(), hosts: 0, last: '' };
      groups.set(name, group);
      if (group.last !== host) group.hosts += 1;
      group.last = host;
      addTo(group.totals, cycle);
    },
    rows: () =>
      [...groups]
        .map(([name, { totals, hosts }]) => ({ name, hosts, ...totals }))
        .sort((a, b) => b.injections - a.injections || ((a.name ?? '') < (b.name ?? '') ? -1 : 1)),
  };
}
