// 2014.1 on: the lock file of a qemu-nbd is there and the device is not attached, so Nova passes it over.

import type { Cycle, Evidence } from '../model.ts';
import { isBefore } from '../places.ts';
import { type NbdUse, nameOf, nbdUses } from './nbd-use.ts';
import { citing, type FiredOnHost, type HostView, type NbdComplaint, type Rule } from './rule.ts';

export const staleNbdLock = {
  id: 'stale-nbd-lock',
  severity: 'error',
  title: 'A qemu-nbd left its lock file behind',
  about:
    'qemu-nbd keeps /var/lock/qemu-nbd-nbdN while it serves a device. From 2014.1 on Nova does not use a device that is not attached and still has such a file, since attaching it again could hang: a device less until the file is gone. It stays when a qemu-nbd is killed or an unmount goes wrong.',
  references: ['LP #973413', 'LP #1254890', 'a0891ad0af'],
  host: (host) =>
    [...locksOf(host.cycles, host.nbdComplaints)].flatMap(([device, seen]) => {
      const fired = finding(host, device, seen);
      return fired === null ? [] : [fired];
    }),
} as const satisfies Rule;

interface Sighting {
  /** Null where the log does not tell for which image a device was looked for. */
  readonly cycle: Cycle | null;
  readonly at: Evidence;
}

const LOCK = /^NBD error - previous umount did not cleanup \/var\/lock\/qemu-nbd-(nbd\d+)\./;
/** Nova says it again for every image it attaches. */
const CITED = 5;

export function locksOf(
  cycles: readonly Cycle[],
  others: readonly NbdComplaint[] = [],
): ReadonlyMap<string, readonly Sighting[]> {
  const locks = new Map<string, Sighting[]>();
  const add = (note: string | null, seen: Sighting) => {
    if (!note?.startsWith('NBD error')) return;
    const device = LOCK.exec(note)?.[1];
    if (device !== undefined) locks.set(device, [...(locks.get(device) ?? []), seen]);
  };
  for (const cycle of cycles) {
    for (const { note, evidence } of cycle.steps) add(note, { cycle, at: evidence[0] });
  }
  for (const { note, evidence } of others) add(note, { cycle: null, at: evidence });
  return locks;
}

function finding(host: HostView, device: string, seen: readonly Sighting[]): FiredOnHost | null {
  const first = seen[0];
  if (first === undefined) return null;
  const last = nbdUses(host.cycles).findLast(
    (use) => use.device === `/dev/${device}` && isBefore(use.taken, first.at),
  );
  const lines = seen.slice(0, CITED).map(({ at }) => at);
  const evidence = citing(last === undefined ? lines : [...lines, last.released ?? last.taken]);
  if (evidence === null) return null;
  const lock = `/var/lock/qemu-nbd-${device}`;
  return {
    detail: `${lock} was there while /dev/${device} was not attached, so Nova passed the device over. ${leftBy(last)}`,
    remedy: `Look for its process: pgrep -af "qemu-nbd.*/dev/${device}". If there is none: rm ${lock}; else first: qemu-nbd -d /dev/${device}.`,
    evidence,
    cycles: [...new Set(seen.flatMap(({ cycle }) => cycle ?? []))],
  };
}

function leftBy(last: NbdUse | undefined): string {
  if (last === undefined) return 'Who left it is not in this log.';
  const user = nameOf(last.cycle);
  return last.released === null
    ? `The device was last taken for ${user}, and this log does not show it released.`
    : `In this log the device was last used for ${user} and was released.`;
}
