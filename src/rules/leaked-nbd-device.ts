// An nbd device, with the mapping and mount on it, stayed after Nova was done with the image.

import { leakOf } from './leak.ts';
import type { Rule } from './rule.ts';

export const leakedNbdDevice = {
  id: 'leaked-nbd-device',
  severity: 'error',
  title: 'An nbd device was left attached',
  references: [],
  cycle: (cycle) => leakOf(cycle, (device) => device?.startsWith('/dev/nbd') === true),
} as const satisfies Rule;
