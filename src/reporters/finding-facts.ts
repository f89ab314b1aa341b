// In: a report's findings. Out: in words, how severe they are, in that order, and where they were seen.

import type { Finding, Report, Severity, Summary } from '../model.ts';
import { cite, count, type Page } from './page.ts';
import type { Text, Tone } from './wrap.ts';

export const severities = {
  error: { label: 'ERROR', tone: 'bad' },
  warning: { label: 'WARNING', tone: 'warn' },
  info: { label: 'INFO', tone: 'strong' },
} as const satisfies Record<Severity, { readonly label: string; readonly tone: Tone }>;

const order: readonly Severity[] = ['error', 'warning', 'info'];

export function bySeverity({ findings }: Report): readonly Finding[] {
  return order.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

/** `1 error, 2 warnings, 4 info`. */
export function severityCounts({ summary }: Report): Text {
  const [, ...listed] = order.flatMap((severity) => severityCount(summary.findings, severity));
  return listed;
}

function severityCount(counts: Report['summary']['findings'], severity: Severity): Text {
  const n = counts[severity];
  const text = severity === 'info' ? `${n} info` : count(n, severity);
  return n === 0 ? [] : [', ', { text, tone: severities[severity].tone }];
}

export function seenText(page: Page, finding: Finding, summary: Among): Text {
  const where = whereSeen(finding, summary);
  return [where === '' ? 'seen:' : `seen: ${where}`, cite(page, finding.evidence)];
}

/** How many there are that a finding could be about. */
export type Among = Pick<Summary, 'hosts' | 'instances'>;

/** With one host and one instance the report is about nothing else, and they are not named. */
export function whereSeen(finding: Finding, summary: Among): string {
  const parts = [
    ...(finding.host === null || summary.hosts < 2 ? [] : [`host ${finding.host}`]),
    ...(finding.instances.length === 0 || summary.instances < 2
      ? []
      : [instancesText(finding.instances)]),
    ...(finding.cycles.length > 1 ? [count(finding.cycles.length, 'cycle')] : []),
  ];
  return parts.join(', ');
}

function instancesText(uuids: readonly string[]): string {
  return uuids.length === 1 ? `instance ${uuids.join()}` : count(uuids.length, 'instance');
}
