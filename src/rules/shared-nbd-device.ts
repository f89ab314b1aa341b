// Two images were attached to one nbd device at the same time.

import { isBefore } from '../places.ts';
import { inRange } from '../releases/index.ts';
import { type NbdUse, nameOf, nbdUses } from './nbd-use.ts';
import type { FiredOnHost, Rule } from './rule.ts';

export const sharedNbdDevice = {
  id: 'shared-nbd-device',
  severity: 'error',
  title: 'One nbd device was given to two images',
  about:
    'Nova looks for a free nbd device and then uses it. In 2013.1.0 to 2013.1.3 two builds at once can find the same one, and so can two nova-compute processes of one host in 2012.x. One of them fails, or its data is written into the image of the other: a key of one tenant in the guest of another.',
  references: ['LP #1207422', 'e4ed9e3726'],
  affects: [
    { since: '2012.1', until: '2012.2' },
    { since: '2013.1', until: '2013.1.3' },
  ],
  host(host) {
    const before = new Map<string, NbdUse>();
    return nbdUses(host.cycles).flatMap((later) => {
      const first = before.get(later.device);
      before.set(later.device, later);
      const isShared = first !== undefined && isSharedBy(first, later);
      return isShared ? [finding(first, later, host.version)] : [];
    });
  },
} as const satisfies Rule;

/** Taken again while the first was at work on it: a step of the first follows, and none that lets go
 *  comes before. Without such a step the service may have been restarted in between. */
function isSharedBy(first: NbdUse, later: NbdUse): boolean {
  if (first.image === later.image || first.cycle.id === later.cycle.id) return false;
  // A container's root is mounted for as long as the container runs, over any restart.
  if (first.cycle.purpose === 'container-rootfs') return false;
  if (first.taken.source !== later.taken.source || !isBefore(first.taken, later.taken))
    return false;
  if (first.released !== null && isBefore(first.released, later.taken)) return false;
  if (first.cycle.device !== null && first.cycle.device !== first.device) return false;
  const steps = first.cycle.steps.filter(({ step }) => WORK.has(step));
  const letsGo = steps.find(({ step }) => step === 'detach');
  const goesOn = steps.some(({ evidence: [at] }) => isBefore(later.taken, at));
  return goesOn && (letsGo === undefined || isBefore(later.taken, letsGo.evidence[0]));
}

const WORK: ReadonlySet<string> = new Set([
  'map',
  'mount',
  'write',
  'flush',
  'unmount',
  'unmap',
  'detach',
]);

function finding(first: NbdUse, later: NbdUse, version: string | null): FiredOnHost {
  const { device } = first;
  return {
    detail: `${device} was attached to the image of ${nameOf(first.cycle)} and, before it was released, to that of ${nameOf(later.cycle)}: either can have got what was meant for the other.`,
    remedy: `Compare what is in both guests (/root/.ssh/authorized_keys, /etc/network/interfaces, /meta.js) and build them anew where it is not theirs. See that nothing holds the device: cat /sys/block/${device.replace('/dev/', '')}/pid; detach it: qemu-nbd -d ${device}. ${remedyOf(version)}`,
    evidence: [first.taken, later.taken],
    cycles: [first.cycle, later.cycle],
  };
}

const remedyOf = (version: string | null) =>
  version !== null && inRange(version, '2012.1', '2012.2')
    ? 'Run one nova-compute per host.'
    : 'Upgrade to 2013.1.4 or 2013.2, which take a lock for it.';
