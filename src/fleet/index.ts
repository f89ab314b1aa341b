// Many hosts in one report. In: the report on each, one after the other. Out: what they come to, by host, image,
// release, handler and outcome. Of each host only its row is kept.

import { spreadOf } from '../cost/spread.ts';
import type { EventFact } from '../facts/fact.ts';
import { groupBy } from '../group.ts';
import type { Cycle, Evidence, Finding, Report, Severity, Source } from '../model.ts';
import { TOOL } from '../version.ts';
import { newClockWatch } from './clocks.ts';
import type { BlindHost, Cited, FindingRow, FleetReport, HostRow, Leak } from './model.ts';
import { outliersOf } from './outliers.ts';
import { addTo, countedOf, leftBehind, newGroups, newTotals } from './totals.ts';

export type { FleetReport } from './model.ts';

export interface Fleet {
  /** A line of a host, one host after the other. */
  line(fact: EventFact, line: number): void;
  /** @param report on one host or several, of which no other report is */
  add(report: Report): void;
  report(): FleetReport;
}

/** What is asked of a report, its cycles and findings those of one host. */
type HostReport = Pick<Report, 'sources' | 'releases' | 'cycles' | 'findings'>;

const LEAKS = 3;
const SEVERITY = { error: 0, warning: 1, info: 2 } as const satisfies Record<Severity, number>;

export function newFleet(): Fleet {
  const [images, releases, handlers, outcomes] = [
    newGroups(),
    newGroups(),
    newGroups(),
    newGroups(),
  ];
  const hosts: HostRow[] = [];
  const blind: BlindHost[] = [];
  const findings = new Map<string, FindingCounts>();
  const totals = newTotals();
  const clocks = newClockWatch();
  const addHost = (source: Source, report: HostReport) => {
    const host = source.path;
    const row = rowOf(source, report);
    hosts.push(row);
    const release = row.release?.codename ?? null;
    for (const cycle of report.cycles.filter(isInjection)) {
      const counted = countedOf(cycle);
      addTo(totals, counted);
      images.add(cycle.image.id, host, counted);
      releases.add(release, host, counted);
      handlers.add(cycle.handler, host, counted);
      outcomes.add(cycle.outcome, host, counted);
    }
    const { levels, visibility } = source;
    if (visibility.commands !== 'visible' && !('DEBUG' in levels))
      blind.push({ host, why: visibility.why, levels: Object.keys(levels) });
    for (const finding of report.findings) countFinding(findings, host, finding, report.sources);
  };
  return {
    line: clocks.take,
    add(report) {
      const cycles = groupBy(report.cycles, ({ host }) => host ?? '');
      const found = groupBy(report.findings, ({ host }) => host ?? '');
      for (const source of report.sources) {
        if (source.evidence !== undefined) continue;
        const { path } = source;
        const own = { cycles: cycles.get(path) ?? [], findings: found.get(path) ?? [] };
        addHost(source, { ...report, ...own });
      }
    },
    report: () => ({
      schema: 'inject-trace/fleet/1',
      tool: TOOL,
      summary: {
        hosts: hosts.length,
        cycles: hosts.reduce((sum, { cycles }) => sum + cycles, 0),
        ...totals,
        findings: {
          error: sumOf(hosts, 'error'),
          warning: sumOf(hosts, 'warning'),
          info: sumOf(hosts, 'info'),
        },
        blindHosts: blind.length,
      },
      hosts: [...hosts].sort((a, b) => b.injections - a.injections || (a.host < b.host ? -1 : 1)),
      images: images.rows(),
      releases: releases.rows(),
      handlers: handlers.rows(),
      outcomes: outcomes.rows(),
      outliers: outliersOf(hosts),
      findings: [...findings.values()]
        .map(({ last: _, ...row }) => row)
        .sort(
          (a, b) =>
            SEVERITY[a.severity] - SEVERITY[b.severity] ||
            b.hosts - a.hosts ||
            b.count - a.count ||
            (a.id < b.id ? -1 : 1),
        ),
      blind,
      clocks: clocks.clocks(),
    }),
  };
}

const isInjection = ({ purpose }: Cycle) => purpose === 'injection';

function rowOf(source: Source, report: HostReport): HostRow {
  const host = source.path;
  const { cycles, findings } = report;
  const injections = cycles.filter(isInjection);
  const totals = newTotals();
  for (const cycle of injections) addTo(totals, countedOf(cycle));
  const claim = report.releases.find((one) => one.host === host);
  const cited = citing(report.sources);
  const severities = (severity: string) =>
    findings.filter((one) => one.severity === severity).length;
  return {
    host,
    cycles: cycles.length,
    release: claim
      ? { codename: claim.codename, version: claim.version, confidence: claim.confidence }
      : null,
    ...totals,
    byHandler: countsOf(injections.map(({ handler }) => handler ?? 'none')),
    byOutcome: countsOf(injections.map(({ outcome }) => outcome)),
    took: spreadOf(injections.flatMap(({ durationMs }) => durationMs ?? [])),
    findings: {
      error: severities('error'),
      warning: severities('warning'),
      info: severities('info'),
    },
    commands: source.visibility.commands,
    first: source.first,
    last: source.last,
    gaps: source.gaps.map(({ kind }) => kind),
    leaks: injections
      .flatMap(leftBehind)
      .slice(0, LEAKS)
      .map(({ name, proof, evidence }): Leak => ({ name, proof, evidence: evidence.map(cited) })),
  };
}

const citing =
  (sources: readonly Source[]) =>
  ({ source, line, text }: Evidence): Cited => ({ host: sources[source]?.path ?? '', line, text });

function countsOf(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

type FindingCounts = { -readonly [Name in keyof FindingRow]: FindingRow[Name] } & { last: string };

function countFinding(
  rows: Map<string, FindingCounts>,
  host: string,
  { id, severity, title, remedy, evidence }: Finding,
  sources: readonly Source[],
): void {
  const row = rows.get(id) ?? {
    id,
    severity,
    title,
    remedy,
    count: 0,
    hosts: 0,
    evidence: [citing(sources)(evidence[0])],
    last: '',
  };
  rows.set(id, row);
  row.count += 1;
  if (row.last !== host) row.hosts += 1;
  row.last = host;
}

const sumOf = (hosts: readonly HostRow[], severity: keyof HostRow['findings']) =>
  hosts.reduce((sum, { findings }) => sum + findings[severity], 0);
