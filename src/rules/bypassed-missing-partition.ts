// One handler did not find the partition, and another opened the image all the same.

import { missingIn } from './missing-partition.ts';
import type { Rule } from './rule.ts';

export const bypassedMissingPartition = {
  id: 'bypassed-missing-partition',
  severity: 'info',
  title: 'A partition was not found by one handler and by another it was',
  about:
    'In 2012.1 and 2012.2 the next handler is tried when kpartx does not show the partition to inject into. guestmount can then succeed: where the partition is there it does not depend on kpartx. Hosts without guestmount would have failed.',
  references: ['LP #1428639', 'LP #1484586'],
  cycle(cycle, { version }) {
    const missing = cycle.handler === null ? null : missingIn(cycle, version);
    if (missing === null) return null;
    return { ...missing, detail: `${missing.detail} ${cycle.handler} opened the image instead.` };
  },
} as const satisfies Rule;
