// Everything judged, put together as the contract's report.

import { printTime } from '../clock.ts';
import type { MetInstances } from '../cycles/identities.ts';
import type { CycleTrace } from '../cycles/trace.ts';
import type { EvidenceFile } from '../evidence/index.ts';
import type { ComputeHost, Evidence, Report } from '../model.ts';
import { byPlace } from '../places.ts';
import { type Arrival, type InjectionCycle, newProofs, redundancyOf } from '../redundancy/index.ts';
import { TOOL } from '../version.ts';
import { aroundCycles, aroundHosts, type Known } from './around.ts';
import { evidenceSource } from './evidence-source.ts';
import { findingsOf } from './findings.ts';
import { instancesOf } from './instances.ts';
import { newIds, place } from './placed.ts';
import { judgeSource } from './source.ts';
import { summarize } from './summary.ts';
import { versionOf } from './surroundings.ts';

export interface Observed extends Known {
  readonly cycles: readonly CycleTrace[];
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
export function buildReport({ cycles: traces, beside, ...known }: Observed): Built {
  const { scans, releases, config } = known;
  const identities = known.identities.all;
  const around = aroundCycles({ ...known, identities });
  const inOrder = [...traces].sort((a, b) => byPlace(a.firstEvidence, b.firstEvidence));
  const own = newIds();
  const judged = inOrder.map((trace) => own(place(trace, identities, around)));
  const claims = releases.claims();
  const version = (host: ComputeHost, at: Evidence | null = null) =>
    versionOf(releases.claim(host, at));
  const sources = scans.map((scan) => judgeSource(scan, known));
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
  const findings = findingsOf({ placed, instances, sources }, aroundHosts(known));
  const unrecognised = scans.reduce((sum, scan) => sum + scan.unrecognised, 0);
  const hasEvidence = beside.length > 0;
  const isPartial = [...scans, ...beside].some(({ interrupted }) => interrupted !== undefined);
  const report: Report = {
    schema: 'inject-trace/report/1',
    tool: TOOL,
    sources: [
      ...sources.map(({ source }) => source),
      ...beside.map((file) => evidenceSource(file, proofs.source(file))),
    ],
    releases: claims,
    config: config.all([...placed, ...sources.map(({ host }) => ({ host, at: null }))]),
    cycles,
    instances,
    findings,
    summary: summarize(cycles, instances, findings, unrecognised, { hasEvidence, isPartial }),
  };
  return { report, arrivals: proofs.arrivals, boots: spawned(identities) };
}

const spawned = (identities: MetInstances) =>
  [...identities.boots()].filter(({ outcome }) => outcome === 'spawned').length;

const bootsOf = (identities: MetInstances) =>
  [...identities.boots()].map(({ host, uuid, start }) => ({
    host: host.name,
    uuid,
    name: identities.nameOf(host, uuid),
    start: printTime(start),
  }));
