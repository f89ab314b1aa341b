// Queens to Victoria cannot write into an image opened on the host.

import type { Cycle } from '../model.ts';
import { mayBeInRange } from '../releases/index.ts';
import { citing, type Rule } from './rule.ts';
import { errorsOf } from './told-errors.ts';

interface Fault {
  readonly text: RegExp;
  readonly affects: readonly { readonly since: string; readonly until: string }[];
  /** The text alone is no proof: it counts only for an image opened on the host. */
  readonly onlyLocal: boolean;
  readonly what: string;
  readonly fixedIn: string;
}

const FAULTS: readonly Fault[] = [
  {
    text: /^(?:\S+: )?File \S.* could not be found\.?$/,
    affects: [{ since: '17.0.0', until: '22' }],
    onlyLocal: false,
    what: 'Nova looked for the path of the guest on the host, where it is not',
    fixedIn: '',
  },
  {
    text: /^(?:\S+: )?\[Errno 22\] Invalid argument/,
    affects: [{ since: '17.0.0', until: '22' }],
    onlyLocal: true,
    what: 'Nova took the path of the guest for one of the host, where it is no link',
    fixedIn: '',
  },
  {
    text: /\bmount\(\) (?:takes |missing )/,
    affects: [
      { since: '17.0.0', until: '17.0.11' },
      { since: '18.0.0', until: '18.2.1' },
      { since: '19.0.0', until: '19.0.1' },
    ],
    onlyLocal: false,
    what: 'Nova called its own mount() with an argument missing, so no image can be mounted on the host',
    fixedIn:
      ' Containers (LXC), which fail in the same way, work again from 17.0.12, 18.2.2 and 19.0.2.',
  },
  {
    text: /object of type 'filter' has no len\(\)/,
    affects: [
      { since: '17.0.0', until: '17.0.12' },
      { since: '18.0.0', until: '18.2.2' },
      { since: '19.0.0', until: '19.0.2' },
    ],
    onlyLocal: false,
    what: 'Nova failed to choose an nbd device on Python 3',
    fixedIn:
      ' Containers (LXC), which fail in the same way, work again from 17.0.13, 18.2.3 and 19.0.3.',
  },
];

export const brokenLocalHandler = {
  id: 'broken-local-handler',
  severity: 'error',
  title: 'Opening images on the host is broken in this release',
  about:
    'In 17.0.0 to 22, where python-guestfs cannot be imported, Nova opens images on the host and then looks up the paths to write on the host and not in the image. Every item fails. Some points of 17 to 19 cannot even mount the image. 23.0.0 removed this way of injecting.',
  references: ['LP #1552042', 'LP #1829506', 'LP #1840068', 'd06a10f096'],
  affects: [{ since: '17.0.0', until: '22' }],
  cycle(cycle, { version }) {
    for (const { text, evidence: lines } of errorsOf(cycle)) {
      const fault = faultIn(text, cycle, version);
      const evidence = citing(lines);
      if (fault === null || evidence === null) continue;
      return {
        detail: `${fault.what}; nothing can be injected this way.`,
        remedy: `Install the Python binding of libguestfs (python3-guestfs, python-guestfs on Python 2) and restart nova-compute, or set [libvirt] inject_partition=-2.${fault.fixedIn}`,
        evidence,
      };
    }
    return null;
  },
} as const satisfies Rule;

function faultIn(text: string, cycle: Cycle, version: string | null): Fault | null {
  const isLocal = cycle.mechanism === 'vfs-localfs';
  const fault = FAULTS.find(
    (one) =>
      one.text.test(text.trim()) &&
      (isLocal || !one.onlyLocal) &&
      cycle.mechanism !== 'vfs-guestfs',
  );
  if (fault === undefined || version === null) return null;
  const { affects } = fault;
  return affects.some(({ since, until }) => mayBeInRange(version, since, until)) ? fault : null;
}
