// A resize injects once more what the disk has since it was built.

import { citing, type Rule } from './rule.ts';

export const reinjectedKey = {
  id: 'reinjected-key',
  severity: 'info',
  title: 'A resize injected the key again',
  about:
    'Up to 2013.1 the last part of a resize or cold migration runs the injection again, on the disk the instance has already. The key is appended, so /root/.ssh/authorized_keys has it once more after each resize. 2012.1 does the same when a stopped instance is started.',
  references: ['LP #1208680', '68b6d1e31f'],
  affects: [{ since: '2012.1', until: '2013.1' }],
  cycle(cycle, { resizeOf, switchOff }) {
    const resize = resizeOf(cycle);
    const key = cycle.items.find(({ item }) => item === 'key');
    if (cycle.purpose !== 'injection' || resize === null || key?.outcome !== 'written') return null;
    const evidence = citing([resize, ...key.evidence]);
    if (evidence === null) return null;
    return {
      detail:
        'The key was appended to authorized_keys as part of a resize, on a disk that Nova injects into when it is built.',
      remedy: `It only makes the file longer. 2013.2 no longer does it. ${switchOff('key').text}`,
      evidence,
    };
  },
} as const satisfies Rule;
