// In: a report. Out: the lines behind its findings, errors first, quoted as grep -n prints them.

import type { Report } from '../../model.ts';
import { bySeverity } from '../finding-facts.ts';
import { fileLine, type Page } from '../page.ts';
import { plain } from '../plain.ts';
import { cut } from './inline.ts';
import type { Part } from './part.ts';

/** The first lines prove a finding; all of them are in the JSON report. */
const quotedOfEach = 3;

export function evidencePart(page: Page, report: Report): readonly Part[] {
  const quoted = bySeverity(report).flatMap(({ evidence }) => evidence.slice(0, quotedOfEach));
  const lines = quoted.map((one) => `${plain(fileLine(page, one))}: ${cut(one.text)}`);
  const rows = [...new Set(lines)];
  if (rows.length === 0) return [];
  const body = { kind: 'fence', language: 'text', rows } as const;
  return [{ label: 'Evidence:', text: [], body, noun: 'quoted line', share: 3 }];
}
