// A report narrowed to an instance, a request or a time window. A cycle that the window cuts is kept
// whole and marked.

import { isAfter, isBefore, isValid, parseISO } from 'date-fns';
import { UsageError } from './errors.ts';
import type { Cycle, Report } from './model.ts';
import { summarize } from './verdicts/summary.ts';

export interface Filter {
  /** Uuid or name. */
  readonly instance?: string | undefined;
  readonly request?: string | undefined;
  /** ISO 8601, in the log's own clock unless it carries an offset. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** The report with only the cycles that fit, and what belongs to them.
 *  @throws UsageError when a time cannot be read */
export function filterReport(report: Report, filter: Filter): Report {
  const since = moment('since', filter.since);
  const until = moment('until', filter.until);
  if (since !== null && until !== null && isAfter(since, until)) {
    throw new UsageError(`--since ${filter.since} is after --until ${filter.until}`);
  }
  const cycles = report.cycles.flatMap((cycle) => {
    if (!isAbout(cycle, filter)) return [];
    const [start, end] = [read(cycle.start), read(cycle.end ?? cycle.start)];
    // Without times nothing says that the cycle is outside.
    if (start === null || end === null) return [cycle];
    if (since !== null && isBefore(end, since)) return [];
    if (until !== null && isAfter(start, until)) return [];
    const cut =
      (since !== null && isBefore(start, since)) || (until !== null && isAfter(end, until));
    return [cut ? { ...cycle, cutByWindow: true } : cycle];
  });
  const kept = new Set(cycles.map(({ id }) => id));
  const instances = report.instances.flatMap((instance) => {
    const own = instance.cycles.filter((id) => kept.has(id));
    return own.length === 0 ? [] : [{ ...instance, cycles: own }];
  });
  const findings = report.findings.filter(
    (finding) => finding.cycles.length === 0 || finding.cycles.some((id) => kept.has(id)),
  );
  const { unrecognisedLines } = report.summary;
  const summary = summarize(cycles, instances, findings, unrecognisedLines);
  return { ...report, cycles, instances, findings, summary };
}

function isAbout(cycle: Cycle, { instance, request }: Filter): boolean {
  const { uuid, name } = cycle.instance;
  if (instance !== undefined && instance !== uuid && instance !== name) return false;
  return request === undefined || request === cycle.requestId;
}

function moment(flag: string, text: string | undefined): Date | null {
  if (text === undefined) return null;
  const date = read(text.trim().replace(/^(\d{4}-\d\d-\d\d) /, '$1T'));
  if (date === null) {
    throw new UsageError(`--${flag} ${text}: not a time; write it like 2012-05-10T12:33:23`);
  }
  return date;
}

/** A time without an offset is read as UTC, on both sides of the comparison. */
function read(text: string | null): Date | null {
  if (text === null) return null;
  const hasOffset = /(?:Z|[+-]\d\d:?\d\d)$/.test(text);
  const whole = /T/.test(text) ? text : `${text}T00:00:00`;
  const date = parseISO(hasOffset ? text : `${whole}Z`);
  return isValid(date) ? date : null;
}
