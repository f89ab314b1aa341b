// What the leak rules share: which cycles left something, and how to let go of it by hand.

import type { Cycle } from '../model.ts';
import { citing, type Fired } from './rule.ts';

/** What a cycle whose teardown failed left on the host, when its first device fits. */
export function leakOf(cycle: Cycle, fits: (device: string | null) => boolean): Fired | null {
  const { devices, mappings, mounts } = cycle.leftBehind;
  const left = [...mounts, ...mappings, ...devices].filter(({ proof }) => proof === 'observed');
  const evidence = citing([...new Set(left.flatMap((one) => one.evidence))]);
  if (evidence === null || !fits(devices[0]?.name ?? null)) return null;
  const names = left.map(({ name }) => name).join(', ');
  const commands = [
    ...mounts.map(({ name }) => (devices.length > 0 ? `umount ${name}` : `fusermount -u ${name}`)),
    ...(mappings.length > 0 ? devices.map(({ name }) => `kpartx -d ${name}`) : []),
    ...devices.map(({ name }) => detach(name)),
  ];
  return {
    detail: `${names} stayed after the image was used: the teardown failed.`,
    remedy: `Check that nothing uses it, then run as root: ${commands.join('; ')}.`,
    evidence,
  };
}

const detach = (name: string) =>
  name.startsWith('/dev/loop') ? `losetup --detach ${name}` : `qemu-nbd -d ${name}`;
