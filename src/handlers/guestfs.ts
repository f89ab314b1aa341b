// The guestfs handler: guestmount and fusermount in 2012.x (nova/virt/disk/guestfs.py), the libguestfs
// binding with no command at all from 2013.1 on (nova/virt/disk/vfs/guestfs.py).

import { group, type Handler } from './handler.ts';

export const guestfs = {
  id: 'guestfs',
  title: 'guestfs',
  device: null,
  commands: [
    {
      pattern: /^guestmount --rw -a (\/.+) (?:-m \/dev\/sda(\d*)|-i) (\/\S+)$/,
      read: (m) => ({
        step: 'attach-and-mount',
        image: group(m, 1),
        partition: m[2] ? m[2] : null,
        dir: group(m, 3),
      }),
    },
    {
      pattern: /^fusermount (?:-z )?-u (?:-z )?(\/.+)$/,
      read: (m) => ({ step: 'unmount', device: null, dir: group(m, 1) }),
    },
    {
      // timeout 10s sh -c until ! ps -C guestmount -o args= | grep -qF "T"; do sleep .2; done
      pattern: /^timeout \S+ sh -c until ! ps -C guestmount .*grep -qF "(\/[^"]+)"/,
      read: (m) => ({ step: 'wait-unmounted', dir: group(m, 1) }),
    },
  ],
  errors: [
    /^unsupported partition: /,
    /^unknown guestmount error/,
    /^Failed to umount image at .*guestmount was still running/,
    /with libguestfs \(/,
    /^libguestfs (?:is not installed|installed but not usable) \(/,
    /^Libguestfs does not have permission to read host kernel/,
    /^Please change permissions on \S+ to 0x644/,
    /^(?:No operating system|Multi-boot operating system) found in /,
    /^No mount points found in /,
  ],
} as const satisfies Handler;
