// The counts at the end of a report, of all its cycles or of those told one by one. Also what a filtered
// report counts again.

import type { Cycle, Finding, Instance, Report, Severity, Summary } from '../model.ts';
import { byImage } from './images.ts';

/** What cycles and findings add up to; plain data. */
export interface Counts {
  cycles: number;
  injections: number;
  readonly byHandler: Map<string, number>;
  readonly byOutcome: Map<string, number>;
  readonly byPurpose: Map<string, number>;
  readonly hosts: Set<string | null>;
  readonly findings: Record<Severity, number>;
  /** Null until one is known. */
  msInjecting: number | null;
}

export const newCounts = (): Counts => ({
  cycles: 0,
  injections: 0,
  byHandler: new Map(),
  byOutcome: new Map(),
  byPurpose: new Map(),
  hosts: new Set(),
  findings: { error: 0, warning: 0, info: 0 },
  msInjecting: null,
});

export function countCycle(counts: Counts, cycle: Cycle): void {
  const { handler, outcome, purpose, host, durationMs } = cycle;
  counts.cycles += 1;
  count(counts.byHandler, handler ?? 'none');
  count(counts.byOutcome, outcome);
  count(counts.byPurpose, purpose);
  counts.hosts.add(host);
  if (purpose !== 'injection') return;
  counts.injections += 1;
  if (durationMs !== null) counts.msInjecting = (counts.msInjecting ?? 0) + durationMs;
}

export function countFinding({ findings }: Counts, { severity }: Finding): void {
  findings[severity] += 1;
}

export const summaryOf = (
  counts: Counts,
  instances: number,
  unrecognisedLines: number,
  isPartial: boolean,
): Summary => ({
  cycles: counts.cycles,
  injections: counts.injections,
  byHandler: inOrder(counts.byHandler),
  byOutcome: inOrder(counts.byOutcome),
  byPurpose: inOrder(counts.byPurpose),
  instances,
  hosts: counts.hosts.size,
  findings: counts.findings,
  unrecognisedLines,
  secondsSpentInjecting: counts.msInjecting === null ? null : counts.msInjecting / 1000,
  ...(isPartial ? { partial: true } : {}),
});

/** What was read. */
export interface Read {
  readonly hasEvidence: boolean;
  /** Not all that was given. */
  readonly isPartial: boolean;
}

/** What the report on it says of that. */
export const readFor = ({ sources, summary }: Pick<Report, 'sources' | 'summary'>): Read => ({
  hasEvidence: sources.some(({ evidence }) => evidence !== undefined),
  isPartial: summary.partial === true,
});

export function summarize(
  cycles: readonly Cycle[],
  instances: readonly Instance[],
  findings: readonly Finding[],
  unrecognisedLines: number,
  { hasEvidence, isPartial }: Read,
): Summary {
  const counts = newCounts();
  for (const cycle of cycles) countCycle(counts, cycle);
  for (const finding of findings) countFinding(counts, finding);
  const injections = cycles.filter(({ purpose }) => purpose === 'injection');
  return {
    ...summaryOf(counts, instances.length, unrecognisedLines, isPartial),
    ...(hasEvidence ? { redundancy: byImage(injections) } : {}),
  };
}

function count(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

/** How often each value occurs, in alphabetical order. */
const inOrder = (counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
