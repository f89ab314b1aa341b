// The block handler: an LVM volume is mounted as it is. nova/virt/disk/mount/block.py, from 13.0.0.

import type { Handler } from './handler.ts';

export const block = {
  id: 'block',
  title: 'block',
  device: /^\/dev\/(?!nbd\d|loop\d|mapper\/)\S+_disk\S*$/,
  commands: [],
  errors: [],
} as const satisfies Handler;
