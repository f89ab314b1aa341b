// A report narrowed to an instance, a request or a time window. A cycle that the window cuts is kept
// whole and marked.

import { differenceInMilliseconds, isValid, parseISO } from 'date-fns';
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
 *  @throws UsageError when a time cannot be read, or not be compared with the log's */
export function filterReport(report: Report, filter: Filter): Report {
  const since = readFlag('since', filter.since);
  const until = readFlag('until', filter.until);
  const isAlike = (since?.moment === null) === (until?.moment === null);
  if (since !== null && until !== null && isAlike && behind(since, until) < 0) {
    throw new UsageError(`--since ${filter.since} is after --until ${filter.until}`);
  }
  const cycles = report.cycles.flatMap((cycle) => {
    if (!isAbout(cycle, filter)) return [];
    if (since === null && until === null) return [cycle];
    const [start, end] = [read(cycle.start), read(cycle.end ?? cycle.start)];
    // Without times nothing says that the cycle is outside.
    if (start === null || end === null) return [cycle];
    if (since !== null && behind(since, end) < 0) return [];
    if (until !== null && behind(until, start) > 0) return [];
    const cut =
      (since !== null && behind(since, start) < 0) || (until !== null && behind(until, end) > 0);
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
  const hasEvidence = report.sources.some(({ evidence }) => evidence !== undefined);
  const summary = summarize(cycles, instances, findings, unrecognisedLines, hasEvidence);
  return { ...report, cycles, instances, findings, summary };
}

function isAbout(cycle: Cycle, { instance, request }: Filter): boolean {
  const { uuid, name } = cycle.instance;
  if (instance !== undefined && instance !== uuid && instance !== name) return false;
  return request === undefined || request === cycle.requestId;
}

/** A time as it is printed, and the moment it is, null where no offset tells. */
interface Moment {
  readonly printed: Date;
  readonly moment: Date | null;
}

function readFlag(flag: string, text: string | undefined): Moment | null {
  if (text === undefined) return null;
  const time = read(text.trim().replace(/^(\d{4}-\d\d-\d\d) /, '$1T'));
  if (time === null) {
    throw new UsageError(`--${flag} ${text}: not a time; write it like 2012-05-10T12:33:23`);
  }
  return time;
}

function read(text: string | null): Moment | null {
  if (text === null) return null;
  const clock = text.replace(/(?<=T.*)(?:Z|[+-]\d\d:?\d\d)$/, '');
  const printed = parseISO(`${/T/.test(clock) ? clock : `${clock}T00:00:00`}Z`);
  if (!isValid(printed)) return null;
  return { printed, moment: clock === text ? null : parseISO(text) };
}

/** Milliseconds from a limit to a time. Like is compared with like: a limit without an offset with the
 *  log's clock as printed. */
function behind(limit: Moment, time: Moment): number {
  if (limit.moment === null) return differenceInMilliseconds(time.printed, limit.printed);
  if (time.moment !== null) return differenceInMilliseconds(time.moment, limit.moment);
  throw new UsageError(
    'the log prints no offset: give --since and --until without one, or its time zone by --tz',
  );
}
