// A mount without a device of its own, guestmount's, stayed after Nova was done with the image.

import { leaksOf } from './leak.ts';
import type { Rule } from './rule.ts';

export const leakedMount = {
  id: 'leaked-mount',
  severity: 'error',
  title: 'A mount was left behind',
  about:
    'guestmount mounts an image without a device of its own, and fusermount lets go of it. When that fails, the mount stays, and with it the process that serves it and the open image.',
  references: [],
  host: (host) => leaksOf(host, (device) => device === null),
} as const satisfies Rule;
