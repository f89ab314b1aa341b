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
import type { Text } from './wrap.ts';

const hang = '    ';
/** More sources than this would push the answer off the first screen. */
const fewSources = 3;

export function* headerSection(page: Page, report: Report): Iterable<string> {
  for (const text of headerTexts(page, report)) yield paragraph(page, text, '', hang);
}

/** Each a paragraph of its own. */
export function* headerTexts(page: Page, report: Report): Iterable<Text> {
  const sources = report.sources.filter(({ evidence }) => evidence === undefined);
  if (sources.length > fewSources) yield together(sources);
  for (const source of sources) {
    const text = sources.length > fewSources ? extent(source) : everything(source);
    yield [{ text: sourceName(source), tone: 'strong' }, `: ${text}`];
  }
  for (const source of report.sources) {
    if (source.evidence !== undefined) yield evidenceText(source);
  }
  for (const release of report.releases) {
    yield releaseText(page, release, report.releases.length > 1);
  }
  if (report.releases.length === 0) yield ['release: unknown'];
  for (const source of sources) {
    for (const gap of source.gaps) yield gapText(page, source, gap);
  }
  yield* limits(page, sources);
}
