// Where instances live on the compute host and where their images are mounted.
// Source: nova/virt/libvirt/{connection,driver,utils}.py and nova/virt/disk, 2012.1 to master.

import { inRange, mayBeInRange } from './releases.ts';

export interface InstanceDirectory {
  readonly since: string;
  readonly until: string | null;
  /** What the directory below instances_path is named after. */
  readonly naming: 'name' | 'uuid';
  /** Whether a directory named after the instance is kept in use when it exists already. */
  readonly keepsNameDirectory: boolean;
}

export interface MountPrefix {
  readonly since: string;
  readonly until: string | null;
  /** Beginning of the path, six random characters follow; TMPDIR may replace /tmp. */
  readonly prefix: string;
  /** `container`: only for LXC root filesystems that have no directory of their own. */
  readonly usedFor: 'injection' | 'container';
}

const instanceDirectories: readonly InstanceDirectory[] = [
  { since: '2012.1', until: '2012.2', naming: 'name', keepsNameDirectory: false },
  { since: '2013.1', until: '13', naming: 'uuid', keepsNameDirectory: true },
  { since: '14.0.0', until: null, naming: 'uuid', keepsNameDirectory: false },
];

const diskMount = '/tmp/openstack-disk-mount-tmp';

const prefixes: readonly MountPrefix[] = [
  { since: '2012.1', until: '2012.1.2', prefix: '/tmp/tmp', usedFor: 'injection' },
  { since: '2012.1.3', until: '2012.2', prefix: diskMount, usedFor: 'injection' },
  {
    since: '2013.1',
    until: '22',
    prefix: '/tmp/openstack-vfs-localfs',
    usedFor: 'injection',
  },
  { since: '2013.1', until: null, prefix: diskMount, usedFor: 'container' },
];

/** Naming of instance directories in a version; null if it is older than 2012.1 or no version. */
export function instanceDirectory(version: string): InstanceDirectory | null {
  return instanceDirectories.find(({ since, until }) => inRange(version, since, until)) ?? null;
}

/**
 * Temporary mount directories of a version, those for injection first; from 23.0.0 none is left for
 * injection. The bare series `2012.1` gives the prefixes of all its points.
 */
export function mountPrefixes(version: string): readonly MountPrefix[] {
  return prefixes.filter(({ since, until }) => mayBeInRange(version, since, until));
}

/** The releases that mount an image to inject into on such a directory; null when the name says
 *  nothing. `openstack-disk-mount-tmp` lives on for containers, so it tells only with an injection. */
export function releasesOfMountDirectory(
  dir: string,
): { readonly since: string; readonly until: string | null } | null {
  const name = dir.slice(dir.lastIndexOf('/') + 1);
  const fits = ({ prefix, usedFor }: MountPrefix) => {
    const start = prefix.slice(prefix.lastIndexOf('/') + 1);
    // mkdtemp adds six random characters on Python 2, eight on Python 3.
    const random = name.length - start.length;
    return usedFor === 'injection' && name.startsWith(start) && (random === 6 || random === 8);
  };
  const found = prefixes.find(fits);
  return found === undefined ? null : { since: found.since, until: found.until };
}
