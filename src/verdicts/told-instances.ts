// Instances told as they are read: each when so many others had cycles since its last one, or at the end.

import { createHash } from 'node:crypto';
import type { ComputeHost, Cycle, Instance } from '../model.ts';
import { takeOldest } from '../noted.ts';
import type { Known } from './around.ts';
import type { Placed } from './findings.ts';
import { instanceKey, instanceOf, type OwnCycle } from './instances.ts';
import { versionOf } from './surroundings.ts';

/** Plain data. */
export interface KeptInstances {
  /** Those not told yet, the ones whose last cycle is the latest at the end. */
  readonly untold: Map<string, Untold>;
  count: number;
  /** Of which ones, for those met last: one that has another cycle behind so many others is told again. */
  readonly counted: Set<string>;
}

interface Untold {
  /** In the order of the first cycles. */
  readonly number: number;
  readonly cycles: readonly OwnCycle[];
}

export const noInstances = (): KeptInstances => ({
  untold: new Map(),
  count: 0,
  counted: new Set(),
});

/** Fewer than there are boots remembered, which are told with them. */
const MOST = 250;
const COUNTED = 5000;

export function newToldInstances({ identities, releases }: Known, kept: KeptInstances) {
  const { untold, counted } = kept;
  const version = (host: ComputeHost) => versionOf(releases.claim(host));
  const tell = ({ cycles }: Untold): Instance => instanceOf(cycles, identities, version);
  const count = (key: string) => {
    const print = printOf(key);
    if (!counted.delete(print)) kept.count += 1;
    counted.add(print);
    takeOldest(counted, COUNTED);
  };
  return {
    /** Takes a cycle of one; returns those that are told now. */
    add(placed: Placed): readonly Instance[] {
      const key = instanceKey(placed);
      if (key === null) return [];
      count(key);
      const { number = kept.count, cycles = [] } = untold.get(key) ?? {};
      untold.delete(key);
      const own: OwnCycle = { host: placed.host, cycle: ownOf(placed.cycle) };
      untold.set(key, { number, cycles: [...cycles, own] });
      const told: Instance[] = [];
      for (const [oldest, its] of untold) {
        if (untold.size <= MOST) break;
        untold.delete(oldest);
        told.push(tell(its));
      }
      return told;
    },
    /** Tells all that are left. */
    end(): readonly Instance[] {
      const left = [...untold.values()].sort((a, b) => a.number - b.number);
      untold.clear();
      return left.map(tell);
    },
  };
}

/** Of an instance; short, as many are kept. */
export const printOf = (key: string): string =>
  createHash('sha256').update(key).digest('base64url').slice(0, 8);

const ownOf = ({ id, host, instance, requestId, purpose, durationMs }: Cycle) => ({
  id,
  host,
  instance,
  requestId,
  purpose,
  durationMs,
});
