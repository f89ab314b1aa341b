// An nbd device, with the mapping and mount on it, stayed after Nova was done with the image.

import { leaksOf } from './leak.ts';
import type { Rule } from './rule.ts';

export const leakedNbdDevice = {
  id: 'leaked-nbd-device',
  severity: 'error',
  title: 'An nbd device was left attached',
  about:
    'After an injection Nova unmounts the image, removes its partition mappings and detaches the nbd device. When one of these commands fails, those after it are not run, and the device stays attached to the image. It cannot be used again, the image stays open on the host, and a guest that is writing to the same image can be damaged.',
  references: [],
  host: (host) => leaksOf(host, (device) => device?.startsWith('/dev/nbd') === true),
} as const satisfies Rule;
