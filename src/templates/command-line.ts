// Command lines: strips the root helper and tells what the rest does to an image. In: the text Nova
// prints, arguments joined with single blanks and nothing quoted. Out: the bare command and its facts.

import { type CommandFacts, type CommandShape, group } from '../handlers/handler.ts';
import { type HandlerId, handlerCommands } from '../handlers/index.ts';
import type { CommandError } from '../model.ts';

/** Drops `sudo …`, `sudo nova-rootwrap [CONFIG]` and the like, whatever path they have. */
export function bareCommand(text: string): string {
  const words = text.trim().replace(PRINTED_DASHES, '--').split(/\s+/);
  const helper = words.slice(0, 6).findIndex((word) => word.endsWith('rootwrap'));
  if (helper >= 0) {
    const config = words[helper + 1]?.endsWith('.conf') ? 1 : 0;
    return words.slice(helper + 1 + config).join(' ');
  }
  if (!/(?:^|\/)sudo$/.test(words[0] ?? '')) return words.join(' ');
  let at = 1;
  while (/^-\w+$/.test(words[at] ?? '')) at += 1;
  return words.slice(at).join(' ');
}

// Blogs print the two hyphens of a long option as one dash.
const PRINTED_DASHES = /(?<=\s)[–—](?=[a-z]{2})/g;

const shared: readonly CommandShape[] = [
  { pattern: /^kpartx -a (\/dev\/\S+)$/, read: (m) => ({ step: 'map', device: group(m, 1) }) },
  { pattern: /^kpartx -d (\/dev\/\S+)$/, read: (m) => ({ step: 'unmap', device: group(m, 1) }) },
  {
    // A vfat config drive is mounted straight from its image file, 2012.2 on.
    pattern: /^mount -o loop\S* (\/\S+) (\/\S+)$/,
    read: (m) => ({ step: 'mount-image', image: group(m, 1), dir: group(m, 2) }),
  },
  {
    pattern: /^mount (\/dev\/\S+) (\/.+)$/,
    read: (m) => ({ step: 'mount', device: group(m, 1), dir: group(m, 2) }),
  },
  {
    pattern: /^umount (\/dev\/\S+)$/,
    read: (m) => ({ step: 'unmount', device: group(m, 1), dir: null }),
  },
  {
    pattern: /^umount (\/.+)$/,
    read: (m) => ({ step: 'unmount', device: null, dir: group(m, 1) }),
  },
  {
    pattern: /^blockdev --flushbufs (\/dev\/\S+)$/,
    read: (m) => ({ step: 'flush', device: group(m, 1) }),
  },
  {
    pattern: /^(?:blkid -o value -s TYPE|e2fsck -fp|resize2fs) (\/dev\/\S+)$/,
    read: (m) => ({ step: 'probe', device: group(m, 1) }),
  },
  {
    pattern: /^qemu-img create -f (\w+)(?: -o (\S+))? (\/\S+)(?: \S+)?$/,
    read: (m) => ({
      step: 'create-image',
      format: group(m, 1),
      backed: group(m, 2).includes('backing_file='),
      image: group(m, 3),
    }),
  },
  {
    pattern: /^tee (-a )?(\/.+)$/,
    read: (m) => write('tee', [group(m, 2)], m[1] !== undefined),
  },
  { pattern: /^cp (\/\S+) (\/\S+)$/, read: (m) => write('cp', [group(m, 2), group(m, 1)]) },
  {
    pattern: /^(readlink) -\w+ (\/.+)$|^(mkdir) -p (\/.+)$|^(cat) (\/.+)$/,
    read: (m) => write(m[1] ?? m[3] ?? m[5] ?? '', [m[2] ?? m[4] ?? group(m, 6)]),
  },
  { pattern: /^(chown|chmod) \S+ (\/.+)$/, read: (m) => write(group(m, 1), [group(m, 2)]) },
];

const shapes: readonly (CommandShape & { readonly handler: HandlerId | null })[] = [
  ...handlerCommands,
  ...shared.map((shape) => ({ ...shape, handler: null })),
];

function write(operation: string, paths: readonly string[], append = false): CommandFacts {
  return { step: 'write', operation, paths, append };
}

/** What a bare command does to an image; `other` for a command that touches none. */
export function readCommand(command: string): {
  readonly handler: HandlerId | null;
  readonly facts: CommandFacts;
} {
  for (const { pattern, read, handler } of shapes) {
    const match = pattern.exec(command);
    if (match !== null) return { handler, facts: read(match) };
  }
  return { handler: null, facts: { step: 'other' } };
}

/** A command that Nova runs on images and nothing else in a log starts with: what a paste without
 *  any prefix is recognised by. */
export function isImageCommand(command: string): boolean {
  const { facts } = readCommand(command);
  if (facts.step === 'other' || facts.step === 'create-image') return false;
  return facts.step !== 'write' || facts.paths.some((path) => MOUNT_DIRECTORY.test(path));
}

/** Directories Nova makes to mount an image on, by release; see nova/virt/disk/api.py (`tmp…`,
 *  `openstack-disk-mount-tmp…`) and nova/virt/disk/vfs/localfs.py (`openstack-vfs-localfs…`). */
export const MOUNT_DIRECTORY =
  /^\/(?:[^/]+\/)*(?:tmp|openstack-disk-mount-tmp|openstack-vfs-localfs)[A-Za-z0-9_]{6}(?:[a-z0-9_]{2})?(?=\/|$)/;

/** The command Nova's ProcessExecutionError names in a longer text, null when there is none.
 *  The text reads `…Command: %s\nExit code: %s\nStdout: %r\nStderr: %r`. */
export function commandErrorIn(text: string): CommandError | null {
  const match =
    /(?:^|\n)Command: ([^\n]+)\nExit code: (-?\d+|-)(?:\nStdout: [^\n]*)?(?:\nStderr: ([^\n]*))?/.exec(
      text,
    );
  if (match === null) return null;
  const exitCode = Number(match[2]);
  return {
    command: bareCommand(match[1] ?? ''),
    exitCode: Number.isInteger(exitCode) ? exitCode : null,
    stderr: match[3] ?? null,
  };
}
