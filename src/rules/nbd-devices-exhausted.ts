// Every nbd device is in use or held back.

import { citing, type Rule } from './rule.ts';

export const nbdDevicesExhausted = {
  id: 'nbd-devices-exhausted',
  severity: 'warning',
  title: 'No nbd device was free',
  about:
    'Each image attached by nbd takes one device. Up to 2012.2 Nova has a list of 16 devices, and one that it finds in use is dropped from the list until nova-compute restarts; from 2013.1 on it looks for a free one among /sys/block/nbd*. When none is free, the image cannot be attached.',
  references: ['LP #1088083'],
  cycle(cycle) {
    const attempt = cycle.attempts.find((one) => /^No free nbd devices/.test(one.error ?? ''));
    const evidence = citing(attempt?.evidence ?? []);
    if (evidence === null) return null;
    return {
      detail: 'All nbd devices of the host were taken when the image was to be attached.',
      remedy:
        'See which are attached with "lsblk /dev/nbd*"; detach stale ones with "qemu-nbd -d". In 2012.x a device once found busy is not used again before nova-compute restarts.',
      evidence,
    };
  },
} as const satisfies Rule;
