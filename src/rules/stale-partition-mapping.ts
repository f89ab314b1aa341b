// A mapping of an earlier use of the device is in the way of the next one.

import type { Cycle, Evidence, TimelineStep } from '../model.ts';
import { isBefore } from '../places.ts';
import { isFollowed } from './followed.ts';
import { nameOf } from './nbd-use.ts';
import { citing, type FiredOnHost, type Rule } from './rule.ts';

export const stalePartitionMapping = {
  id: 'stale-partition-mapping',
  severity: 'error',
  title: 'A partition mapping was left on a device that is used again',
  about:
    'Before it maps the partitions of a device Nova asserts that the device is there and that the mapping is not, and gives up with an empty error when either is otherwise: "Ignoring error injecting data into image ()". A mapping stays when kpartx makes it after Nova looked for it, up to 13.x, or when a teardown broke off. Every injection that gets this device fails until the mapping is removed.',
  references: ['LP #1428639', 'LP #1484586'],
  host: ({ cycles }) =>
    cycles.flatMap((cycle) => {
      const fired = finding(cycle, cycles);
      return fired === null ? [] : [fired];
    }),
} as const satisfies Rule;

function finding(cycle: Cycle, cycles: readonly Cycle[]): FiredOnHost | null {
  const since = cycle.steps.slice(cycle.steps.findLastIndex(({ step }) => step === 'attach'));
  const device = deviceIn(since);
  const at = assertionIn(cycle, since);
  if (device === null || at === null) return null;
  const left = cycles.findLast((one) => leaves(one, device, at));
  const origin = left?.steps.find(({ step }) => step === 'map')?.evidence[0];
  const evidence = citing(origin === undefined ? [at] : [origin, at]);
  if (evidence === null) return null;
  const name = device.replace('/dev/', '');
  const mapping = `${name}p${cycle.partition ?? 1}`;
  const from =
    left === undefined
      ? `Most likely /dev/mapper/${mapping} is of an earlier use, which this log does not show; else ${device} is missing.`
      : `The injection for ${nameOf(left)} mapped ${device} before and did not unmap it.`;
  // 2012.x lets go of nothing here.
  const isHeld = !since.some(({ step }) => step === 'detach') && since[0]?.command !== null;
  return {
    detail: `Nova attached ${device} for ${nameOf(cycle)} and gave up with an empty error before it mapped the partition. ${from}${isHeld ? ' This log does not show the device detached again.' : ''}`,
    remedy: `${isHeld ? `Detach the device: ${detach(device)}. ` : ''}While the device is not in use (cat /sys/block/${name}/pid finds no file), look at ls /dev/mapper/${name}p* and remove each: dmsetup remove ${mapping}.`,
    evidence,
    cycles: [cycle],
  };
}

const detach = (device: string) =>
  device.startsWith('/dev/loop') ? `losetup --detach ${device}` : `qemu-nbd -d ${device}`;

/** The device of the last attach, by the command or by Nova's own words. */
function deviceIn(since: readonly TimelineStep[]): string | null {
  const texts = since.filter(({ step }) => step === 'attach' || step === 'map');
  const named = texts.map(({ command, note }) =>
    /\/dev\/(?:nbd|loop)\d+/.exec(command ?? note ?? ''),
  );
  return named.find((match) => match !== null)?.[0] ?? null;
}

/** The failure without a text, after an attach that came to no mapping or mount. */
function assertionIn(cycle: Cycle, since: readonly TimelineStep[]): Evidence | null {
  const { attempts, error, handler } = cycle;
  if (handler !== null || error !== null || !cycle.outcome.startsWith('failed-')) return null;
  const isReached = since.some(
    ({ step, command }) => step === 'mount' || (step === 'map' && command !== null),
  );
  const told = since.findLast(({ step, note }) => step === 'error' && note === '');
  const isSilent = attempts.at(-1)?.error == null;
  return isReached || !isSilent ? null : (told?.evidence[0] ?? null);
}

/** It mapped the device earlier, and no unmapping that worked followed. */
function leaves(cycle: Cycle, device: string, at: Evidence): boolean {
  const of = (step: 'map' | 'unmap') =>
    cycle.steps.filter((one) => one.step === step && one.command?.endsWith(` ${device}`));
  const mapped = of('map').some(({ evidence: [line] }) => isBefore(line, at));
  const unmapped = of('unmap').some(({ exitCode }) => exitCode === null || exitCode === 0);
  return mapped && !unmapped && isFollowed(cycle);
}
