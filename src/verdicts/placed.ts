// A cycle that is over, judged, with what the rules ask about it besides.

import type { MetInstances } from '../cycles/identities.ts';
import type { CycleTrace } from '../cycles/trace.ts';
import type { Placed } from './findings.ts';
import { judge } from './index.ts';
import type { Surroundings } from './surroundings.ts';

export function place(trace: CycleTrace, identities: MetInstances, around: Surroundings): Placed {
  const cycle = judge(trace, around);
  const { host, firstEvidence: at, migrating: resize } = trace;
  const { uuid } = cycle.instance;
  const configDrive =
    uuid === null ? null : (identities.known(host, uuid)?.configDriveEvidence ?? null);
  return { cycle, host, at, resize, configDrive };
}

/** Two cycles that look the same to the last detail still get an id each.
 *  @param seen how often each id was given out, of those given out last */
export function newIds(seen: Map<string, number> = new Map()): (placed: Placed) => Placed {
  return ({ cycle, ...rest }) => {
    const times = (seen.get(cycle.id) ?? 0) + 1;
    seen.set(cycle.id, times);
    return { ...rest, cycle: times === 1 ? cycle : { ...cycle, id: `${cycle.id}-${times}` } };
  };
}
