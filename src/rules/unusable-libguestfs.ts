// libguestfs is installed, but its appliance does not start.

import { inRange } from '../releases/index.ts';
import { citing, type Rule } from './rule.ts';
import { errorsOf, firstLine, libguestfsError } from './told-errors.ts';

const NOT_USABLE = /libguestfs installed but not usable \(([\s\S]*)/;

/** What libguestfs says when its appliance cannot be made or booted, before it sees the image. */
const LAUNCH =
  /guestfs_launch|supermin|febootstrap|child process died|appliance|cannot find any suitable/;

export const unusableLibguestfs = {
  id: 'unusable-libguestfs',
  severity: 'error',
  title: 'The appliance of libguestfs does not start',
  about:
    'python-guestfs can be imported, so Nova uses it, but the appliance libguestfs needs for every image cannot be built or booted. Nova does not fall back to another way. From 2014.2 on Nova tests libguestfs on first use and says so; before, each injection fails with "Error mounting … with libguestfs".',
  references: ['LP #1157922', 'LP #1275267', '6a0e6209ca'],
  cycle(cycle, { version }) {
    for (const error of errorsOf(cycle)) {
      const cause = causeIn(error.text);
      const evidence = citing(error.evidence);
      if (cause === null || evidence === null) continue;
      return {
        detail: `The appliance of libguestfs did not start: ${cause}`,
        remedy: `Run "sudo -u nova libguestfs-test-tool", as the user of nova-compute, to see why.${noteOn(version)}`,
        evidence,
      };
    }
    return null;
  },
} as const satisfies Rule;

/** Newton's inverted test leaves this message for the one case in which the kernel is the reason. */
function noteOn(version: string | null): string {
  if (version === null) return '';
  if (inRange(version, '14.0.0', '14')) {
    return ' 14.x prints this text only when it cannot read /boot/vmlinuz-$(uname -r): run "chmod 0644" on it first.';
  }
  const kernel =
    ' One reason is a kernel that only root can read, as on Ubuntu: chmod 0644 /boot/vmlinuz-$(uname -r).';
  if (inRange(version, '2013.1', '2014.1')) {
    return `${kernel} Or uninstall python-guestfs and restart nova-compute: Nova then opens images on the host.`;
  }
  return inRange(version, null, '13') ? kernel : '';
}

function causeIn(text: string): string | null {
  const tested = NOT_USABLE.exec(text)?.[1];
  if (tested !== undefined) return firstLine(tested);
  const said = libguestfsError(text);
  if (said === null || !LAUNCH.test(firstLine(said))) return null;
  return firstLine(said);
}
