// No python-guestfs on a release that has no other way of injecting.

import { citing, type Rule } from './rule.ts';
import { errorLike } from './told-errors.ts';

export const missingLibguestfs = {
  id: 'missing-libguestfs',
  severity: 'error',
  title: 'The Python binding of libguestfs is missing',
  about:
    'Up to 22 Nova opened images on the host when python-guestfs could not be imported. 23.0.0 removed that, because it let the kernel of the host mount file systems a guest controls: since then nothing can be injected without libguestfs.',
  references: ['LP #1552042', 'd06a10f096'],
  cycle(cycle) {
    const found = errorLike(cycle, /^(?:\S+: )?libguestfs is not installed \(/);
    const evidence = citing(found?.error.evidence ?? []);
    if (evidence === null) return null;
    return {
      detail: 'The Python binding of libguestfs could not be imported, and Nova has no other way.',
      remedy:
        'Install it and restart nova-compute: "apt install python3-guestfs" on Debian and Ubuntu, "dnf install python3-libguestfs" on RHEL. Or set [libvirt] inject_partition=-2, the default, so that nothing is injected.',
      evidence,
    };
  },
} as const satisfies Rule;
