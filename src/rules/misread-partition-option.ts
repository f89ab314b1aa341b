// 2012.2: -2, which later switches injection off, is the number of a partition there.

import { citing, type Rule } from './rule.ts';

export const misreadPartitionOption = {
  id: 'misread-partition-option',
  severity: 'warning',
  title: 'A partition number was set that switches nothing off',
  about:
    'libvirt_inject_partition=-2 switches all injection off from 2013.1 on. 2012.2 knows 0 and -1 alone and takes any other value for the number of a partition, so it still opens the image of each instance, looks for partition -2, does not find it and warns.',
  references: [],
  affects: [{ since: '2012.2', until: '2012.2' }],
  host({ option, told, cycles, version }) {
    const set = option('DEFAULT', 'libvirt_inject_partition');
    if (set?.value?.trim() !== '-2' || version === null) return [];
    const evidence = citing(set.evidence.length > 0 ? set.evidence : told);
    if (evidence === null) return [];
    const who = set.file === null ? 'The service runs with' : `${set.file}:${set.line} sets`;
    return [
      {
        detail: `${who} libvirt_inject_partition=-2, and ${version} takes -2 for the number of a partition.`,
        remedy:
          'Set libvirt_inject_partition to the number of the partition to inject into (1 is the default), or 0 for images without partitions. To inject nothing, set libvirt_inject_key=false and flat_injected=false and launch without metadata and personality files, or set force_config_drive=true for all instances.',
        evidence,
        cycles: cycles.filter(({ partition }) => partition === '-2'),
      },
    ];
  },
} as const satisfies Rule;
