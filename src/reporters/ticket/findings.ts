// In: a report. Out: the verdict, and the findings behind it, each with what to do.

import type { Finding, Report } from '../../model.ts';
import { bySeverity, seenText, severities, severityCounts } from '../finding-facts.ts';
import type { Page } from '../page.ts';
import { imageText, partialText, unreadText, verdictText } from '../verdict.ts';
import { flat } from '../wrap.ts';
import type { Line, Part } from './part.ts';

export function verdictParts(report: Report): readonly Part[] {
  const texts = [partialText(report), verdictText(report), unreadText(report)];
  const text = texts.flatMap((one) => (one === null ? [] : flat(one))).join('; ');
  const rows = (report.summary.redundancy ?? []).map((image): Line => [flat(imageText(image))]);
  const body = rows.length === 0 ? null : ({ kind: 'list', rows } as const);
  return [{ label: 'Verdict:', text: [` ${text}`], body, noun: 'image', share: 1 }];
}

export function findingsPart(page: Page, report: Report): readonly Part[] {
  const findings = bySeverity(report);
  if (findings.length === 0) return [];
  const rows = findings.map((finding) => findingLine(page, finding, report));
  const text = [` ${flat(severityCounts(report))}`];
  return [{ label: 'Findings:', text, body: { kind: 'list', rows }, noun: 'finding', share: 2 }];
}

function findingLine(page: Page, finding: Finding, { summary }: Report): Line {
  const { severity, title, id, detail, remedy, references } = finding;
  const parts = [
    ` ${title} (${id}): ${detail}`,
    ...(remedy === null ? [] : [` remedy: ${remedy}`]),
    ` ${flat(seenText(page, finding, summary))}`,
    ...(references.length === 0 ? [] : [` see: ${references.join(', ')}`]),
  ];
  return [{ strong: severities[severity].label }, parts.join('')];
}
