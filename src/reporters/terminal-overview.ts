// In: a report. Out: where there are several cycles, one row for each, and for each host when its nbd and
// loop devices were attached, as a lane per device over the time of the cycles.

import { between, isWhole } from '../clock.ts';
import { type Hold, type Pool, poolsOf } from '../cost/pool.ts';
import type { Cycle, CycleOutcome, Report } from '../model.ts';
import { type Bar, occupancy } from './bars.ts';
import { isNotOpened } from './not-opened.ts';
import { type Page, paragraph } from './page.ts';
import { plain } from './plain.ts';
import { grid } from './table.ts';
import { showDuration, showSpan, showTime } from './times.ts';
import { columns } from './wrap.ts';

const indent = '  ';
/** Length of a date. */
const DAY = 10;

export function* overviewSection(page: Page, report: Report): Iterable<string> {
  const { cycles } = report;
  if (cycles.length < 2) return;
  yield '\n';
  yield paragraph(page, [{ text: 'Cycles', tone: 'strong' }]);
  const hosts = new Set(cycles.map(({ host }) => host));
  const days = new Set(cycles.flatMap(({ start }) => start?.slice(0, DAY) ?? []));
  const [day = ''] = days;
  const begun = ({ start }: Cycle) =>
    start === null ? '-' : showTime(days.size > 1 ? start : start.slice(DAY + 1));
  yield* grid(page, cycles, [
    { title: 'host', cell: ({ host }) => (hosts.size > 1 ? (host ?? '-') : '') },
    { title: days.size > 1 ? 'start' : day, cell: begun },
    { title: 'took', cell: took, right: true },
    { title: 'what', cell: what },
    { title: 'by', cell: by },
    { title: 'outcome', cell: ({ outcome }) => marked(outcome) },
    { title: 'instance', cell: ({ instance }) => instance.name ?? instance.uuid ?? '-' },
  ]);
  for (const pool of poolsOf(cycles)) yield* lanes(page, pool, hosts.size > 1);
}

const took = ({ durationMs, start, end }: Cycle) =>
  durationMs === null ? '-' : showDuration(durationMs, isWhole(start ?? end));

function what({ purpose, items }: Cycle): string {
  const names = [...new Set(items.map(({ item }) => item))].join(',');
  return purpose === 'injection' && names !== '' ? names : purpose;
}

function by(cycle: Cycle): string {
  const { handler, device } = cycle;
  if (handler === null) return isNotOpened(cycle) ? 'none' : '?';
  return device === null ? handler : device.replace('/dev/', '');
}

/** Not by colour alone. */
const MARKS: Partial<Record<CycleOutcome, string>> = { leaked: '! ', 'failed-fatal': '! ' };
const marked = (outcome: CycleOutcome) => `${MARKS[outcome] ?? ''}${outcome}`;

function* lanes(page: Page, { host, holds }: Pool, several: boolean): Iterable<string> {
  const extent = extentOf(holds);
  if (extent === null) return;
  const devices = [...new Set(holds.map(({ device }) => device))].sort(byNumber);
  const names = devices.map((device) => plain(device.replace('/dev/', '')));
  const label = names.reduce((most, name) => Math.max(most, columns(name)), 0);
  const width = page.width - indent.length - label - 3;
  const whose = several ? ` of ${host ?? 'a host that is not shown'}` : '';
  const time = showSpan(extent.first, extent.last);
  yield '\n';
  yield paragraph(page, [{ text: `Devices attached${whose}`, tone: 'strong' }, `, ${time}`]);
  for (const [at, device] of devices.entries()) {
    const own = holds.filter((hold) => hold.device === device);
    const bars = own.flatMap((hold) => barOf(hold, extent) ?? []);
    const isLeft = own.at(-1)?.end === 'left-behind';
    const drawn = occupancy(bars, width, page.blocks);
    const tone = isLeft ? 'bad' : 'open';
    yield `${indent}${(names[at] ?? '').padEnd(label)} |${page.paint[tone](drawn)}${isLeft ? '!' : '|'}\n`;
  }
}

interface Extent {
  readonly first: string;
  readonly last: string;
  readonly ms: number;
}

/** From the first time a device is attached to the last; null where that is no time. */
function extentOf(holds: readonly Hold[]): Extent | null {
  const times = holds.flatMap(({ from, to }) => [from, to]).filter((time) => time !== null);
  let [first = null] = times;
  let last = first;
  for (const time of times) {
    if ((between(first, time) ?? 0) < 0) first = time;
    if ((between(last, time) ?? 0) > 0) last = time;
  }
  const ms = between(first, last) ?? 0;
  return first === null || last === null || ms <= 0 ? null : { first, last, ms };
}

function barOf({ from, to, end }: Hold, { first, ms }: Extent): Bar | null {
  const [start, stop] = [between(first, from), between(first, to)];
  if (start === null || stop === null || stop < start) return null;
  return { from: start / ms, to: end === 'left-behind' ? 1 : stop / ms };
}

const byNumber = (a: string, b: string) =>
  Number(/\d+/.exec(a)) - Number(/\d+/.exec(b)) || (a < b ? -1 : 1);
