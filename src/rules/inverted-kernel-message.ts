// Newton blames the permissions of the kernel just when they are right.

import { citing, type Rule } from './rule.ts';
import { errorLike } from './told-errors.ts';

export const invertedKernelMessage = {
  id: 'inverted-kernel-message',
  severity: 'error',
  title: 'A failure of libguestfs is blamed on the kernel',
  about:
    'When the test of libguestfs fails, 14.x says that libguestfs may not read the kernel of the host if the kernel can be read, and the opposite otherwise: the condition is inverted. The permissions of the kernel are right, and libguestfs failed for a reason that is not logged. 15.0.0 has it the right way round.',
  references: ['LP #1646002', 'LP #1413142', 'e604946018'],
  affects: [{ since: '14.0.0', until: '14' }],
  cycle(cycle) {
    const found = errorLike(cycle, /Libguestfs does not have permission to read host kernel/);
    const evidence = citing(found?.error.evidence ?? []);
    if (evidence === null) return null;
    return {
      detail:
        'The test of libguestfs failed although nova-compute can read the kernel of the host: 14.x prints this message when the kernel is readable.',
      remedy:
        'Leave the kernel as it is. Run "libguestfs-test-tool" as the user of nova-compute to see what is wrong, for instance: sudo -u nova libguestfs-test-tool.',
      evidence,
    };
  },
} as const satisfies Rule;
