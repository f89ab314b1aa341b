// In: a report. Out: what was looked at: the sources, the release, what is missing from them and
// what they cannot show. Many sources get one line each, and what they share is said once.

import type { Gap, ReleaseClaim, Report, Source, Visibility } from '../model.ts';
import { gapName } from './gap.ts';
import { groupBy } from './group.ts';
import { cite, count, type Page, paragraph, sourceName } from './page.ts';
import { showSpan } from './times.ts';
import type { Span, Text } from './wrap.ts';

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

/** A file beside the logs, and of which instances it tells. */
function evidenceText(source: Source): Text {
  const { kind = '', instances = [], why = '' } = source.evidence ?? {};
  const whose =
    instances.length === 0
      ? { text: 'of no instance in the logs', tone: 'warn' as const }
      : `of ${instances.join(', ')}`;
  return [
    { text: sourceName(source), tone: 'strong' },
    `: ${kind.replaceAll('-', ' ')}, ${count(source.lines ?? 0, 'line')}, `,
    whose,
    ` - ${why}`,
  ];
}

function extent(source: Source): string {
  return `${linesText(source)}, ${showSpan(source.first, source.last)}`;
}

function linesText({ lines, recognisedLines }: Source): string {
  return lines === null
    ? `${count(recognisedLines, 'line')} recognised in the window`
    : `${count(lines, 'line')} (${recognisedLines} recognised)`;
}

function everything(source: Source): string {
  const parts = [
    source.host === null ? 'host not shown' : `host ${source.host}`,
    source.format === null ? 'no known line layout' : `format ${source.format}`,
    ...(source.compression === null ? [] : [source.compression]),
    linesText(source),
    levelsText([source]),
    showSpan(source.first, source.last),
  ];
  return parts.join(', ');
}

function together(sources: readonly Source[]): Text {
  const named = (values: readonly (string | null)[]): string =>
    [...new Set(values)].map((value) => value ?? 'not shown').join(', ');
  const hosts = named(sources.map((source) => source.host));
  const formats = named(sources.map((source) => source.format));
  const text = `host ${hosts}; format ${formats}; ${levelsText(sources)}`;
  return [{ text: `${sources.length} sources`, tone: 'strong' }, `: ${text}`];
}

function levelsText(sources: readonly Source[]): string {
  const sums = new Map<string, number>();
  for (const source of sources) {
    for (const [level, n] of Object.entries(source.levels)) {
      sums.set(level, (sums.get(level) ?? 0) + n);
    }
  }
  const texts = [...sums].map(([level, n]) => `${level} ${n}`);
  return texts.length === 0 ? 'no levels' : texts.join(', ');
}

function releaseText(page: Page, release: ReleaseClaim, several: boolean): Text {
  const version = release.version ?? release.series;
  const name = [release.codename, version].filter((part) => part !== null).join(' ');
  const host = several && release.host !== null ? ` on ${release.host}` : '';
  const sure = name === '' ? '' : ` (${release.confidence})`;
  return [`release${host}: ${name === '' ? 'unknown' : name}${sure}`, cite(page, release.evidence)];
}

function gapText(page: Page, source: Source, gap: Gap): Text {
  const where = page.sources.length > 1 ? ` in ${sourceName(source)}` : '';
  return [
    { text: `missing${where}: ${gapName(gap)}`, tone: 'warn' },
    ` - ${gap.detail}`,
    cite(page, gap.evidence),
  ];
}

/** One line per thing that is not to be seen; sources with the same limits share it. */
function limits(page: Page, sources: readonly Source[]): readonly Text[] {
  const limited = sources.filter((source) => isLimited(source.visibility));
  const byText = groupBy(limited, limitText);
  return [...byText].map(([text, alike]): Text => {
    const names = alike.map((source) => sourceName(source)).join(', ');
    const where: Span = alike.length === sources.length ? '' : ` (${names})`;
    const evidence = alike.flatMap((source) => source.visibility.evidence);
    return [{ text, tone: 'warn' }, where, cite(page, evidence)];
  });
}

function isLimited(visibility: Visibility): boolean {
  const { commands, announcements } = visibility;
  return commands !== 'visible' || announcements === 'hidden' || announcements === 'unknown';
}

function limitText(source: Source): string {
  const { commands, announcements, why } = source.visibility;
  return `commands: ${commands}; announcements: ${announcements.replaceAll('-', ' ')} - ${why}`;
}
