// In: a report. Out: what was looked at: the sources, the release, what is missing from them and
// what they cannot show. Many sources get one line each, and what they share is said once.

import type { Report } from '../model.ts';
import {
  everything,
  evidenceText,
  extent,
  gapText,
  limits,
  releaseText,
  together,
} from './inputs.ts';
import { type Page, paragraph, sourceName } from './page.ts';

const hang = '    ';
/** More sources than this would push the answer off the first screen. */
const fewSources = 3;

export function* headerSection(page: Page, report: Report): Iterable<string> {
  const sources = report.sources.filter(({ evidence }) => evidence === undefined);
  if (sources.length > fewSources) yield paragraph(page, together(sources), '', hang);
  for (const source of sources) {
    const text = sources.length > fewSources ? extent(source) : everything(source);
    yield paragraph(page, [{ text: sourceName(source), tone: 'strong' }, `: ${text}`], '', hang);
  }
  for (const source of report.sources) {
    if (source.evidence !== undefined) yield paragraph(page, evidenceText(source), '', hang);
  }
  for (const release of report.releases) {
    yield paragraph(page, releaseText(page, release, report.releases.length > 1), '', hang);
  }
  if (report.releases.length === 0) yield 'release: unknown\n';
  for (const source of sources) {
    for (const gap of source.gaps) yield paragraph(page, gapText(page, source, gap), '', hang);
  }
  for (const text of limits(page, sources)) yield paragraph(page, text, '', hang);
}
