// The host does not run libvirt, the one driver whose injection is described here.

import { citing, type Rule } from './rule.ts';

export const otherComputeDriver = {
  id: 'other-compute-driver',
  severity: 'info',
  title: 'The host runs another driver than libvirt',
  about:
    'XenAPI and baremetal call the same code to write into an image, and print some of the same lines, but they decide by other options, and other drivers inject in ways of their own. Handlers, reasons and remedies are known for libvirt alone.',
  references: [],
  host({ driver, told }) {
    const { isLibvirt, by } = driver();
    if (isLibvirt !== false || by === null) return [];
    const evidence = citing(by.evidence.length > 0 ? by.evidence : told);
    if (evidence === null) return [];
    const where = by.file === null ? '' : ` (${by.file}:${by.line})`;
    return [
      {
        detail: `${by.name}=${by.value}${where}: no conclusion drawn here about options and handlers holds for it.`,
        remedy: null,
        evidence,
        cycles: [],
      },
    ];
  },
} as const satisfies Rule;
