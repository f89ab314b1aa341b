// The nbd handler: qemu-nbd on any image format. nova/virt/disk/nbd.py (2012.x), nova/virt/disk/mount/nbd.py.

import { group, type Handler } from './handler.ts';

export const nbd = {
  id: 'nbd',
  title: 'nbd',
  device: /^\/dev\/nbd\d+$/,
  commands: [
    {
      pattern: /^qemu-nbd -c (\/dev\/\S+) (\S.*)$/,
      read: (m) => ({ step: 'attach', device: group(m, 1), image: group(m, 2) }),
    },
    {
      pattern: /^qemu-nbd -d (\/dev\/\S+)$/,
      read: (m) => ({ step: 'detach', device: group(m, 1) }),
    },
  ],
  errors: [
    /^nbd unavailable: module not loaded/,
    /^nbd module not loaded/,
    /^No free nbd devices/,
    /^qemu-nbd error: /,
    /^nbd device \S+ did not show up/,
    /^NBD mount error: /,
    /^NBD error - previous umount did not cleanup /,
  ],
} as const satisfies Handler;
