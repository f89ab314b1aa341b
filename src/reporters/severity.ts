// How severe a finding is, in words; the findings in that order.

import type { Finding, Report, Severity } from '../model.ts';
import { count } from './page.ts';
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
