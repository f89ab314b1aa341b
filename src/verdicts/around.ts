// What is known of the logs so far, and what verdicts and rules may ask of it.

import type { Config } from '../config/index.ts';
import type { Identities, MetInstances } from '../cycles/identities.ts';
import { hostOf } from '../hosts.ts';
import type { ComputeHost, Evidence } from '../model.ts';
import type { Scan } from '../scan.ts';
import { cutsOf } from '../window.ts';
import type { Around } from './findings.ts';
import type { ReleaseWatch } from './releases.ts';
import { type Surroundings, versionOf } from './surroundings.ts';

export interface Known {
  readonly scans: readonly Scan[];
  readonly identities: Identities;
  readonly releases: ReleaseWatch;
  readonly config: Config;
}

/** What a verdict on a cycle may ask. */
export function aroundCycles({
  scans,
  identities,
  releases,
  config,
}: Omit<Known, 'identities'> & { readonly identities: MetInstances }): Surroundings {
  return {
    identities,
    release: releases.claim,
    mayBe: releases.mayBe,
    option: config.option,
    cuts: (host) => {
      const own = scansOf(scans, host);
      const all = own.flatMap(({ windowed }) => (windowed === null ? [] : cutsOf(windowed)));
      return { since: all.some(({ since }) => since), until: all.some(({ until }) => until) };
    },
    isInfoOnly: (at, host) => {
      const scan = scans[at.source];
      if (scan === undefined || scan.levels.has('DEBUG')) return false;
      // From 2013.1 on the warning has no instance mark, so a log filtered by instance lacks it.
      return scan.unmarked > 0 || !releases.mayBe(host, '2013.1', 'master', at);
    },
  };
}

/** What a rule may ask. */
export function aroundHosts({ scans, releases, config }: Known): Around {
  return (host, at) => {
    const claim = releases.claim(host, at);
    return {
      version: versionOf(claim),
      option: (group, name) => config.option(host, group, name, at),
      driver: () => config.driver(host, at),
      told: citable(claim.evidence, host, scans),
      ignored: () => config.ignored(host),
      disagreements: () => config.disagreements(host),
    };
  };
}

/** Where no line tells the release, as when it was given, the first one of the host. */
function citable(told: readonly Evidence[], host: ComputeHost, scans: readonly Scan[]) {
  if (told.length > 0) return told;
  return scansOf(scans, host)
    .flatMap(({ sightings }) => sightings.first ?? [])
    .slice(0, 1);
}

const scansOf = (scans: readonly Scan[], { key }: ComputeHost) =>
  scans.filter((scan) => hostOf(scan.host, scan.log).key === key);
