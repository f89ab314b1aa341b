// In: a report. Out: its findings, errors first: what is wrong, what to do, and the lines that show
// it.

import type { Finding, Report } from '../model.ts';
import { type Among, bySeverity, seenText, severities, severityCounts } from './finding-facts.ts';
import { type Page, paragraph, quotes } from './page.ts';
import { plainLines } from './plain.ts';

const indent = '    ';

export function* findingsSection(page: Page, report: Report): Iterable<string> {
  if (report.findings.length === 0) return;
  yield '\n';
  yield paragraph(page, [{ text: 'Findings', tone: 'strong' }, ': ', ...severityCounts(report)]);
  for (const finding of bySeverity(report)) yield* findingLines(page, finding, report.summary);
}

export function* findingLines(page: Page, finding: Finding, summary: Among): Iterable<string> {
  const { label, tone } = severities[finding.severity];
  const title = { text: `${label} ${finding.title}`, tone };
  yield paragraph(page, [title, { text: ` (${finding.id})`, tone: 'dim' }], '  ', indent);
  for (const line of plainLines(finding.detail)) yield paragraph(page, [line], indent);
  if (finding.remedy !== null) {
    yield paragraph(page, [`remedy: ${finding.remedy}`], indent, `${indent}    `);
  }
  yield paragraph(page, seenText(page, finding, summary), indent, `${indent}    `);
  yield* quotes(page, finding.evidence, indent);
  if (finding.references.length > 0) {
    yield paragraph(page, [`see: ${finding.references.join(', ')}`], indent, `${indent}    `);
  }
}
