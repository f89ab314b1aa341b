// Findings about several cycles, sought among the latest ones: each is told once, with the cycle that completes it.

import type { ComputeHost, Cycle, Finding } from '../model.ts';
import { takeOldest } from '../noted.ts';
import { byPlace, evidenceIn, placeOf } from '../places.ts';
import { aroundHosts, type Known } from './around.ts';
import { findingsOfHost, type Placed } from './findings.ts';
import { instancesOf } from './instances.ts';
import { judgeSource } from './source.ts';
import { versionOf } from './surroundings.ts';

/** Plain data. */
export interface LatestCycles {
  /** The last one told at the end. */
  readonly cycles: Placed[];
  /** What was told, as far as it could be told again. */
  readonly told: Set<string>;
}

export const noLatest = (): LatestCycles => ({ cycles: [], told: new Set() });

export interface Latest {
  add(placed: Placed): void;
  /** About this cycle and others, with a line of its own. */
  completedBy(placed: Placed): readonly Finding[];
  /** How the host is set up, and what no cycle shows. */
  onHost(host: ComputeHost): readonly Finding[];
  /** Those that begin in a source. */
  in(source: number): readonly Placed[];
}

/** Cycles that a finding may be about together. */
const LATEST = 40;
const TOLD = 1000;

export function newLatest(known: Known, { cycles: latest, told }: LatestCycles): Latest {
  const around = aroundHosts(known);
  const version = (host: ComputeHost) => versionOf(known.releases.claim(host));
  const isNew = (key: string) => {
    // What still holds is found again with every cycle.
    const isKnown = told.delete(key);
    told.add(key);
    takeOldest(told, TOLD);
    return !isKnown;
  };
  const found = (host: ComputeHost): readonly Finding[] => {
    const placed = latest
      .filter((one) => one.host.key === host.key)
      .sort((a, b) => byPlace(a.at, b.at));
    const complained = known.scans.filter(({ sightings }) => sightings.nbdComplaints.length > 0);
    const judged = {
      placed,
      instances: instancesOf(placed, known.identities, version),
      sources: complained.map((scan) => judgeSource(scan, known)),
    };
    return findingsOfHost(judged, host, around);
  };
  const isOfHost = ({ id, cycles, detail }: Finding, { key }: ComputeHost) =>
    cycles.length === 0 && isNew(`${id} ${key} ${detail}`);
  /** Of several of a kind the first is cited first. */
  const isOf = ({ id, cycles, evidence }: Finding, cycle: Cycle, lines: ReadonlySet<string>) =>
    cycles.includes(cycle.id) &&
    evidence.some((one) => lines.has(placeOf(one))) &&
    isNew(`${id} ${placeOf(evidence[0])}`);
  return {
    add(placed) {
      latest.push(placed);
      if (latest.length > LATEST) latest.shift();
    },
    completedBy({ host, cycle }) {
      const lines = new Set(evidenceIn(cycle).map(placeOf));
      return found(host).filter((one) => isOfHost(one, host) || isOf(one, cycle, lines));
    },
    onHost: (host) => found(host).filter((one) => isOfHost(one, host)),
    in: (source) => latest.filter(({ at }) => at.source === source),
  };
}
