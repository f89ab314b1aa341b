// Instances told as they are read: each when others have taken its place, or at the end.

import type { ComputeHost, Cycle, Instance } from '../model.ts';
import type { Known } from './around.ts';
import type { Placed } from './findings.ts';
import { instanceKey, instanceOf, type OwnCycle } from './instances.ts';
import { versionOf } from './surroundings.ts';

/** Plain data. */
export interface KeptInstances {
  /** Their cycles, by instance, those met last. */
  readonly cycles: Map<string, OwnCycle[]>;
  told: number;
}

export const noInstances = (): KeptInstances => ({ cycles: new Map(), told: 0 });

const MOST = 5000;

export function newToldInstances({ identities, releases }: Known, kept: KeptInstances) {
  const version = (host: ComputeHost) => versionOf(releases.claim(host));
  const tell = (own: readonly OwnCycle[]): Instance => {
    kept.told += 1;
    return instanceOf(own, identities, version);
  };
  return {
    /** Takes a cycle of one; returns those that are told now. */
    add(placed: Placed): readonly Instance[] {
      const key = instanceKey(placed);
      if (key === null) return [];
      const { cycles } = kept;
      const own: OwnCycle = { host: placed.host, cycle: ownOf(placed.cycle) };
      cycles.set(key, [...(cycles.get(key) ?? []), own]);
      const [oldest] = cycles;
      if (cycles.size <= MOST || oldest === undefined) return [];
      cycles.delete(oldest[0]);
      return [tell(oldest[1])];
    },
    /** Tells all that are left. */
    end(): readonly Instance[] {
      const left = [...kept.cycles.values()].map(tell);
      kept.cycles.clear();
      return left;
    },
  };
}

const ownOf = ({ id, host, instance, requestId, purpose, durationMs }: Cycle) => ({
  id,
  host,
  instance,
  requestId,
  purpose,
  durationMs,
});
