// Nova waits for a disk that an instance booted from a volume does not have.

import { citing, type Rule } from './rule.ts';
import { errorsOf } from './told-errors.ts';

export const bootFromVolumeStall = {
  id: 'boot-from-volume-stall',
  severity: 'warning',
  title: 'The injection waited for a disk that does not exist',
  about:
    'An instance booted from a volume has no disk file in its directory. 2013.1.0 to 2013.1.4 and 2013.2.0 try to inject into it all the same, and ask for a device again every 2 seconds for half a minute before they give up and go on.',
  references: ['LP #1188543', 'f59c2d64ac'],
  affects: [
    { since: '2013.1', until: '2013.1.4' },
    { since: '2013.2', until: '2013.2.0' },
  ],
  cycle(cycle) {
    const { path } = cycle.image;
    if (cycle.purpose !== 'injection' || path === null) return null;
    const retry = cycle.steps.findLast(({ step }) => step === 'retry');
    const error = errorsOf(cycle).find(({ text }) => isAbsent(text, path));
    if (retry === undefined || error === undefined) return null;
    const evidence = citing([...new Set([retry.evidence[0], ...error.evidence])]);
    if (evidence === null) return null;
    return {
      detail: `${path} does not exist, as for an instance booted from a volume, and Nova kept asking for a device for it.`,
      remedy:
        'Upgrade to 2013.1.5, 2013.2.1 or 2014.1. Until then libvirt_inject_partition=-2 switches injection off for all instances of the host.',
      evidence,
    };
  },
} as const satisfies Rule;

/** The program that was to attach the image says that there is none. */
function isAbsent(text: string, path: string): boolean {
  const stderr = /\nStderr: ([^\n]*)/.exec(text)?.[1] ?? '';
  return (
    /Command: (?:(?!Command: )[^\n])*\b(?:qemu-nbd|losetup) /.test(text) &&
    stderr.includes(path) &&
    stderr.includes('No such file or directory')
  );
}
