// The loop handler: losetup on a raw image. nova/virt/disk/loop.py (2012.x), nova/virt/disk/mount/loop.py.

import { group, type Handler } from './handler.ts';

export const loop = {
  id: 'loop',
  title: 'loop',
  device: /^\/dev\/loop\d+$/,
  commands: [
    {
      // The device losetup picks is its output, which no release prints as part of the command.
      pattern: /^losetup --find --show (\/.+)$/,
      read: (m) => ({ step: 'attach', device: null, image: group(m, 1) }),
    },
    {
      pattern: /^losetup (?:--detach|-d) (\/dev\/\S+)$/,
      read: (m) => ({ step: 'detach', device: group(m, 1) }),
    },
  ],
  errors: [/^Could not attach image to loopback: /, /^Loop mount error: /],
} as const satisfies Handler;
