// A newer libguestfs returns bytes where Nova expects text, so no password can be injected.

import { citing, type Rule } from './rule.ts';

export const bytesPasswordFailure = {
  id: 'bytes-password-failure',
  severity: 'warning',
  title: 'Passwords cannot be injected with this libguestfs',
  about:
    'On Python 3 libguestfs 1.41.1 and later returns files as bytes, and Nova splits /etc/passwd and /etc/shadow as text. The administrator password fails on every build; other items are not affected.',
  references: ['LP #1882421', '606d588e3e'],
  affects: [
    { since: '18.0.0', until: '21.2.2' },
    { since: '22.0.0', until: '22.2.0' },
    { since: '23.0.0', until: '23.0.0' },
  ],
  cycle(cycle, { switchOff }) {
    const password = cycle.items.find(({ item }) => item === 'admin_password');
    const isBytes = /^(?:TypeError: )?a bytes-like object is required, not 'str'/.test(
      password?.error?.trim() ?? '',
    );
    if (!isBytes || cycle.mechanism === 'vfs-localfs') return null;
    const evidence = citing(password?.evidence.slice(-1) ?? []);
    if (evidence === null) return null;
    return {
      detail:
        'The password did not reach the guest: libguestfs gave Nova bytes. So it will be for every password on this host.',
      remedy: `Upgrade Nova to 21.2.3, 22.2.1, 23.0.1 or 24.0.0, or boot with a config drive, which carries the password: "openstack server create --config-drive True …". To stop trying: ${switchOff('admin_password').text}`,
      evidence,
    };
  },
} as const satisfies Rule;
