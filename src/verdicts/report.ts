// Everything judged, put together as the contract's report.

import { printTime } from '../clock.ts';
import type { Config } from '../config/index.ts';
import type { Identities } from '../cycles/identities.ts';
import type { CycleTrace } from '../cycles/trace.ts';
import type { EvidenceFile } from '../evidence/index.ts';
import { hostOf } from '../hosts.ts';
import type { ComputeHost, Evidence, Report, Source } from '../model.ts';
import { byPlace } from '../places.ts';
import { type Arrival, type InjectionCycle, newProofs, redundancyOf } from '../redundancy/index.ts';
import type { Scan } from '../scan.ts';
import { VERSION } from '../version.ts';
import { cutsOf } from '../window.ts';
import { evidenceSource } from './evidence-source.ts';
import { findingsOf, type Placed } from './findings.ts';
import { gapsOf } from './gaps.ts';
import { judge } from './index.ts';
import { instancesOf } from './instances.ts';
import type { ReleaseWatch } from './releases.ts';
import { summarize } from './summary.ts';
import { type Surroundings, versionOf } from './surroundings.ts';
import { visibilityOf } from './visibility.ts';

export interface Observed {
  readonly scans: readonly Scan[];
  readonly cycles: readonly CycleTrace[];
  readonly identities: Identities;
  readonly releases: ReleaseWatch;
  readonly config: Config;
  /** Files beside the logs, whose sources follow theirs. */
  readonly beside: readonly EvidenceFile[];
}

export interface Built {
  readonly report: Report;
  /** Whether a key is in the guests that the evidence shows. */
  readonly arrivals: readonly Arrival[];
  /** Instances seen to be built. */
  readonly boots: number;
}

/** The report on what was observed, cycles in the order they began. */
export function buildReport({
  scans,
  cycles: traces,
  identities,
  releases,
  config,
  beside,
}: Observed): Built {
  const around: Surroundings = {
    identities,
    release: releases.claim,
    mayBe: releases.mayBe,
    option: config.option,
    cuts: ({ key }) => {
      const own = scans.filter((scan) => hostOf(scan.host, scan.log).key === key);
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
  const configDrives = new Map(
    [...identities.boots()].map((one) => [`${one.host.key}|${one.uuid}`, one.configDriveEvidence]),
  );
  const inOrder = [...traces].sort((a, b) => byPlace(a.firstEvidence, b.firstEvidence));
  const judged = distinct(
    inOrder.map((trace) => {
      const cycle = judge(trace, around);
      const { host, firstEvidence: at, migrating: resize } = trace;
      const configDrive = configDrives.get(`${host.key}|${cycle.instance.uuid}`) ?? null;
      return { cycle, host, at, resize, configDrive };
    }),
  );
  const claims = releases.claims();
  const version = (host: ComputeHost, at: Evidence | null = null) =>
    versionOf(releases.claim(host, at));
  const sources = scans.map((scan) => {
    const host = hostOf(scan.host, scan.log);
    return { source: sourceOf(scan, scans, version(host)), host, seen: scan.sightings };
  });
  const instances = instancesOf(judged, identities, version);
  const injections = judged.map(
    ({ cycle, host, at }, index): InjectionCycle => ({
      cycle,
      key: inOrder[index]?.key ?? null,
      version: version(host, at),
    }),
  );
  const proofs = newProofs(beside, injections, beside.length === 0 ? [] : bootsOf(identities));
  const placed = judged.map((one, index) => {
    const injection = injections[index];
    const redundancy = injection === undefined ? [] : redundancyOf(proofs.of(injection));
    return { ...one, cycle: { ...one.cycle, redundancy } };
  });
  const cycles = placed.map(({ cycle }) => cycle);
  const findings = findingsOf({ placed, instances, sources }, (host, at) => ({
    version: version(host, at),
    option: (group, name) => config.option(host, group, name, at),
    driver: () => config.driver(host, at),
    told: citable(releases.claim(host, at).evidence, host, scans),
    ignored: () => config.ignored(host),
    disagreements: () => config.disagreements(host),
  }));
  const unrecognised = scans.reduce((sum, scan) => sum + scan.unrecognised, 0);
  const report: Report = {
    schema: 'inject-trace/report/1',
    tool: { name: 'inject-trace', version: VERSION },
    sources: [
      ...sources.map(({ source }) => source),
      ...beside.map((file) => evidenceSource(file, proofs.source(file))),
    ],
    releases: claims,
    config: config.all([...placed, ...sources.map(({ host }) => ({ host, at: null }))]),
    cycles,
    instances,
    findings,
    summary: summarize(cycles, instances, findings, unrecognised, beside.length > 0),
  };
  return { report, arrivals: proofs.arrivals, boots: spawned(identities) };
}

/** Where no line tells the release, as when it was given, the first one of the host. */
function citable(told: readonly Evidence[], { key }: ComputeHost, scans: readonly Scan[]) {
  if (told.length > 0) return told;
  const own = scans.filter((scan) => hostOf(scan.host, scan.log).key === key);
  return own.flatMap(({ sightings }) => sightings.first ?? []).slice(0, 1);
}
const spawned = (identities: Identities) =>
  [...identities.boots()].filter(({ outcome }) => outcome === 'spawned').length;

const bootsOf = (identities: Identities) =>
  [...identities.boots()].map(({ host, uuid, start }) => ({
    host: host.name,
    uuid,
    name: identities.nameOf(host, uuid),
    start: printTime(start),
  }));

/** Two cycles that look the same to the last detail still get an id each. */
function distinct(placed: readonly Placed[]): readonly Placed[] {
  const seen = new Map<string, number>();
  return placed.map(({ cycle, ...place }) => {
    const times = (seen.get(cycle.id) ?? 0) + 1;
    seen.set(cycle.id, times);
    return { cycle: times === 1 ? cycle : { ...cycle, id: `${cycle.id}-${times}` }, ...place };
  });
}

function sourceOf(scan: Scan, scans: readonly Scan[], version: string | null): Source {
  const [format] = [...scan.dialects].sort((a, b) => b[1] - a[1])[0] ?? [null];
  return {
    path: scan.path,
    host: scan.host,
    format,
    compression: scan.compression,
    bytes: scan.bytes,
    lines: scan.windowed === null ? scan.lines : null,
    recognisedLines: scan.recognised,
    first: printTime(scan.first),
    last: printTime(scan.last),
    levels: Object.fromEntries([...scan.levels].sort(([a], [b]) => (a < b ? -1 : 1))),
    gaps: gapsOf(scan, scans),
    visibility: visibilityOf(scan.sightings, scan.levels, version),
  };
}
