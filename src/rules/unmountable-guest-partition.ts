// libguestfs is up but cannot mount the partition it is told to.

import type { Cycle } from '../model.ts';
import { injectPartition } from './inject-partition.ts';
import { namedIn, optionAdvice, said, wanted } from './missing-partition.ts';
import { citing, type Fired, type Rule } from './rule.ts';
import { errorsOf, firstLine, libguestfsError } from './told-errors.ts';

export const unmountableGuestPartition = {
  id: 'unmountable-guest-partition',
  severity: 'warning',
  title: 'The partition to inject into cannot be mounted',
  about:
    'inject_partition is one number for all images of a host. libguestfs fails where an image has no such partition, or none with a file system it can mount; 0 takes the disk whole, -1 lets libguestfs look for the root file system itself.',
  references: [],
  cycle(cycle, { version }) {
    if (cycle.purpose !== 'injection') return null;
    const byGuestmount = cycle.handler === null ? refusedBy(cycle, version) : null;
    if (byGuestmount !== null) return byGuestmount;
    for (const { text, evidence: lines } of errorsOf(cycle)) {
      const said = firstLine(libguestfsError(text) ?? '');
      const evidence = citing(lines);
      if (!/^mount_options: /.test(said) || evidence === null) continue;
      const { partition } = cycle;
      const where = partition === null ? 'The whole disk' : `Partition ${partition}`;
      return {
        detail: `${partition === '-1' ? 'A file system' : where} of the image cannot be mounted: ${said}`,
        remedy: `See what the image has with "virt-filesystems --long --all -a DISK". Set ${injectPartition(version)} to the number of its root file system, to 0 if it has no partitions, or to -1 to let libguestfs look for it.`,
        evidence,
      };
    }
    return null;
  },
} as const satisfies Rule;

/** guestmount (2012.x) lists the partition that it cannot mount among those there are. */
function refusedBy(cycle: Cycle, version: string | null): Fired | null {
  for (const { text, evidence: lines } of errorsOf(cycle)) {
    const partition = wanted(text);
    const evidence = citing(lines);
    const found = /could not be mounted/.test(text) ? namedIn(text) : [];
    if (!found.some((one) => one.partition === partition) || evidence === null) continue;
    const others = found.filter(({ filesystem }) => filesystem !== 'unknown');
    const where = partition === null ? 'The whole disk' : `Partition ${partition}`;
    return {
      detail: `${where} of the image is there and cannot be mounted.${said(found)}`,
      remedy: optionAdvice(version, cycle.image.path, others),
      evidence,
    };
  }
  return null;
}
