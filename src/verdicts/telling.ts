// What a report says, told as it is read instead of at its end: each cycle when it is over, judged by what
// is known then, and what rules say of it and of the ones before it. However long the logs are, only the
// latest cycles are held.

import type { CycleTrace } from '../cycles/trace.ts';
import type { ComputeHost, Cycle, Evidence, Finding, Instance, ReportPart } from '../model.ts';
import { byPlace, evidenceIn, placeOf } from '../places.ts';
import { newProofs, redundancyOf } from '../redundancy/index.ts';
import { TOOL } from '../version.ts';
import { aroundCycles, aroundHosts, type Known } from './around.ts';
import { findingsOfCycle, findingsOfHost, findingsOfSource, type Placed } from './findings.ts';
import { instanceKey, instanceOf, instancesOf, type OwnCycle } from './instances.ts';
import { newIds, place } from './placed.ts';
import { judgeSource } from './source.ts';
import { type Counts, countCycle, countFinding, newCounts, summaryOf } from './summary.ts';
import { versionOf } from './surroundings.ts';

/** What was told and may be asked for again; plain data. */
export interface Remembered {
  /** The latest cycles, the last one told at the end. */
  readonly latest: Placed[];
  /** How often the latest ids were given out. */
  readonly ids: Map<string, number>;
  /** The cycles of the instances met last. */
  readonly instances: Map<string, OwnCycle[]>;
  instancesTold: number;
  /** The first and the last line of each host's cycles. */
  readonly spans: Map<string, readonly Span[]>;
  /** Findings that are about no cycle, each once. */
  readonly once: Set<string>;
  readonly counts: Counts;
  /** Of the sources. */
  sourcesTold: number;
  unrecognised: number;
}

interface Span {
  readonly host: ComputeHost;
  readonly at: Evidence;
}

export const nothingTold = (): Remembered => ({
  latest: [],
  ids: new Map(),
  instances: new Map(),
  instancesTold: 0,
  spans: new Map(),
  once: new Set(),
  counts: newCounts(),
  sourcesTold: 0,
  unrecognised: 0,
});

/** What is not told. */
export interface TellingOptions {
  readonly isWanted?: (cycle: Cycle) => boolean;
  readonly isLeftOut?: (finding: Finding) => boolean;
}

export interface Teller {
  /** A cycle is over. */
  over(trace: CycleTrace): ReportPart;
  /** The sources there are so far were read. */
  sources(): ReportPart;
  /** Everything was read. */
  end(): ReportPart;
}

/** Cycles that a finding may be about together. */
const LATEST = 40;
const IDS = 1000;
const INSTANCES = 5000;
const ONCE = 1000;

