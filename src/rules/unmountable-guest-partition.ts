// libguestfs is up but cannot mount the partition it is told to.

import { injectPartition } from './inject-partition.ts';
import { citing, type Rule } from './rule.ts';
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
