// nova-compute stopped while it had an image open.

import type { Cycle } from '../model.ts';
import { letGo, sequel } from './leak.ts';
import { nameOf } from './nbd-use.ts';
import { citing, type FiredOnHost, type Rule } from './rule.ts';

export const imageOpenAtRestart = {
  id: 'image-open-at-restart',
  severity: 'warning',
  title: 'An image was open when nova-compute stopped',
  about:
    'When nova-compute ends while it has an image mounted, nobody tears it down: mount, mapping and device stay, and the next nova-compute does not know of them. What was being written may be there in part. Whether qemu-nbd and the mount outlive the service depends on how it was stopped, so this is likely, not certain.',
  references: [],
  host: ({ cycles }) =>
    cycles.flatMap((cycle) => {
      const fired = finding(cycle, cycles);
      return fired === null ? [] : [fired];
    }),
} as const satisfies Rule;

function finding(cycle: Cycle, cycles: readonly Cycle[]): FiredOnHost | null {
  const { devices, mappings, mounts } = cycle.leftBehind;
  const left = [...mounts, ...mappings, ...devices].filter(({ proof }) => proof === 'likely');
  const cited = [...new Set(left.flatMap((one) => one.evidence))];
  const last = cited.at(-1);
  if (last === undefined) return null;
  const after = sequel(cycles, devices[0]?.name ?? '', last);
  const evidence = citing([...cited, ...after.evidence]);
  if (evidence === null) return null;
  const names = left.map(({ name }) => name).join(', ');
  return {
    detail: `The image of ${nameOf(cycle)} was open when nova-compute stopped; ${names} had not been released.${after.text}`,
    remedy: after.isGone
      ? null
      : `See what is left (grep openstack /proc/mounts; ls /dev/mapper; grep . /sys/block/nbd*/pid), then run as root: ${letGo(cycle).join('; ')}.`,
    evidence,
    cycles: [cycle],
  };
}
