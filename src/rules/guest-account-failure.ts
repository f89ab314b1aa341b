// libguestfs cannot look up root, or read the configuration at all, in what it mounted of the guest.

import { citing, type Rule } from './rule.ts';
import { errorsOf, firstLine, libguestfsError } from './told-errors.ts';

/** 14.0.4 on names what it looked for; before, the text of augeas comes through as it is. */
const NO_ACCOUNT = /^Error obtaining uid\/gid for \S+:\s+path (\S+) not found|^aug_get: /;

export const guestAccountFailure = {
  id: 'guest-account-failure',
  severity: 'warning',
  title: 'The accounts of the guest cannot be read',
  about:
    'What Nova injects is given to root, and libguestfs looks up the numbers of user and group in /etc/passwd and /etc/group of what it mounted, by augeas, which it sets up when it mounts the image. That fails where these files or their entries for root are missing: in an image that has none, or when the mounted partition is not the root file system.',
  references: ['ce577442b0'],
  cycle(cycle) {
    if (cycle.purpose !== 'injection') return null;
    for (const { text, item, evidence: lines } of errorsOf(cycle)) {
      const evidence = citing(lines);
      const said = libguestfsError(text) ?? '';
      const isFound = NO_ACCOUNT.test(text) || /^aug_init: /.test(said);
      if (!isFound || evidence === null) continue;
      return {
        detail: `${item ?? 'Nothing'} was ${item === null ? '' : 'not '}injected: ${firstLine(said === '' ? text : said)}`,
        remedy: `Check that ${where(cycle.partition)} of the image is its root file system, and that root is in its /etc/passwd and /etc/group: "guestfish --ro -a DISK -i cat /etc/passwd".`,
        evidence,
      };
    }
    return null;
  },
} as const satisfies Rule;

function where(partition: string | null): string {
  if (partition === null) return 'the disk';
  return partition === '-1' ? 'what libguestfs found' : `partition ${partition}`;
}
