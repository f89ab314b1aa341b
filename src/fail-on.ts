// Findings that decide the exit status, and findings left out. In: the words the user named them with.
// Out: what to ask or to make of a report; a word that names none is refused before a log is read.

import { UsageError } from './errors.ts';
import type { Finding, Report, ReportPart, Severity } from './model.ts';
import { rules } from './rules/index.ts';
import { readFor, summarize } from './verdicts/summary.ts';

const SEVERITIES: readonly Severity[] = ['info', 'warning', 'error'];

/** Whether a finding to fail on is there: one at or above a severity, or one of the ids; `never` names
 *  none. @throws UsageError for a word that is none of these */
export function failingOn(
  given: readonly string[],
): (told: Pick<ReportPart, 'findings'>) => boolean {
  const words = split(given);
  for (const word of words)
    if (!isSeverity(word) && word !== 'never') refuseUnknown(word, 'fail-on');
  return ({ findings = [] }) =>
    findings.some((finding) => words.some((word) => meets(finding, word)));
}

/** The report without the findings of these ids. @throws UsageError for an id that no finding has */
export function leavingOut(given: readonly string[]): (report: Report) => Report {
  const isLeftOut = leftOut(given);
  return (report) => {
    const findings = report.findings.filter((finding) => !isLeftOut(finding));
    const { cycles, instances, summary } = report;
    const { unrecognisedLines } = summary;
    const counted = summarize(cycles, instances, findings, unrecognisedLines, readFor(report));
    return { ...report, findings, summary: counted };
  };
}

/** Whether a finding has one of these ids. @throws UsageError for an id that no finding has */
export function leftOut(given: readonly string[]): (finding: Finding) => boolean {
  const ids = split(given);
  for (const id of ids) refuseUnknown(id, 'ignore');
  return ({ id }) => ids.includes(id);
}

const split = (given: readonly string[]) =>
  given.flatMap((words) => words.split(',')).map((word) => word.trim());

const isSeverity = (word: string): word is Severity => SEVERITIES.some((one) => one === word);

function meets({ id, severity }: Finding, word: string): boolean {
  if (!isSeverity(word)) return id === word;
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(word);
}

function refuseUnknown(word: string, flag: string): void {
  const ids = rules.map(({ id }): string => id);
  if (ids.includes(word)) return;
  const parts = word.split('-').filter((part) => part.length > 2);
  const near = ids.filter((id) => parts.some((part) => id.split('-').includes(part)));
  const meant = near.length === 0 ? 'the report names each' : `did you mean ${near.join(' or ')}?`;
  throw new UsageError(`--${flag} ${word}: no finding has this id; ${meant}`);
}
