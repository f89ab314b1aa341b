// The nbd kernel module is not loaded, so no image that is not raw can be attached.

import { citing, type Rule } from './rule.ts';

export const nbdModuleMissing = {
  id: 'nbd-module-missing',
  severity: 'warning',
  title: 'The nbd kernel module is not loaded',
  about:
    "qemu-nbd needs the nbd module of the host's kernel. Nova looks for /sys/block/nbd0 before it attaches an image, and gives up on the nbd handler when it is not there.",
  references: [],
  cycle(cycle) {
    const attempt = cycle.attempts.find((one) =>
      /^nbd unavailable: module not loaded/.test(one.error ?? ''),
    );
    const evidence = citing(attempt?.evidence ?? []);
    if (evidence === null) return null;
    return {
      detail: '/sys/block/nbd0 does not exist on the host, so qemu-nbd cannot attach anything.',
      remedy:
        'Load it with "modprobe nbd max_part=16" and make that permanent, or switch injection off.',
      evidence,
    };
  },
} as const satisfies Rule;
