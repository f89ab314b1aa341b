// A report narrowed to an instance or a request.

import type { Cycle, Report } from './model.ts';
import { readFor, summarize } from './verdicts/summary.ts';

export interface Filter {
  /** Uuid or name. */
  readonly instance?: string | undefined;
  readonly request?: string | undefined;
}

/** The report with only the cycles that fit, and what belongs to them. */
export function filterReport(report: Report, filter: Filter): Report {
  const cycles = report.cycles.filter((cycle) => isAbout(cycle, filter));
  const kept = new Set(cycles.map(({ id }) => id));
  const instances = report.instances.flatMap((instance) => {
    const own = instance.cycles.filter((id) => kept.has(id));
    return own.length === 0 ? [] : [{ ...instance, cycles: own }];
  });
  const findings = report.findings.filter(
    (finding) => finding.cycles.length === 0 || finding.cycles.some((id) => kept.has(id)),
  );
  const { unrecognisedLines } = report.summary;
  const read = readFor(report);
  const summary = summarize(cycles, instances, findings, unrecognisedLines, read);
  return { ...report, cycles, instances, findings, summary };
}

export function isAbout(cycle: Cycle, { instance, request }: Filter): boolean {
  const { uuid, name } = cycle.instance;
  if (instance !== undefined && instance !== uuid && instance !== name) return false;
  return request === undefined || request === cycle.requestId;
}
