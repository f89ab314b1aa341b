// What a report says, told as it is read instead of at its end: each cycle when it is over, judged by what
// is known then, and what rules say of it and of the ones before it. However long the logs are, only the
// latest cycles are held.

import type { CycleTrace } from '../cycles/trace.ts';
import { hostOf } from '../hosts.ts';
import type { ComputeHost, Cycle, Evidence, Finding, ReportPart } from '../model.ts';
import { takeOldest } from '../noted.ts';
import { newProofs, redundancyOf } from '../redundancy/index.ts';
import type { Scan } from '../scan.ts';
import { TOOL } from '../version.ts';
import { aroundCycles, aroundHosts, type Known } from './around.ts';
import { findingsOfCycle, findingsOfSource, type Placed } from './findings.ts';
import { type LatestCycles, newLatest, noLatest } from './latest.ts';
import { newIds, place } from './placed.ts';
import { judgeSource } from './source.ts';
import { type Counts, countCycle, countFinding, newCounts, summaryOf } from './summary.ts';
import { versionOf } from './surroundings.ts';
import { type KeptInstances, newToldInstances, noInstances } from './told-instances.ts';

/** What was told and may be asked for again; plain data. */
export interface Remembered {
  readonly latest: LatestCycles;
  /** How often the latest ids were given out. */
  readonly ids: Map<string, number>;
  readonly instances: KeptInstances;
  /** The first and the last line of each host's cycles. */
  readonly spans: Map<string, readonly Span[]>;
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
  latest: noLatest(),
  ids: new Map(),
  instances: noInstances(),
  spans: new Map(),
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
  /** The sources there are so far were read, or those of them that are over: told in their order, so one waits for
   *  those before it. */
  sources(isOver?: (scan: Scan) => boolean): ReportPart;
  /** Everything was read. */
  end(): ReportPart;
}

const IDS = 1000;

export function newTeller(
  known: Known,
  remembered: Remembered = nothingTold(),
  { isWanted = () => true, isLeftOut = () => false }: TellingOptions = {},
): Teller {
  const { ids, spans, counts } = remembered;
  const around = aroundCycles(known);
  const hosts = aroundHosts(known);
  const latest = newLatest(known, remembered.latest);
  const instances = newToldInstances(known, remembered.instances);
  const withId = newIds(ids);

  const told = (found: readonly Finding[]): readonly Finding[] => {
    const findings = found.filter((finding) => !isLeftOut(finding));
    for (const finding of findings) countFinding(counts, finding);
    return findings;
  };
  const judged = (trace: CycleTrace): Placed => {
    const placed = withId(place(trace, known.identities, around));
    takeOldest(ids, IDS);
    const { host, at, cycle } = placed;
    const version = versionOf(known.releases.claim(host, at));
    const proof = noProofs.of({ cycle, key: trace.key, version });
    return { ...placed, cycle: { ...cycle, redundancy: redundancyOf(proof) } };
  };
  const tellSource = (index: number) => {
    const scan = known.scans[index];
    if (scan === undefined) throw new Error(`no source ${index}`);
    const one = judgeSource(scan, known);
    remembered.unrecognised += scan.unrecognised;
    const found = [...findingsOfSource(one, latest.in(index), hosts), ...latest.onHost(one.host)];
    return { source: { index, ...one.source }, findings: told(found) };
  };
  const tellSources = (isOver: (scan: Scan) => boolean = () => true) => {
    const parts: ReturnType<typeof tellSource>[] = [];
    for (const scan of known.scans.slice(remembered.sourcesTold)) {
      if (!isOver(scan)) break;
      parts.push(tellSource(remembered.sourcesTold));
      remembered.sourcesTold += 1;
    }
    return {
      sources: parts.map(({ source }) => source),
      findings: parts.flatMap(({ findings }) => findings),
    };
  };
  return {
    over(trace) {
      const placed = judged(trace);
      const { cycle, host, at } = placed;
      latest.add(placed);
      const [first] = spans.get(host.key) ?? [];
      spans.set(host.key, [first ?? { host, at }, { host, at }]);
      const found = [...findingsOfCycle(placed, hosts), ...latest.completedBy(placed)];
      if (!isWanted(cycle)) return {};
      countCycle(counts, cycle);
      return { cycles: [cycle], findings: told(found), instances: instances.add(placed) };
    },
    sources: tellSources,
    end() {
      const read = tellSources();
      const places = [
        ...[...spans.values()].flat(),
        ...known.scans.map(({ host, log }) => ({ host: hostOf(host, log), at: null })),
      ];
      const left = instances.end();
      const isPartial = known.scans.some(({ interrupted }) => interrupted !== undefined);
      const { unrecognised, instances: kept } = remembered;
      const summary = summaryOf(counts, kept.count, unrecognised, isPartial);
      return {
        ...read,
        releases: known.releases.claims(),
        config: known.config.all(places),
        instances: left,
        summary: { tool: TOOL, ...summary },
      };
    },
  };
}

/** Of what lies beside the logs only all of it tells. */
const noProofs = newProofs([], [], []);
