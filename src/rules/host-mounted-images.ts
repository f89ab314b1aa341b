// Images that guests have written were mounted by the kernel of the host.

import type { Cycle, Evidence } from '../model.ts';
import { inRange } from '../releases/index.ts';
import { citing, type Rule } from './rule.ts';

export const hostMountedImages = {
  id: 'host-mounted-images',
  severity: 'info',
  title: 'Guest images are mounted on the host',
  about:
    'The loop, nbd and block handlers mount the image on the host: its kernel parses a file system, and kpartx a partition table, that whoever uploaded the image or is root in the guest can shape at will, and Nova then writes there as root. Paths and links in the image have led such writes out of it (CVE-2012-3360, CVE-2012-3361, CVE-2012-3447). Libguestfs does the same inside a virtual machine of its own, which is why 23.0.0 removed the local handlers.',
  references: ['CVE-2012-3360', 'CVE-2012-3361', 'CVE-2012-3447', 'LP #1552042', 'd06a10f096'],
  host({ cycles, version }) {
    const mounted = cycles.filter((cycle) => mountOf(cycle) !== null);
    const evidence = citing(mounted.slice(0, CITED).flatMap((cycle) => mountOf(cycle) ?? []));
    if (evidence === null) return [];
    const [images, times] =
      mounted.length === 1 ? ['An image was', ''] : ['Images were', `, ${mounted.length} times`];
    return [
      {
        detail: `${images} mounted by the kernel of the host${times}: it reads a file system there that the guest or the maker of the image controls.`,
        remedy: confining(version),
        evidence,
        cycles: mounted,
      },
    ];
  },
} as const satisfies Rule;

const CITED = 5;
const ON_HOST: ReadonlySet<string> = new Set(['loop', 'nbd', 'block']);
/** A container's root is mounted as long as it runs, and a config drive is Nova's own. */
const OF_GUESTS: ReadonlySet<string> = new Set(['injection', 'resize-check']);

function mountOf({ handler, purpose, steps }: Cycle): Evidence | null {
  if (handler === null || !ON_HOST.has(handler) || !OF_GUESTS.has(purpose)) return null;
  const mount = steps.find(({ step, exitCode }) => step === 'mount' && !exitCode);
  return mount?.evidence[0] ?? null;
}

function confining(version: string | null): string {
  const off = 'or switch injection off';
  if (version !== null && inRange(version, '2012.1', '2012.2')) {
    return `Set img_handlers=guestfs in [DEFAULT], with guestmount on the host, so that images are opened in an appliance; ${off}.`;
  }
  const binding =
    'python-guestfs or python-libguestfs, python3-guestfs or python3-libguestfs, for the Python that runs nova-compute';
  return version === null
    ? `Have images opened by libguestfs (img_handlers=guestfs in 2012.x, its Python binding later), ${off}.`
    : `Install the Python binding of libguestfs (${binding}) and restart nova-compute, ${off}.`;
}
