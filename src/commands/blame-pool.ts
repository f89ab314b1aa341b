// In: the nbd and loop devices of a host as they were attached. Out: their text: the peak, how long so
// many were in use, which they were when, and which ends the log does not show.

import { isWhole } from '../clock.ts';
import type { Hold } from '../cost/holds.ts';
import type { Pool } from '../cost/pool.ts';
import { instanceName } from '../instance-tree.ts';
import { cite, count, type Page, paragraph } from '../reporters/page.ts';
import { grid } from '../reporters/table.ts';
import { showDuration, showTime } from '../reporters/times.ts';

/** Rows on a screen; the JSON answer has all of them. */
const SHOWN = 20;

const endTexts = {
  detached: '',
  'left-behind': 'left behind',
  'likely-left-behind': 'likely left behind',
  'not-shown': 'end not shown',
} as const satisfies Record<Hold['end'], string>;

export function* poolLines(page: Page, pool: Pool): Generator<string> {
  const { host, holds, peak, untimed } = pool;
  yield '\n';
  const on = host === null ? '' : ` on ${host}`;
  yield paragraph(page, [{ text: `Devices${on}`, tone: 'strong' }, more(holds.length)]);
  const open = holds.filter(({ begin, end }) => begin === 'not-shown' || end !== 'detached');
  if (peak !== null) {
    const least = open.length === 0 ? '' : 'at least ';
    const which = peak.devices.map((device) => device.replace('/dev/', '')).join(', ');
    const text = `peak: ${least}${peak.attached} at ${showTime(peak.at)} (${which})`;
    yield paragraph(page, [text, cite(page, [peak.evidence])], '  ', '      ');
    yield paragraph(page, [`in use: ${timesText(pool, isWhole(peak.at))}`], '  ', '      ');
  }
  if (open.length > 0) {
    const text = `${count(open.length, 'device use')} without a begin or an end in the log: counted as far as lines show, and left behind ones until the device is attached anew`;
    yield paragraph(page, [text], '  ', '      ');
  }
  if (untimed > 0) {
    const text = `${count(untimed, 'device use')} not counted: no times, or the clock went backwards`;
    yield paragraph(page, [text], '  ', '      ');
  }
  yield* grid(page, holds.slice(0, SHOWN), [
    { title: 'attached', cell: ({ begin, from }) => shown(begin === 'attached' ? from : null) },
    {
      title: 'detached',
      cell: ({ end, to }) => (end === 'detached' ? shown(to).slice(-clock(to)) : endTexts[end]),
    },
    { title: 'device', cell: ({ device }) => device.replace('/dev/', '') },
    { title: 'instance', cell: ({ instance }) => instance.name ?? instanceName(instance) },
  ]);
}

const more = (holds: number) =>
  holds > SHOWN ? `: the first ${SHOWN} of ${holds} uses; the others are in the JSON answer` : '';

const shown = (time: string | null) => (time === null ? 'not shown' : showTime(time));

/** The length of a time without its date. */
const clock = (time: string | null) => (time === null ? 0 : time.length - 'YYYY-MM-DDT'.length);

function timesText({ msByAttached }: Pool, whole: boolean): string {
  const levels = Object.entries(msByAttached).filter(([attached]) => attached !== '0');
  if (levels.length === 0) return 'less than the log can tell';
  return levels.map(([attached, ms]) => `${attached} for ${showDuration(ms, whole)}`).join(', ');
}
