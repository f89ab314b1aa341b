// What the leak rules share: which cycles left something, what later lines show of it, and how to let go
// of it by hand.

import type { Cycle, Evidence } from '../model.ts';
import { isBefore } from '../places.ts';
import { type NbdUse, nameOf, nbdUses } from './nbd-use.ts';
import { once } from './once.ts';
import { citing, type FiredOnHost, type HostView } from './rule.ts';
import { locksOf } from './stale-nbd-lock.ts';

/** The cycles whose teardown failed and left something on the host, when their first device fits. */
export function leaksOf(
  { cycles }: HostView,
  fits: (device: string | null) => boolean,
): readonly FiredOnHost[] {
  return cycles.flatMap((cycle) => {
    const { devices, mappings, mounts } = cycle.leftBehind;
    const left = [...mounts, ...mappings, ...devices].filter(({ proof }) => proof === 'observed');
    const cited = [...new Set(left.flatMap((one) => one.evidence))];
    const last = cited.at(-1);
    if (last === undefined || !fits(devices[0]?.name ?? null)) return [];
    const after = sequel(cycles, devices[0]?.name ?? '', last);
    const evidence = citing([...cited, ...after.evidence]);
    if (evidence === null) return [];
    const names = left.map(({ name }) => name).join(', ');
    return [
      {
        detail: `${names} stayed after the image was used: the teardown failed.${after.text}`,
        remedy: after.isGone
          ? null
          : `Check that nothing uses it, then run as root: ${letGo(cycle).join('; ')}.`,
        evidence,
        cycles: [cycle],
      },
    ];
  });
}

/** The commands that let go of what a cycle left, in the order they have to be run. */
export function letGo({ leftBehind: { devices, mappings, mounts } }: Cycle): readonly string[] {
  return [
    ...mounts.map(({ name }) => (devices.length > 0 ? `umount ${name}` : `fusermount -u ${name}`)),
    ...(mappings.length > 0 ? devices.map(({ name }) => `kpartx -d ${name}`) : []),
    ...devices.map(({ name }) =>
      name.startsWith('/dev/loop') ? `losetup --detach ${name}` : `qemu-nbd -d ${name}`,
    ),
  ];
}

const locksIn = once((cycles: readonly Cycle[]) => locksOf(cycles));

export interface Sequel {
  readonly text: string;
  /** The device served another image later, so somebody let go of it. */
  readonly isGone: boolean;
  readonly evidence: readonly Evidence[];
}

/** What lines after the leak show of the device: it was used again, or it could not be. */
export function sequel(cycles: readonly Cycle[], device: string, leak: Evidence): Sequel {
  const again = nbdUses(cycles).find(
    (use) => use.device === device && isBefore(leak, use.taken) && use.taken.source === leak.source,
  );
  const lock = locksIn(cycles)
    .get(device.replace('/dev/', ''))
    ?.find(({ at }) => isBefore(leak, at));
  if (lock !== undefined && (again === undefined || isBefore(lock.at, again.taken))) {
    const text = ' A later line finds the lock file of its qemu-nbd still there.';
    return { text, isGone: false, evidence: [lock.at] };
  }
  if (again === undefined) return { text: '', isGone: false, evidence: [] };
  return { ...reuse(again), evidence: [again.taken] };
}

function reuse({ device, cycle }: NbdUse): Omit<Sequel, 'evidence'> {
  const user = nameOf(cycle);
  if (cycle.device === device) {
    const text = ` It was attached again later, for ${user}, so it had been let go of by then.`;
    return { text, isGone: true };
  }
  const failed = cycle.attempts.some((one) => one.device === device && one.outcome === 'failed');
  return failed
    ? { text: ` A later attach of it, for ${user}, failed.`, isGone: false }
    : { text: '', isGone: false };
}
