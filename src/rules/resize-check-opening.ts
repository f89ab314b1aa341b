// Images were opened to see whether they can grow: no injection, though it looks like one.

import { avoidResizeCheck } from '../releases/index.ts';
import { citing, type Rule } from './rule.ts';

export const resizeCheckOpening = {
  id: 'resize-check-opening',
  severity: 'info',
  title: 'Images were opened to grow them, not to inject',
  about:
    'When a disk is made larger than the file system in it, Nova opens it to see whether the file system can grow, with injection switched off too. The same device, appliance and mount lines appear as for an injection, but nothing is written, and that the mount of a partitioned image fails is expected. From 2013.2 to 2015.1 this happens for almost every boot.',
  references: ['LP #1438245', '5180094153'],
  host({ cycles, version }) {
    const checks = cycles.filter(
      ({ purpose }) => purpose === 'resize-check' || purpose === 'filesystem-resize',
    );
    const evidence = citing(checks.flatMap(({ steps }) => steps[0]?.evidence[0] ?? []).slice(0, 5));
    if (evidence === null) return [];
    const times = checks.length === 1 ? 'once' : `${checks.length} times`;
    return [
      {
        cycles: checks,
        detail: `An image was opened ${times} to check or grow its file system, without an injection being asked for.`,
        remedy: version === null ? null : avoidResizeCheck(version),
        evidence,
      },
    ];
  },
} as const satisfies Rule;
