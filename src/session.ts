// All that is known while logs are read. In: what is recognised in their sources, one event after the other. Out:
// the cycles that are over. What it holds is plain data, so that a session can be put down and taken up.

import { type Clocks, newClocks, onClock } from './clock-steps.ts';
import type { SeenDumps } from './config/dumps.ts';
import { configInForce, type NovaConf, newDumpWatch } from './config/index.ts';
import { type KnownIdentities, newIdentities, noIdentities } from './cycles/identities.ts';
import { type Doing, newCorrelator, nothingDone } from './cycles/index.ts';
import type { CycleTrace } from './cycles/trace.ts';
import type { KnownHosts } from './known-hosts.ts';
import type { InjectEvent } from './model.ts';
import { newScan, type Scan } from './scan.ts';
import type { Known } from './verdicts/around.ts';
import { givenRelease, newReleaseWatch, type SeenReleases } from './verdicts/releases.ts';
import { sight } from './verdicts/visibility.ts';

/** Plain data, all of it. */
export interface Held {
  /** Of the sources, in the order they were begun. */
  readonly scans: Scan[];
  readonly hosts: KnownHosts;
  readonly clocks: Clocks;
  readonly identities: KnownIdentities;
  readonly doing: Doing;
  readonly releases: SeenReleases;
  readonly dumps: SeenDumps;
}

export interface Session extends Known {
  readonly hosts: KnownHosts;
  begin(input: Scan['input']): Scan;
  /** Takes the next event of a source; returns the cycles it shows to be over. */
  take(event: InjectEvent, scan: Scan): readonly CycleTrace[];
  /** There is nothing more; returns what is still open. */
  end(): readonly CycleTrace[];
}

export interface SessionOptions {
  /** The release, as codename or version, instead of what the lines tell. An unknown one throws. */
  readonly release?: string | undefined;
  /** The hosts' nova.conf files, for the options the log does not dump; of several the later wins. */
  readonly novaConf?: readonly NovaConf[];
  /** How many cycles may be open at once; when more are, the oldest is let go of, and counted. */
  readonly maxOpenCycles?: number | undefined;
  /** Whether there will be a report on everything, for which more is remembered; else cycles are told one by one. */
  readonly isWhole?: boolean | undefined;
}

export const nothingHeld = (): Held => ({
  scans: [],
  hosts: new Set(),
  clocks: newClocks(),
  identities: noIdentities(),
  doing: nothingDone(),
  releases: new Map(),
  dumps: new Map(),
});

/** @param held of a session that was put down; grows with this one */
export function newSession(
  { release, novaConf = [], maxOpenCycles, isWhole = true }: SessionOptions,
  held: Held = nothingHeld(),
): Session {
  const { scans, clocks } = held;
  const identities = newIdentities(held.identities, isWhole);
  const correlator = newCorrelator(identities, held.doing, maxOpenCycles);
  const releases = release === undefined ? newReleaseWatch(held.releases) : givenRelease(release);
  const dumps = newDumpWatch(held.dumps);
  return {
    scans,
    hosts: held.hosts,
    identities,
    releases,
    config: configInForce({ dumps, files: novaConf, release: releases.claim }),
    begin(input) {
      const scan = newScan(input);
      scans.push(scan);
      return scan;
    },
    take(read, scan) {
      const event = onClock(read, clocks, scan);
      sight(scan.sightings, event);
      if (event.facts.kind === 'messages-dropped') return NONE;
      releases.take(event);
      dumps.take(event);
      const over = correlator.take(event);
      countLetGo(over, scan);
      return over;
    },
    end: correlator.end,
  };
}

function countLetGo(over: readonly CycleTrace[], scan: Scan): void {
  for (const { end, firstEvidence } of over) {
    if (end !== 'let-go') continue;
    scan.letGo ??= { count: 0, first: firstEvidence };
    scan.letGo.count += 1;
  }
}

const NONE: readonly CycleTrace[] = [];