export function newTeller(
  known: Known,
  remembered: Remembered = nothingTold(),
  { isWanted = () => true, isLeftOut = () => false }: TellingOptions = {},
): Teller {
  const { identities, releases } = known;
  const { latest, ids, instances, spans, once, counts } = remembered;
  const around = aroundCycles(known);
  const hosts = aroundHosts(known);
  const withId = newIds(ids);
  const version = (host: ComputeHost) => versionOf(releases.claim(host));
  const proofs = newProofs([], [], []);

  const told = (found: readonly Finding[]): readonly Finding[] => {
    const findings = found.filter((finding) => !isLeftOut(finding));
    for (const finding of findings) countFinding(counts, finding);
    return findings;
  };
  const isNew = (key: string) => {
    if (once.has(key)) return false;
    once.add(key);
    forgetOldest(once, ONCE);
    return true;
  };
  /** About this cycle and others, with a line of its own; or about how the host is set up. */
  const ofHost = (host: ComputeHost, cycle: Cycle | null): readonly Finding[] => {
    const own = latest
      .filter((one) => one.host.key === host.key)
      .sort((a, b) => byPlace(a.at, b.at));
    const complained = known.scans.filter(({ sightings }) => sightings.nbdComplaints.length > 0);
    const judged = {
      placed: own,
      instances: instancesOf(own, identities, version),
      sources: complained.map((scan) => judgeSource(scan, known)),
    };
    const lines = new Set(cycle === null ? [] : evidenceIn(cycle).map(placeOf));
    return findingsOfHost(judged, host, hosts).filter(({ id, cycles, evidence, detail }) => {
      if (cycles.length === 0) return isNew(`${id} ${host.key} ${detail}`);
      const isOwn = cycle !== null && cycles.includes(cycle.id);
      // Of several of a kind the first is cited first.
      return (
        isOwn &&
        evidence.some((one) => lines.has(placeOf(one))) &&
        isNew(`${id} ${placeOf(evidence[0])}`)
      );
    });
  };
  const endInstance = (own: readonly OwnCycle[]): Instance => {
    remembered.instancesTold += 1;
    return instanceOf(own, identities, version);
  };
  const keep = (placed: Placed): readonly Instance[] => {
    latest.push(placed);
    if (latest.length > LATEST) latest.shift();
    forgetOldest(ids, IDS);
    const { host, cycle, at } = placed;
    const [first] = spans.get(host.key) ?? [];
    spans.set(host.key, [first ?? { host, at }, { host, at }]);
    if (!isWanted(cycle)) return [];
    countCycle(counts, cycle);
    const key = instanceKey(placed);
    if (key === null) return [];
    instances.set(key, [...(instances.get(key) ?? []), { host, cycle: ownOf(cycle) }]);
    const [oldest] = instances;
    if (instances.size <= INSTANCES || oldest === undefined) return [];
    instances.delete(oldest[0]);
    return [endInstance(oldest[1])];
  };
  const tellSources = (): ReportPart => {
    const left = known.scans.slice(remembered.sourcesTold);
    const parts = left.map((scan, at) => {
      const one = judgeSource(scan, known);
      const index = remembered.sourcesTold + at;
      const own = latest.filter((placed) => placed.at.source === index);
      remembered.unrecognised += scan.unrecognised;
      const found = [...findingsOfSource(one, own, hosts), ...ofHost(one.host, null)];
      return { source: { index, ...one.source }, findings: told(found) };
    });
    remembered.sourcesTold += left.length;
    return {
      sources: parts.map(({ source }) => source),
      findings: parts.flatMap(({ findings }) => findings),
    };
  };
  return {
    over(trace) {
      const placed = withId(place(trace, identities, around));
      const injection = {
        cycle: placed.cycle,
        key: trace.key,
        version: versionOf(releases.claim(placed.host, placed.at)),
      };
      const cycle = { ...placed.cycle, redundancy: redundancyOf(proofs.of(injection)) };
      const whole = { ...placed, cycle };
      const ended = keep(whole);
      const found = [...findingsOfCycle(whole, hosts), ...ofHost(placed.host, cycle)];
      if (!isWanted(cycle)) return {};
      return { cycles: [cycle], findings: told(found), instances: ended };
    },
    sources: tellSources,
    end() {
      const read = tellSources();
      const ended = [...instances.values()].map(endInstance);
      instances.clear();
      const places = [
        ...[...spans.values()].flat(),
        ...known.scans.map((scan) => ({ host: judgeSource(scan, known).host, at: null })),
      ];
      const { instancesTold, unrecognised } = remembered;
      const isPartial = known.scans.some(({ interrupted }) => interrupted !== undefined);
      return {
        ...read,
        releases: releases.claims(),
        config: known.config.all(places),
        instances: ended,
        summary: { tool: TOOL, ...summaryOf(counts, instancesTold, unrecognised, isPartial) },
      };
    },
  };
}

const ownOf = ({ id, host, instance, requestId, purpose, durationMs }: Cycle) => ({
  id,
  host,
  instance,
  requestId,
  purpose,
  durationMs,
});

function forgetOldest(held: Set<string> | Map<string, unknown>, most: number): void {
  if (held.size <= most) return;
  const [oldest] = held.keys();
  if (oldest !== undefined) held.delete(oldest);
}
