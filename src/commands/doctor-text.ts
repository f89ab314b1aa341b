// What could be read of each input and what not, as text: layout, release, levels, what is visible, and
// for what is not the setting that would show it. Injections are the report's business.

import type { Layouts } from '../analyze.ts';
import type { EvidenceSource, ReleaseClaim, Report, Source } from '../model.ts';
import { type Shown, settingToSee } from '../releases/index.ts';
import { gapName } from '../reporters/gap.ts';
import { plain } from '../reporters/plain.ts';
import { maskSecrets } from '../secrets.ts';
import { rotationSet } from '../sources/index.ts';

/** Lines that were not read are quoted up to this. */
const QUOTED = 120;

type Row = readonly [name: string, text: string];

/** One paragraph for each source. `layouts` are the report's sources', in order. */
export function* examine(report: Report, layouts: readonly Layouts[]): Generator<string> {
  for (const [index, source] of report.sources.entries()) {
    const claims = claimsOf(report, index, source);
    if (source.evidence !== undefined) {
      yield* evidenceLines(source, source.evidence, index);
      continue;
    }
    const rows = [
      ...layoutRows(source, layouts[index]),
      ...sourceRows(source),
      ...loggerRows(layouts[index]),
      ['release', claims.length === 0 ? 'unknown' : claims.map(releaseText).join(', then ')],
      ...shownRows(source, versionOf(claims.at(-1)), opensWithGuestfs(report, index)),
      ...translatedRows(layouts[index]),
    ] as const satisfies readonly Row[];
    yield `${index > 0 ? '\n' : ''}${plain(source.path)}\n`;
    for (const [name, text] of rows) yield `  ${name.padEnd(10)}${plain(text)}\n`;
  }
}

function* evidenceLines({ path }: Source, evidence: EvidenceSource, index: number) {
  const { kind, instances, confidence, why } = evidence;
  const whose =
    instances.length === 0 ? 'none of the logs' : `${instances.join(', ')} (${confidence})`;
  yield `${index > 0 ? '\n' : ''}${plain(path)}\n`;
  yield `  ${'evidence'.padEnd(10)}${kind}\n`;
  yield `  ${'instances'.padEnd(10)}${plain(whose)}: ${plain(why)}\n`;
}

function layoutRows({ lines }: Source, layouts: Layouts | undefined): readonly Row[] {
  if (layouts === undefined) return [];
  const { records, unread, firstUnread } = layouts;
  // A bare line is a record as well as one no layout reads.
  const bare = Math.min(records['bare'] ?? 0, unread);
  const fits = Object.values(records).reduce((sum, count) => sum + count, -bare);
  const each = Object.entries(records).map(([id, count]) => `${id} ${count}`);
  const rate = fits === 0 ? 0 : Math.floor((100 * fits) / (fits + unread));
  const layout = fits === 0 ? 'none recognised' : `${each.join(', ')} records`;
  const row: Row = [
    'layout',
    `${layout}; ${rate}% of what was looked at fits${lines === null ? '' : ` (${lines} lines in all)`}`,
  ];
  if (firstUnread === null) return [row];
  const quoted = maskSecrets(firstUnread.text).slice(0, QUOTED);
  return [row, ['not read', `${unread} lines; the first is line ${firstUnread.line}: ${quoted}`]];
}

function sourceRows({ host, compression, levels, first, last, gaps }: Source): readonly Row[] {
  return [
    ['host', host ?? 'not shown'],
    ['levels', counted(levels) || 'none'],
    ['times', first === null ? 'none' : `${first} to ${last ?? 'unknown'}`],
    ...(compression === null ? [] : [['packed in', compression] as const]),
    ...gaps.map((gap) => ['missing', `${gapName(gap)}: ${gap.detail}`] as const),
  ];
}

const counted = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .sort()
    .join(', ');

/** Of the records that were looked at, as the levels are. */
function loggerRows(layouts: Layouts | undefined): readonly Row[] {
  const loggers = Object.entries(layouts?.loggers ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return loggers.map(([logger, levels], index) => [
    index === 0 ? 'loggers' : '',
    `${logger}: ${counted(levels)}`,
  ]);
}

// ---------------------------------------------------------------- what is visible

function shownRows(source: Source, version: string | null, guestfs: boolean): readonly Row[] {
  const { commands, announcements, why } = source.visibility;
  const warnings = warningsOf(source);
  const rows: readonly (readonly [name: string, shown: Shown, state: string])[] = [
    ['commands', 'commands', commands === 'hidden' ? commands : `${commands}: ${why}`],
    ['announced', 'announcements', announcements.replaceAll('-', ' ')],
    ['warnings', 'warnings', warnings],
    ...(guestfs
      ? [['appliance', 'appliance', 'hidden: what libguestfs does is not read'] as const]
      : []),
  ];
  const isFull = 'DEBUG' in source.levels;
  const settings = rows.map(([name, shown, state]): Row => {
    const isHidden = /^(?:hidden|not printed)/.test(state) || (state === 'unknown' && !isFull);
    const setting = isHidden ? settingToSee(shown, version) : null;
    return [name, setting === null ? state : `${state}${SET}${setting}`];
  });
  if (!settings.some(([, text]) => text.includes(SET))) return settings;
  return [
    ...settings,
    ['settings', 'are for nova.conf: restart nova-compute, boot one instance, take them back'],
  ];
}

const SET = '; to see more set ';

/** Nova's messages are translated to 15.x. */
function translatedRows(layouts: Layouts | undefined): readonly Row[] {
  const line = layouts?.unreadWarning ?? null;
  const text = `the warning on line ${line} could not be read; if it is translated, LC_ALL=C in the environment of nova-compute makes it English`;
  return line === null ? [] : [['language', text]];
}

/** WARNING passes wherever a record below ERROR does. */
function warningsOf({ levels }: Source): 'visible' | 'hidden' | 'unknown' {
  const met = Object.keys(levels);
  if (met.length === 0) return 'unknown';
  return met.some((level) => !/^(?:ERROR|CRITICAL)$/.test(level)) ? 'visible' : 'hidden';
}

/** Whether libguestfs opened an image in the source. */
const opensWithGuestfs = ({ cycles }: Report, source: number) =>
  cycles.some(
    ({ mechanism, steps }) =>
      mechanism === 'vfs-guestfs' && steps.some(({ evidence }) => evidence[0].source === source),
  );

// ---------------------------------------------------------------- the release

/** The releases told by lines of the source, else those of its host. */
function claimsOf({ releases, sources }: Report, index: number, { host, path }: Source) {
  const own = releases.filter(({ evidence }) => evidence.some((one) => one.source === index));
  const log = rotationSet(path);
  const isOfLog = ({ evidence }: ReleaseClaim) =>
    evidence.every((one) => rotationSet(sources[one.source]?.path ?? '') === log);
  const ofHost = releases.filter((one) => one.host === host && (host !== null || isOfLog(one)));
  return own.length > 0 ? own : ofHost;
}

/** Of a release whose point is not known the name of the series: `17`, `2015.1`. */
function versionOf(claim: ReleaseClaim | undefined): string | null {
  if (claim === undefined) return null;
  return claim.version ?? claim.series?.replace(/^(\d{4}\.\d|\d{2,3})\.0.*$/, '$1') ?? null;
}

function releaseText({ codename, series, version, confidence }: ReleaseClaim): string {
  const name = version ?? series;
  if (name === null) return 'unknown';
  return `${codename === null ? '' : `${codename} `}${name} (${confidence})`;
}
