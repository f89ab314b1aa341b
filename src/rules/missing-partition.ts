// The partition to inject into was not there once the image was attached.

import type { Cycle } from '../model.ts';
import { inRange, mayBeInRange } from '../releases/index.ts';
import { citing, type Fired, type Rule } from './rule.ts';

export const missingPartition = {
  id: 'missing-partition',
  severity: 'warning',
  title: 'The partition to inject into was not found',
  about:
    'Nova injects into one partition of the image: the first in 2012.1, afterwards the one that the option inject_partition names. The image may not have it, and up to 13.x Nova does not wait for kpartx to make the mapping, so a partition can be missed that is there. What kpartx did map of other partitions is not removed.',
  references: ['LP #1428639', 'LP #1484586'],
  cycle: (cycle, { version }) => (cycle.handler === null ? missingIn(cycle, version) : null),
} as const satisfies Rule;

/** What is said of the attempt that did not find its partition, null when all did. */
export function missingIn(cycle: Cycle, version: string | null): Fired | null {
  // The check whether a filesystem can grow fails by design on a partitioned image.
  if (cycle.purpose !== 'injection' && cycle.purpose !== 'config-drive') return null;
  const attempt = cycle.attempts.find(({ error }) => isMissing(error ?? ''));
  const error = attempt?.error ?? '';
  const map = mapOf(cycle, attempt?.device ?? null);
  const evidence = citing(
    [map?.evidence[0], attempt?.evidence.at(-1)].filter((one) => one !== undefined),
  );
  if (attempt === undefined || evidence === null) return null;
  const partition = wanted(error) ?? cycle.partition;
  const found = partitionsNamed(cycle);
  const what = partition === null ? 'The partition' : `Partition ${partition}`;
  const image = cycle.image.path ?? 'the image';
  const mayRace = map !== undefined && found.length === 0;
  return {
    detail: `${what} of ${image} was not found.${said(found)}${mayRace ? race(version) : ''}`,
    remedy: `${optionAdvice(version, cycle.image.path, found)}${map === undefined ? '' : leftovers(cycle, attempt.device)}`,
    evidence,
  };
}

/** `partition 1 not found`; 2012.1 says `no partitions found`; guestmount lists what there is, with the
 *  one it could not mount if that is there. What kpartx itself says when it fails is no word on the
 *  partition. */
const isMissing = (error: string) =>
  /^Failed to map partitions: (?:partition \S+ not found|no partitions found)/.test(error) ||
  (/could not be mounted/.test(error) &&
    namedIn(error).length > 0 &&
    !namedIn(error).some(({ partition }) => partition === wanted(error)));

export const wanted = (error: string) =>
  (/partition (\d+) not found/.exec(error) ??
    /'\/dev\/[sv]da(\d+)' could not be mounted/.exec(error))?.[1] ?? null;

const mapOf = (cycle: Cycle, device: string | null) =>
  cycle.steps.find(
    ({ step, command, note }) =>
      step === 'map' && device !== null && (command ?? note)?.endsWith(` ${device}`) === true,
  );

interface Named {
  /** Null for an image without partitions. */
  readonly partition: string | null;
  readonly filesystem: string;
}

/** `Did you mean one of these?\n\t/dev/sda2 (ext4)`, `partition 2 is ext4` */
export function namedIn(error: string): readonly Named[] {
  const listed = /Did you mean(.*)/s.exec(error)?.[1] ?? '';
  return [
    ...[...listed.matchAll(/\/dev\/[sv]da(\d*) \((\w+)\)/g)],
    ...[...error.matchAll(/\bpartition (\d+) is (?!not\b)(\w+)/g)],
  ].map(([, partition = '', filesystem = '']) => ({ partition: partition || null, filesystem }));
}

function partitionsNamed(cycle: Cycle): readonly Named[] {
  const all = cycle.attempts.flatMap(({ error }) => namedIn(error ?? ''));
  return all.filter(
    (one, index) => all.findIndex(({ partition }) => partition === one.partition) === index,
  );
}

export function said(found: readonly Named[]): string {
  if (found.length === 0) return '';
  const list = found.map(({ partition, filesystem }) =>
    partition === null
      ? `no partition table but ${filesystem} on the whole disk`
      : `partition ${partition}, which is ${filesystem}`,
  );
  return ` The error itself names what there is: ${list.join('; ')}.`;
}

function race(version: string | null): string {
  const mayRace = version === null || mayBeInRange(version, '2012.1', '13');
  return mayRace
    ? ' Either the image does not have it, or the mapping appeared too late: up to 13.x Nova looks at once, without waiting for kpartx.'
    : '';
}

export function optionAdvice(
  version: string | null,
  path: string | null,
  found: readonly Named[],
): string {
  const look = `See what the image has: virt-filesystems --all --long -a ${path ?? 'IMAGE'}.`;
  if (version !== null && inRange(version, '2012.1', '2012.1')) {
    return `${look} 2012.1 always takes partition 1, so the image has to be built with the system there, or without partition table and with a kernel of its own (kernel_id).`;
  }
  const [only, ...others] = found;
  const value = only !== undefined && others.length === 0 ? (only.partition ?? '0') : 'N';
  const meaning = value === 'N' ? ' (0 for an image without partitions)' : '';
  const old = `libvirt_inject_partition=${value} in [DEFAULT]`;
  const current = `inject_partition=${value} in [libvirt]`;
  const option =
    version === null
      ? `${current} (2014.1 on) or ${old} (2012.2 to 2013.2)`
      : inRange(version, '2012.2', '2013.2')
        ? old
        : current;
  return `${look} Set ${option} of nova.conf${meaning}; it holds for all images of the host.`;
}

/** Of the mappings that kpartx made nothing tells, and Nova detaches the device without removing them. */
function leftovers(cycle: Cycle, device: string | null): string {
  const isUnmapped = cycle.steps.some(({ step }) => step === 'unmap');
  if (device === null || isUnmapped) return '';
  const name = device.replace('/dev/', '');
  return ` What kpartx did map stays behind: if ls /dev/mapper/${name}p* shows any while the device is not in use, remove each: dmsetup remove ${name}pN.`;
}
