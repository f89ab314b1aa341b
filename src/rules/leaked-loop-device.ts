// A loop device, with the mapping and mount on it, stayed after Nova was done with the image.

import { leakOf } from './leak.ts';
import type { Rule } from './rule.ts';

export const leakedLoopDevice = {
  id: 'leaked-loop-device',
  severity: 'error',
  title: 'A loop device was left attached',
  references: [],
  cycle: (cycle) => leakOf(cycle, (device) => device?.startsWith('/dev/loop') === true),
} as const satisfies Rule;
