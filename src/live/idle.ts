// Cycles that stay open while nothing happens to them. In: what the hosts are doing. Out: each such cycle, once.

import type { Doing } from '../cycles/index.ts';
import type { CycleTrace } from '../cycles/trace.ts';

export interface StillOpen {
  readonly trace: CycleTrace;
  readonly ms: number;
}

/** Call it every now and then. @param now milliseconds since whenever */
export function newIdleWatch(
  { hosts }: Doing,
  ms: number,
  now: () => number = () => performance.now(),
): () => readonly StillOpen[] {
  let seen = new Map<
    CycleTrace,
    { readonly line: string; readonly since: number; told: boolean }
  >();
  return () => {
    const at = now();
    const open = [...hosts.values()].flatMap((host) => [...host.open.keys()]);
    const still: StillOpen[] = [];
    const next: typeof seen = new Map();
    for (const trace of open) {
      const { source, line: number } = trace.lastEvidence;
      const line = `${source}:${number}`;
      const known = seen.get(trace);
      const one = known?.line === line ? known : { line, since: at, told: false };
      next.set(trace, one);
      if (one.told || at - one.since < ms) continue;
      one.told = true;
      still.push({ trace, ms: at - one.since });
    }
    seen = next;
    return still;
  };
}
