// The appliance was up when setting it up failed, and these releases do not shut it down then.

import { citing, type Rule } from './rule.ts';

export const orphanedAppliance = {
  id: 'orphaned-appliance',
  severity: 'warning',
  title: 'An appliance of libguestfs may still be running',
  about:
    'Up to 2013.2.2, when the image cannot be mounted, Nova drops its handle of libguestfs without closing it. The virtual machine that libguestfs had started can stay, with the memory it takes and the image it holds open.',
  references: ['LP #1270304', 'fa62cfe15f'],
  affects: [
    { since: '2013.1', until: '2013.1' },
    { since: '2013.2', until: '2013.2.2' },
  ],
  cycle(cycle) {
    const { steps } = cycle;
    const started = steps.find((one) => one.step === 'attach' && one.command === null);
    // It is mounted once the appliance runs: what fails earlier leaves none.
    const mounted = steps.find((one) => one.step === 'mount' && one.command === null);
    const isClosed = steps.some((one) => one.step === 'detach');
    const failed = cycle.outcome === 'failed-ignored' || cycle.outcome === 'failed-fatal';
    if (cycle.mechanism !== 'vfs-guestfs' || !failed || isClosed) return null;
    const error = steps.findLast((one) => one.step === 'error');
    if (started === undefined || mounted === undefined || error === undefined) return null;
    const evidence = citing([mounted, error].map((one) => one.evidence[0]));
    if (evidence === null) return null;
    return {
      detail:
        'The appliance was up when the image could not be mounted, and no "Tearing down appliance" follows.',
      remedy:
        'Look for what is left with "pgrep -af guestfs" and "virsh list | grep guestfs-", and end it with kill or "virsh destroy". Upgrade to 2013.2.3 or 2014.1.',
      evidence,
    };
  },
} as const satisfies Rule;
