// libguestfs cannot read the kernel of the host, of which it builds its appliance.

import { citing, type Rule } from './rule.ts';
import { errorLike } from './told-errors.ts';

export const unreadableHostKernel = {
  id: 'unreadable-host-kernel',
  severity: 'error',
  title: 'The kernel of the host is unreadable for libguestfs',
  about:
    'libguestfs boots an appliance made of the kernel of the host. Ubuntu installs /boot/vmlinuz-* readable by root only, while nova-compute runs as another user. From 15.0.0 on Nova names the file when its test of libguestfs fails and it cannot read the kernel. There is no fallback: no image can be injected into.',
  references: ['LP #1413142', 'LP #1646002', 'e604946018'],
  cycle(cycle) {
    const found = errorLike(cycle, /Please change permissions on (\/[\w./+~-]+) to 0x644/);
    const evidence = citing(found?.error.evidence ?? []);
    const file = found?.match[1];
    if (evidence === null || file === undefined) return null;
    return {
      detail: `nova-compute cannot read ${file}, so libguestfs cannot make its appliance.`,
      remedy: `Run as root: chmod 0644 ${file} (0x644 in the message is a misprint); every new kernel needs the same. Where nova-compute runs in a container, the message also comes when /boot of the host is not mounted in it.`,
      evidence,
    };
  },
} as const satisfies Rule;
