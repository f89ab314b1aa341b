// The line that says what is about to be injected prints the administrator password in clear.

import { inRange } from '../releases/index.ts';
import { citing, type Rule } from './rule.ts';

export const loggedPassword = {
  id: 'logged-password',
  severity: 'error',
  title: 'The log shows the password of an instance',
  about:
    'In 16.0.4 to 16.1.0, 17.0.0 and 17.0.1 the DEBUG lines "Checking root disk injection" and "Injecting" print the administrator password that Nova made or was given for the instance. Whoever reads the log can log in with it. Later releases print <SANITIZED>. This tool never shows the password.',
  references: ['LP #1737207', '6839630e86'],
  source({ seen, version }) {
    const evidence = citing(seen.printed.get('admin_password') ?? []);
    if (evidence === null) return null;
    return {
      detail:
        'The administrator password of an instance stands in this log in clear; the lines are quoted without it.',
      remedy: `Change the password in each instance that such a line names, and delete or lock away the log and its copies. ${preventing(version)}`,
      evidence,
    };
  },
} as const satisfies Rule;

function preventing(version: string | null): string {
  const fixed = FIXED.filter(
    ({ since, until }) => version === null || inRange(version, since, until),
  );
  const upgrade = fixed.map(({ tag }) => tag).join(' or ');
  const off = 'set debug=false in [DEFAULT] of nova.conf';
  return upgrade === '' ? `Then ${off}.` : `Upgrade to ${upgrade}; until then ${off}.`;
}

const FIXED = [
  { since: '16.0.0', until: '16', tag: '16.1.1' },
  { since: '17.0.0', until: '17', tag: '17.0.2' },
] as const;
