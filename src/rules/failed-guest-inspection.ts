// inject_partition is -1, and libguestfs finds no one system in the image to inject into.

import { injectPartition } from './inject-partition.ts';
import { citing, type Rule } from './rule.ts';
import { errorLike } from './told-errors.ts';

const CAUSES = [
  [/^(?:\S+: )?No operating system found in /, 'libguestfs found no operating system in the image'],
  [
    /^(?:\S+: )?Multi-boot operating system found in /,
    'libguestfs found several operating systems in the image, and Nova does not choose between them',
  ],
  [
    /^(?:\S+: )?No mount points found in /,
    'libguestfs found an operating system in the image that names no file system to mount',
  ],
] as const;

export const failedGuestInspection = {
  id: 'failed-guest-inspection',
  severity: 'warning',
  title: 'The system to inject into was not found in the image',
  about:
    'With inject_partition=-1 libguestfs looks for the operating system in the image and mounts all of it. That fails for images without one it knows, and for images with several. It also takes as long again as starting the appliance.',
  references: [],
  cycle(cycle, { version }) {
    if (cycle.purpose !== 'injection') return null;
    for (const [pattern, cause] of CAUSES) {
      const evidence = citing(errorLike(cycle, pattern)?.error.evidence ?? []);
      if (evidence === null) continue;
      return {
        detail: `${cause}; nothing was injected.`,
        remedy: `Give the number of the partition that holds the root file system: set ${injectPartition(version)} to 1 for the first, to 0 for images without partitions. It holds for all images of this host; "virt-filesystems --long --all -a DISK" shows what an image has.`,
        evidence,
      };
    }
    return null;
  },
} as const satisfies Rule;
