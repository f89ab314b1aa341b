// A program Nova opens images with is not installed on the host.

import type { Cycle, Evidence } from '../model.ts';
import { refusedByRootwrap } from './rootwrap.ts';
import { citing, type Rule } from './rule.ts';
import { errorLike } from './told-errors.ts';

/** `RC_NOEXECFOUND` of nova-rootwrap, from 2013.1 on. */
const NOT_FOUND = 96;

/** Packages by program: Debian and Ubuntu, then RHEL. */
const PACKAGES: Readonly<Record<string, readonly [string, string]>> = {
  'qemu-nbd': ['qemu-utils', 'qemu-img'],
  kpartx: ['kpartx', 'kpartx'],
  guestmount: ['libguestfs-tools', 'libguestfs-mount'],
  fusermount: ['fuse', 'fuse'],
  losetup: ['mount', 'util-linux'],
  mount: ['mount', 'util-linux'],
  umount: ['mount', 'util-linux'],
  blockdev: ['util-linux', 'util-linux'],
  blkid: ['util-linux', 'util-linux'],
  e2fsck: ['e2fsprogs', 'e2fsprogs'],
  resize2fs: ['e2fsprogs', 'e2fsprogs'],
};

/** sudo's words, rootwrap's, and those of Python where the privileged daemon runs the command (17 on). */
const SAID = [
  /sudo: (\S+): command not found/,
  /Executable not found: (\S+)/,
  /^(?:\S+: )?\[Errno 2\] No such file or directory: u?'([\w-]+)'/,
] as const;

export const missingHostCommand = {
  id: 'missing-host-command',
  severity: 'warning',
  title: 'A program Nova needs is not installed',
  about:
    'Nova opens images with programs of the host: qemu-nbd, kpartx, losetup, mount and, in 2012.x, guestmount. Where one is missing, so is the way of opening images that needs it.',
  references: [],
  cycle(cycle) {
    const missing = missingIn(cycle);
    const evidence = citing(missing?.evidence ?? []);
    if (missing === null || evidence === null) return null;
    const { program } = missing;
    const packages = PACKAGES[program];
    const install =
      packages === undefined
        ? `Install ${program}`
        : `Install ${program}: package ${packages[0]} on Debian and Ubuntu, ${packages[1]} on RHEL`;
    return {
      detail: `${program} is not installed on the host, or not where Nova looks for it.`,
      remedy: `${install}.`,
      evidence,
    };
  },
} as const satisfies Rule;

function missingIn(
  cycle: Cycle,
): { readonly program: string; readonly evidence: readonly Evidence[] } | null {
  for (const pattern of SAID) {
    const found = errorLike(cycle, pattern);
    const named = found?.match[1]?.split('/').at(-1);
    if (found !== null && named !== undefined) {
      return { program: named, evidence: found.error.evidence };
    }
  }
  const refused = refusedByRootwrap(cycle, NOT_FOUND);
  const program = refused?.command?.split(' ', 1)[0];
  return refused === null || program === undefined ? null : { program, evidence: refused.evidence };
}
