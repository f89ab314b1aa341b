// nova-rootwrap does not let Nova run a command it needs.

import { compareVersions } from '../releases/index.ts';
import { refusedByRootwrap } from './rootwrap.ts';
import { citing, type Rule } from './rule.ts';

/** `RC_UNAUTHORIZED` of nova-rootwrap. */
const UNAUTHORIZED = 99;

export const missingRootwrapFilter = {
  id: 'missing-rootwrap-filter',
  severity: 'error',
  title: 'A command Nova needs is not allowed by rootwrap',
  about:
    'Up to 16 Nova runs commands as root through nova-rootwrap, which allows only what its filters list; for the rest it ends with status 99, and from 2013.1 on says "Unauthorized command". As a rule Nova was upgraded and its filters were not.',
  references: [],
  cycle(cycle, { version }) {
    const refused = refusedByRootwrap(cycle, UNAUTHORIZED);
    const evidence = citing(refused?.evidence ?? []);
    if (refused === null || evidence === null) return null;
    const program = refused.command?.split(' ', 1)[0] ?? 'the command';
    const isEssex = version !== null && compareVersions(version, '2012.2') < 0;
    return {
      detail: `nova-rootwrap refused to run ${refused.command ?? 'a command'}: no filter allows it.`,
      remedy: isEssex
        ? `Install nova-rootwrap of the same version as Nova, whose nova/rootwrap/compute.py lists ${program}.`
        : `Install etc/nova/rootwrap.d/compute.filters of this release of Nova as /etc/nova/rootwrap.d/compute.filters, and check that it lists ${program} and that filters_path in /etc/nova/rootwrap.conf names its directory.`,
      evidence,
    };
  },
} as const satisfies Rule;
