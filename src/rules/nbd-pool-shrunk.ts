// 2012.x: nova-compute has dropped nbd devices from its list, and only a restart brings them back.

import type { Cycle } from '../model.ts';
import { isBefore } from '../places.ts';
import { exhaustionIn } from './nbd-devices-exhausted.ts';
import { heldAt, type NbdUse, nbdUses } from './nbd-use.ts';
import type { FiredOnHost, Rule } from './rule.ts';

export const nbdPoolShrunk = {
  id: 'nbd-pool-shrunk',
  severity: 'warning',
  title: 'The list of nbd devices has shrunk',
  about:
    'In 2012.1 and 2012.2 nova-compute takes nbd devices from a list of its own and puts them back after use. One that it finds in use by something else is taken from the list and never put back, so the list gets shorter until nova-compute restarts, and injections fail while devices are free.',
  references: ['LP #1088083', 'e4377fdb0e'],
  affects: [{ since: '2012.1', until: '2012.2' }],
  host(host) {
    const uses = nbdUses(host.cycles);
    return host.cycles.flatMap((cycle) => {
      const fired = droppedBefore(cycle, uses);
      return fired === null ? [] : [fired];
    });
  },
} as const satisfies Rule;

/** A device that was put back, was not taken since and yet is not on the list any more. */
function droppedBefore(cycle: Cycle, uses: readonly NbdUse[]): FiredOnHost | null {
  const attempt = cycle.attempts.find((one) => /^No free nbd devices/.test(one.error ?? ''));
  const at = attempt === undefined ? undefined : exhaustionIn(attempt.evidence);
  if (at === undefined) return null;
  const held = new Set(heldAt(uses, at).map(({ device }) => device));
  const back = uses.findLast(
    ({ device, released }) => released !== null && isBefore(released, at) && !held.has(device),
  );
  if (back === undefined || back.released === null || back.released.source !== at.source)
    return null;
  return {
    detail: `${back.device} was put back on nova-compute's list of devices, and this log does not show it taken again. Yet nothing is left on the list: devices were found in use by something else, and dropped.`,
    remedy:
      'See what holds devices: grep . /sys/block/nbd*/pid; detach what is stale: qemu-nbd -d /dev/nbdN; then restart nova-compute, which makes its list anew. 2013.1 has no such list.',
    evidence: [back.released, at],
    cycles: [cycle],
  };
}
