// Something stayed attached, mapped or mounted after Nova was done with the image.

import type { LeftBehind } from '../model.ts';
import { citing, type Rule } from './rule.ts';

export const leakedAttachment = {
  id: 'leaked-attachment',
  severity: 'error',
  title: 'A device, mapping or mount was left on the host',
  references: [],
  cycle(cycle) {
    const { devices, mappings, mounts } = cycle.leftBehind;
    const left = [...mounts, ...mappings, ...devices].filter(({ proof }) => proof === 'observed');
    const evidence = citing([...new Set(left.flatMap((one) => one.evidence))]);
    if (evidence === null) return null;
    return {
      detail: `${left.map(({ name }) => name).join(', ')} stayed after the image was used: the teardown failed.`,
      remedy: `Check that nothing uses them, then: ${commands(mounts, mappings, devices)}.`,
      evidence,
    };
  },
} as const satisfies Rule;

function commands(
  mounts: readonly LeftBehind[],
  mappings: readonly LeftBehind[],
  devices: readonly LeftBehind[],
): string {
  const detach = (name: string) =>
    name.startsWith('/dev/loop') ? `losetup --detach ${name}` : `qemu-nbd -d ${name}`;
  return [
    ...mounts.map(({ name }) => `umount ${name}`),
    ...(mappings.length > 0 ? devices.map(({ name }) => `kpartx -d ${name}`) : []),
    ...devices.map(({ name }) => detach(name)),
  ].join('; ');
}
