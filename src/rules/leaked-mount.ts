// A mount without a device of its own, guestmount's, stayed after Nova was done with the image.

import { leakOf } from './leak.ts';
import type { Rule } from './rule.ts';

export const leakedMount = {
  id: 'leaked-mount',
  severity: 'error',
  title: 'A mount was left behind',
  references: [],
  cycle: (cycle) => leakOf(cycle, (device) => device === null),
} as const satisfies Rule;
