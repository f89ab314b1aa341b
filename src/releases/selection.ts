// Who chooses the handler that opens the image: the four eras of the decision.
// Source: nova/virt/disk/api.py (2012.1, 2012.2), nova/virt/disk/vfs/api.py (2013.1 on) and
// nova/virt/disk/mount/api.py; the local handler was deleted in 23.0.0 (nova commit d06a10f096).

import { inRange } from './releases.ts';

export type InjectionRuleId = 'img-handlers' | 'vfs-import' | 'vfs-capability' | 'guestfs-only';
export type SelectionRuleId = InjectionRuleId | 'container-rootfs' | 'filesystem-resize';

export interface SelectionRule<Id extends SelectionRuleId = SelectionRuleId> {
  readonly id: Id;
  readonly since: string;
  readonly until: string | null;
  /** The handlers in the order they are considered, under default options. */
  readonly order: readonly ('loop' | 'nbd' | 'block' | 'guestfs')[];
  readonly text: string;
}

/** The four rules for injections, oldest first. */
export const selectionRules: readonly SelectionRule<InjectionRuleId>[] = [
  {
    id: 'img-handlers',
    since: '2012.1',
    until: '2012.2',
    order: ['loop', 'nbd', 'guestfs'],
    text:
      'Nova tries the handlers of img_handlers in order until one mounts the image; loop is left ' +
      'out when use_cow_images is true, whatever the format of the disk.',
  },
  {
    id: 'vfs-import',
    since: '2013.1',
    until: '2014.1',
    order: ['guestfs', 'loop', 'nbd'],
    text:
      'Nova uses guestfs if python-guestfs can be imported and never falls back from it; ' +
      'otherwise nbd when use_cow_images is true and loop when it is false.',
  },
  {
    id: 'vfs-capability',
    since: '2014.2',
    until: '22',
    order: ['guestfs', 'loop', 'nbd', 'block'],
    text:
      'Nova uses guestfs if python-guestfs can be imported, and fails without falling back if ' +
      'libguestfs then proves unusable; otherwise loop for raw and nbd for other disks, going by ' +
      'use_cow_images up to 2015.1 and by the disk itself from 12, with block for LVM from 13.',
  },
  {
    id: 'guestfs-only',
    since: '23.0.0',
    until: null,
    order: ['guestfs'],
    text:
      'Nova injects through guestfs only and fails if libguestfs is missing or unusable; loop, ' +
      'nbd and block remain for LXC containers and resize_fs_using_block_device.',
  },
];

/** Images that are opened for no injection: who opens them does not depend on libguestfs. */
export const otherSelectionRules: readonly SelectionRule[] = [
  {
    id: 'container-rootfs',
    since: '2012.1',
    until: null,
    order: ['loop', 'nbd', 'block'],
    text:
      'The root of an LXC container is mounted on the host and never with libguestfs: to 2012.2 by the ' +
      'handlers of img_handlers, to 2015.1 with nbd when use_cow_images is true and loop when it is ' +
      'false, from 12 by the disk itself, with block for LVM from 13.',
  },
  {
    id: 'filesystem-resize',
    since: '2013.2',
    until: null,
    order: ['nbd'],
    text:
      'With resize_fs_using_block_device Nova grows the file system of a disk that is not raw through ' +
      'a device of the host and never with libguestfs; a raw disk needs no device.',
  },
];

/** Every handler a release has, whatever for; of an unknown release (null) those all have. */
export function handlersIn(version: string | null): SelectionRule['order'] {
  const hasBlock = version !== null && inRange(version, '13.0.0', null);
  return hasBlock ? ['loop', 'nbd', 'block', 'guestfs'] : ['loop', 'nbd', 'guestfs'];
}

/** The rule that chose the handler in a version; null if it is older than 2012.1 or no version. */
export function selectionRule(version: string): SelectionRule<InjectionRuleId> | null {
  return selectionRules.find(({ since, until }) => inRange(version, since, until)) ?? null;
}

/**
 * Whether the local handler (loop, nbd, block under VFSLocalFS) can write: false in 17.0.0 to 22,
 * where it looks for guest paths on the host, null where the release has no such handler.
 */
export function localHandlerWorks(version: string): boolean | null {
  if (inRange(version, '2013.1', '16')) return true;
  return inRange(version, '17.0.0', '22') ? false : null;
}
