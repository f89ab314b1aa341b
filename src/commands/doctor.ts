// What could be read of each input and what not, as text: layout, release, levels, what is visible and
// the setting that would show more. Injections are the report's business.

import type { Layouts } from '../analyze.ts';
import type { ReleaseClaim, Report, Source } from '../model.ts';
import { gapName } from '../reporters/gap.ts';
import { plain } from '../reporters/plain.ts';
import { rotationSet } from '../sources/index.ts';
import type { Command } from './command.ts';

export const doctor: Command = {
  id: 'doctor',
  subjects: [],
  readsLogs: true,
  answersNothing: true,
  describe: 'what can be read of the logs, what not, and the setting that would show more',
  formats: ['terminal'],
  takes: [],
  examples: [['$0 doctor nova-compute.log', 'what can be read of a log, and what not']],
  async run({ flags, read }) {
    const { report, layouts } = await read(flags.files);
    return { text: examine(report, layouts) };
  },
};

/** Lines that were not read are quoted up to this. */
const QUOTED = 120;

/** One paragraph for each source. `layouts` are the report's sources', in order. */
export function* examine(report: Report, layouts: readonly Layouts[]): Generator<string> {
  for (const [index, source] of report.sources.entries()) {
    const rows = [
      ...layoutRows(source, layouts[index]),
      ...sourceRows(source),
      ['release', releasesOf(report, index, source)],
      ['commands', source.visibility.commands],
      ['announced', source.visibility.announcements],
      ['why', source.visibility.why],
    ];
    yield `${index > 0 ? '\n' : ''}${plain(source.path)}\n`;
    for (const [name = '', text = ''] of rows) yield `  ${name.padEnd(10)}${plain(text)}\n`;
  }
}

function layoutRows({ lines }: Source, layouts: Layouts | undefined): string[][] {
  if (layouts === undefined) return [];
  const { records, unread, firstUnread } = layouts;
  // A bare line is a record as well as one no layout reads.
  const bare = Math.min(records['bare'] ?? 0, unread);
  const fits = Object.values(records).reduce((sum, count) => sum + count, -bare);
  const each = Object.entries(records).map(([id, count]) => `${id} ${count}`);
  const rate = fits === 0 ? 0 : Math.floor((100 * fits) / (fits + unread));
  const layout = fits === 0 ? 'none recognised' : `${each.join(', ')} records`;
  return [
    ['layout', `${layout}; ${rate}% of what was looked at fits (${lines} lines in all)`],
    ...(firstUnread === null
      ? []
      : [
          [
            'not read',
            `${unread} lines; the first is line ${firstUnread.line}: ${firstUnread.text.slice(0, QUOTED)}`,
          ],
        ]),
  ];
}

function sourceRows({ host, compression, levels, first, last, gaps }: Source): string[][] {
  const counts = Object.entries(levels).map(([level, count]) => `${level} ${count}`);
  return [
    ['host', host ?? 'not shown'],
    ['levels', counts.length === 0 ? 'none' : counts.join(', ')],
    ['times', first === null ? 'none' : `${first} to ${last ?? 'unknown'}`],
    ...(compression === null ? [] : [['packed in', compression]]),
    ...gaps.map((gap) => ['missing', `${gapName(gap)}: ${gap.detail}`]),
  ];
}

/** The releases told by lines of the source, else those of its host. */
function releasesOf({ releases, sources }: Report, index: number, { host, path }: Source): string {
  const own = releases.filter(({ evidence }) => evidence.some((one) => one.source === index));
  const log = rotationSet(path);
  const isOfLog = ({ evidence }: ReleaseClaim) =>
    evidence.every((one) => rotationSet(sources[one.source]?.path ?? '') === log);
  const ofHost = releases.filter((one) => one.host === host && (host !== null || isOfLog(one)));
  const claims = own.length > 0 ? own : ofHost;
  return claims.length === 0 ? 'unknown' : claims.map(releaseText).join(', then ');
}

function releaseText({ codename, series, version, confidence }: ReleaseClaim): string {
  const name = version ?? series;
  if (name === null) return 'unknown';
  return `${codename === null ? '' : `${codename} `}${name} (${confidence})`;
}
