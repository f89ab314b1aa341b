// More than half of a boot was spent injecting.

import type { Cycle, Instance } from '../model.ts';
import { citing, type Rule } from './rule.ts';
import { between, seconds } from './times.ts';
import { withoutInjection } from './without-injection.ts';

/** Below this nobody waits for the injection, whatever its share. */
const FELT = 5_000;
const SHARE = 0.5;

interface Dominated {
  readonly cycles: readonly Cycle[];
  readonly spent: number;
  readonly boot: number;
}

export const injectionDominatedBoot = {
  id: 'injection-dominated-boot',
  severity: 'info',
  title: 'Most of a boot went into the injection',
  about: `Nova injects before it starts the guest, so the boot waits for it. Reported when injections take more than ${SHARE * 100} % of the time from "Starting instance" to "spawned", and at least ${FELT / 1000} s.`,
  references: [],
  host(host) {
    const byId = new Map(host.cycles.map((cycle) => [cycle.id, cycle]));
    const boots = host.instances.flatMap((instance) => dominated(instance, byId) ?? []);
    const [longest, ...others] = [...boots].sort((one, other) => other.spent - one.spent);
    if (longest === undefined) return [];
    const ends = longest.cycles.flatMap(({ steps }) => [steps[0], steps.at(-1)]);
    const evidence = citing(ends.flatMap((step) => step?.evidence[0] ?? []));
    if (evidence === null) return [];
    const more = others.length === 0 ? '' : `; ${others.length} more such boots`;
    const items = longest.cycles.flatMap((cycle) => cycle.items.map(({ item }) => item));
    return [
      {
        cycles: [longest, ...others].flatMap(({ cycles }) => cycles),
        detail: `Of the ${seconds(longest.boot)} from "Starting instance" to "spawned" the injection lasted ${seconds(longest.spent)}${more}.`,
        remedy: withoutInjection([...new Set(items)], host.switchOff),
        evidence,
      },
    ];
  },
} as const satisfies Rule;

function dominated(
  { cycles: ids, boot }: Instance,
  byId: ReadonlyMap<string, Cycle>,
): Dominated | null {
  const { durationMs } = boot;
  if (boot.outcome !== 'spawned' || durationMs === null) return null;
  const within = ({ purpose, start, end }: Cycle) =>
    purpose === 'injection' &&
    between(boot.start, start) !== null &&
    between(end, boot.end) !== null;
  const cycles = ids.flatMap((id) => byId.get(id) ?? []).filter(within);
  const spent = cycles.reduce((sum, cycle) => sum + (cycle.durationMs ?? 0), 0);
  const isMost = spent >= FELT && spent > durationMs * SHARE && spent <= durationMs;
  return isMost ? { cycles, spent, boot: durationMs } : null;
}
