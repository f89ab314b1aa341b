// The test of libguestfs on first use stands nova-compute still.

import type { Cycle, TimelineStep } from '../model.ts';
import { inRange, isExactPoint } from '../releases/index.ts';
import { citing, type Rule } from './rule.ts';
import { between, seconds } from './times.ts';

/** Without the test the lines around it are milliseconds apart. */
const NOTICEABLE = 2_000;

export const blockingCapabilityProbe = {
  id: 'blocking-capability-probe',
  severity: 'warning',
  title: 'All of nova-compute stood still while libguestfs was tested',
  about:
    'From 2014.2 on Nova boots an appliance once per process to see whether libguestfs works. In 2014.2 and 2015.1.0 that blocks the whole process: nothing else is done meanwhile, neither other builds nor the report that keeps the service "up". Later releases do it in a thread.',
  references: ['LP #1453666', 'da9671aa7f'],
  affects: [
    { since: '2014.2', until: '2014.2' },
    { since: '2015.1.0', until: '2015.1.0' },
  ],
  cycle(cycle, { version }) {
    if (cycle.mechanism !== 'vfs-guestfs' || !isAffected(version)) return null;
    const at = cycle.steps.findIndex(({ step, command }) => step === 'attach' && command === null);
    const start = cycle.steps[at];
    const before = cycle.steps[at - 1];
    if (start === undefined || before?.step !== 'announce') return null;
    const ms = between(before.at, start.at);
    const evidence = citing([before.evidence[0], start.evidence[0]]);
    if (ms === null || ms < NOTICEABLE || evidence === null || !isSilent(cycle, start)) return null;
    return {
      detail: `${seconds(ms)} passed between the request and "Setting up appliance", in which libguestfs is tested; nova-compute does nothing else meanwhile.`,
      remedy:
        'Upgrade to 2015.1.1 or 12.0.0. Until then it happens once each time nova-compute starts and then injects for the first time.',
      evidence,
    };
  },
} as const satisfies Rule;

/** 2015.1 alone may be a later point, which does it in a thread. */
const isAffected = (version: string | null) =>
  version !== null && (isExactPoint(version) || inRange(version, '2014.2', '2014.2'));

/** No line of any request comes between the choice of libguestfs and its appliance. */
function isSilent({ reason }: Cycle, start: TimelineStep): boolean {
  const [at] = start.evidence;
  return reason.evidence.some(
    ({ source, line, text }) =>
      source === at.source && line === at.line - 1 && text.includes('Using primary VFSGuestFS'),
  );
}
