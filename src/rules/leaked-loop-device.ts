// A loop device, with the mapping and mount on it, stayed after Nova was done with the image.

import { leaksOf } from './leak.ts';
import type { Rule } from './rule.ts';

export const leakedLoopDevice = {
  id: 'leaked-loop-device',
  severity: 'error',
  title: 'A loop device was left attached',
  about:
    'After an injection Nova unmounts the image, removes its partition mappings and detaches the loop device. When one of these commands fails, those after it are not run, and the device stays attached to the image.',
  references: [],
  host: (host) => leaksOf(host, (device) => device?.startsWith('/dev/loop') === true),
} as const satisfies Rule;
