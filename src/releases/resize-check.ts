// The check whether a disk's filesystem can grow with it: it opens images with injection off.
// Source: nova/virt/disk/api.py (extend, can_resize_fs, can_resize_image), 2012.2 to master.

import { inRange } from './releases.ts';

const resizeChecks: readonly {
  readonly since: string;
  readonly until: string | null;
  readonly text: string;
  /** What keeps a disk from being opened. */
  readonly avoid: string;
}[] = [
  {
    since: '2012.2',
    until: '2013.1',
    text: 'The resize check still mounts images on resize.',
    avoid:
      'Nothing needs to be done: it happens only when an instance is resized, and no option switches it off.',
  },
  {
    since: '2013.2',
    until: '2014.2',
    text: 'The resize check still opens every qcow2 disk that is grown to its flavor; only a flavor no larger than the image, raw images, or a host without python-guestfs and nbd avoid it.',
    avoid:
      'No option switches it off. It is avoided by flavors whose root disk is no larger than the image, by raw disks (use_cow_images=false), or by a host without python-guestfs and without the nbd module.',
  },
  {
    since: '2015.1.0',
    until: '2015.1',
    text: 'The resize check still attaches, without mounting, every qcow2 disk that is grown to its flavor.',
    avoid:
      'No option switches it off. It is avoided by flavors whose root disk is no larger than the image, by raw disks (use_cow_images=false), or by upgrading to 12.0.0.',
  },
  {
    since: '12.0.0',
    until: null,
    text: 'Disks grown to their flavor are opened only with resize_fs_using_block_device=true.',
    avoid: 'Set resize_fs_using_block_device=false in [DEFAULT], which is the default.',
  },
];

/**
 * What still opens guest images once injection is off, container root filesystems apart; null where
 * nothing does.
 */
export function stillOpensImages(version: string): string | null {
  return checkOf(version)?.text ?? null;
}

/** How to keep disks from being opened for that check; null where there is none. */
export function avoidResizeCheck(version: string): string | null {
  return checkOf(version)?.avoid ?? null;
}

function checkOf(version: string) {
  return resizeChecks.find(({ since, until }) => inRange(version, since, until));
}
