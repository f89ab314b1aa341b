// Where the lines of a block lie in time, by a few of its stamps. In: the first lines of a source, then blocks
// of whole lines. Out: the side of the window on which all stamps looked at lie, by a margin.

import { hasBlocks } from './dialects/blocks.ts';
import type { Dialect } from './dialects/dialect.ts';
import { dialects } from './dialects/index.ts';
import { wrappingOf } from './dialects/wrapping.ts';
import type { LogTime } from './model.ts';
import type { Side, SideOf } from './window.ts';
import { isFixedZone, newZoneClock } from './zones.ts';

export type Outside = Exclude<Side, 'inside'>;

/** Null for a block with stamps inside, on both sides, near an end of the window, or without any. */
export type BlockSide = (block: Buffer) => Outside | null;

export interface StampOptions {
  readonly sideOf: SideOf;
  /** Layouts of this site, tried before the others. */
  readonly own: readonly Dialect[];
  /** Time zone of stamps without an offset. */
  readonly zone: string | null;
}

/** What several writers of a log may be out of order by. */
const MARGIN = 10_000;
/** Of an hour that comes twice, a stamp alone does not tell which it is in. */
const HOUR = 3_600_000;
/** Stamps looked at in a block. */
const LOOKS = 8;
/** Lines without a stamp passed over for one that has. */
const UNSTAMPED = 100;
/** Of a line. */
const WIDTH = 1 << 16;

const COLOUR = /\x1b\[[0-9;]*m/g;
const NEWLINE = 10;

/** @param head the first lines of the source, as many as tell its layout
 *  @returns null where single lines do not tell when they were written: no stamps or stamps without a year,
 *  records of several lines, lines that were broken */
export function newBlockSide(head: Buffer, { sideOf, own, zone }: StampOptions): BlockSide | null {
  const lines = head.toString('latin1').split('\n').slice(0, -1);
  if (wrappingOf(lines) !== null || hasBlocks(lines)) return null;
  const layout = layoutOf(lines, own);
  if (layout === null) return null;
  const clock = zone === null ? null : newZoneClock(zone);
  const margin = zone === null || isFixedZone(zone) ? MARGIN : MARGIN + HOUR;
  const sideBy = (time: LogTime): Outside | null => {
    const dated = clock?.(time) ?? time;
    if (sideOf({ ...dated, ms: dated.ms + margin }) === 'before') return 'before';
    return sideOf({ ...dated, ms: dated.ms - margin }) === 'after' ? 'after' : null;
  };
  return (block) => {
    let side: Outside | null = null;
    for (let look = 0; look < LOOKS; look += 1) {
      const from = Math.floor((block.length * look) / LOOKS);
      const to = Math.floor((block.length * (look + 1)) / LOOKS);
      const time = firstTime(block, from, to, [...own, layout]);
      if (time === null) continue;
      const own_ = sideBy(time);
      if (own_ === null || (side !== null && side !== own_)) return null;
      side = own_;
    }
    return side;
  };
}

/** The layout of the first line with a whole date. */
function layoutOf(lines: readonly string[], own: readonly Dialect[]): Dialect | null {
  for (const line of lines) {
    const text = line.replace(COLOUR, '').replace(/\r$/, '');
    for (const dialect of [...own, ...dialects]) {
      const read = dialect.read(text);
      if (read === null) continue;
      if (read.stamp !== undefined) return null;
      if (read.time !== null) return dialect;
      break;
    }
  }
  return null;
}

/** Of the first line with a stamp that begins between two places. */
function firstTime(
  block: Buffer,
  from: number,
  to: number,
  layouts: readonly Dialect[],
): LogTime | null {
  let start = from === 0 ? 0 : block.indexOf(NEWLINE, from - 1) + 1;
  for (let lines = 0; start < to && lines < UNSTAMPED && (start > 0 || from === 0); lines += 1) {
    const found = block.indexOf(NEWLINE, start);
    const end = found < 0 ? block.length : found;
    const text = block.toString('latin1', start, Math.min(end, start + WIDTH)).replace(COLOUR, '');
    for (const layout of layouts) {
      const read = layout.read(text.replace(/\r$/, ''));
      if (read !== null && read.time !== null) return read.time;
    }
    start = end + 1;
  }
  return null;
}
