// Nova looks for an image in Ceph as if it were a file of the host, and does not find it.

import { citing, type Rule } from './rule.ts';
import { withoutInjection } from './without-injection.ts';

export const unfindableRbdImage = {
  id: 'unfindable-rbd-image',
  severity: 'warning',
  title: 'An image in Ceph was looked for as a file',
  about:
    'From 2013.1.5, 2013.2.1 and 2014.1 on Nova first asks the host for the file of the image, so as not to wait for one that is not there. The name of an image in Ceph (rbd:pool/name) is none, so every injection into such a disk fails before it begins. 2014.2 asks the disk itself.',
  references: ['LP #1257674', '56d53db1d6'],
  affects: [
    { since: '2013.1.5', until: '2013.1' },
    { since: '2013.2.1', until: '2014.1' },
  ],
  cycle({ error, steps, items }, { switchOff }) {
    const evidence = citing(steps.findLast(({ step }) => step === 'error')?.evidence ?? []);
    if (evidence === null || !/^\[Errno 2\][^\n]*'rbd:/.test(error ?? '')) return null;
    const off = withoutInjection(
      items.map(({ item }) => item),
      switchOff,
    );
    return {
      detail: 'The disk is in Ceph, and Nova asked the host for a file of its name.',
      remedy:
        `Upgrade to 2014.2, or launch with a config drive, which needs no injection. ${off ?? ''}`.trim(),
      evidence,
    };
  },
} as const satisfies Rule;
