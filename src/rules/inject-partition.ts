// The option that says where to inject, by the name a release takes it under.

import { compareVersions } from '../releases/index.ts';

/** @param version of the host's Nova, null when not known: then both names are given */
export function injectPartition(version: string | null): string {
  const old = 'libvirt_inject_partition';
  const current = '[libvirt] inject_partition';
  if (version === null) return `${current} (${old} up to 2013.2)`;
  return compareVersions(version, '2014.1') < 0 ? old : current;
}
