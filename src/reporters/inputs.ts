// In: the sources of a report and the releases. Out: in words, what was looked at: each source, all of them
// together, the release, what is missing from them and what they cannot show.

import { groupBy } from '../group.ts';
import type { Gap, ReleaseClaim, Source, Visibility } from '../model.ts';
import { gapName } from './gap.ts';
import { cite, count, type Page, sourceName } from './page.ts';
import { showSpan } from './times.ts';
import type { Span, Text } from './wrap.ts';

/** A file beside the logs, and of which instances it tells. */
export function evidenceText(source: Source): Text {
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

export function extent(source: Source): string {
  return `${linesText(source)}, ${showSpan(source.first, source.last)}`;
}

function linesText({ lines, recognisedLines }: Source): string {
  return lines === null
    ? `${count(recognisedLines, 'line')} recognised in the window`
    : `${count(lines, 'line')} (${recognisedLines} recognised)`;
}

export function everything(source: Source): string {
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

export function together(sources: readonly Source[]): Text {
  const named = (values: readonly (string | null)[]): string =>
    [...new Set(values)].map((value) => value ?? 'not shown').join(', ');
  const hosts = named(sources.map((source) => source.host));
  const formats = named(sources.map((source) => source.format));
  const text = `host ${hosts}; format ${formats}; ${levelsText(sources)}`;
  return [{ text: count(sources.length, 'source'), tone: 'strong' }, `: ${text}`];
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

export function releaseText(page: Page, release: ReleaseClaim, several: boolean): Text {
  const version = release.version ?? release.series;
  const name = [release.codename, version].filter((part) => part !== null).join(' ');
  const host = several && release.host !== null ? ` on ${release.host}` : '';
  const sure = name === '' ? '' : ` (${release.confidence})`;
  return [`release${host}: ${name === '' ? 'unknown' : name}${sure}`, cite(page, release.evidence)];
}

export function gapText(page: Page, source: Source, gap: Gap): Text {
  const where = page.sources.length > 1 ? ` in ${sourceName(source)}` : '';
  return [
    { text: `missing${where}: ${gapName(gap)}`, tone: 'warn' },
    ` - ${gap.detail}`,
    cite(page, gap.evidence),
  ];
}

/** One line per thing that is not to be seen; sources with the same limits share it. */
export function limits(page: Page, sources: readonly Source[]): readonly Text[] {
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
