// The clock of the host went back while the log was written.

import { citing, type Rule } from './rule.ts';

export const clockStep = {
  id: 'clock-step',
  severity: 'info',
  title: 'The clock of the host was set back',
  about:
    'Stamps that go back and stay back show that the clock was set, or that lines of different files were put together out of order. Durations across such a place would be wrong, so none are given. Where the stamps have no offset, the end of daylight saving time looks the same.',
  references: [],
  source({ source }) {
    const steps = source.gaps.filter(({ kind }) => kind === 'clock-step');
    const evidence = citing(steps.flatMap((gap) => gap.evidence));
    if (evidence === null) return null;
    const times = steps.reduce((sum, { count }) => sum + count, 0);
    return {
      detail: `${steps.map(({ detail }) => detail).join('; ')}${times > steps.length ? ` (${times} times in all)` : ''}.`,
      remedy:
        'If the clock was set, let a time daemon slew it (chronyd, ntpd). If summer time ended, give the zone with --tz. If files were put together, give them one by one.',
      evidence,
    };
  },
} as const satisfies Rule;
