// In: what is in view of an axis. Out: its ticks: the beginning of what is busy, and round times in it.

import { lowest, type Scale } from './scale.ts';
import type { View } from './view.ts';

export interface Tick {
  readonly x: number;
  readonly text: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 30].map((n) => n * MINUTE),
  ...[1, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28].map((n) => n * DAY),
];
/** Pixels from one tick to the next, at least. */
const room = 118;

export function ticksOf(scale: Scale, view: View, width: number): readonly Tick[] {
  const perPixel = view.length / width;
  const step = STEPS.find((one) => one >= perPixel * room) ?? 56 * DAY;
  const [begin, end] = [scale.toTime(view.from), scale.toTime(view.from + view.length)];
  const ticks: Tick[] = [];
  let day = '';
  let free = 0;
  const add = (ms: number) => {
    const x = (scale.toPlace(ms) - view.from) / perPixel;
    if (x < free || x > width - room / 2) return;
    const text = timeText(ms, step);
    const date = text.slice(0, 10);
    ticks.push({ x, text: date === day ? text.slice(11) : text });
    free = x + (date === day ? room : room * 1.5);
    day = date;
  };
  const first = lowest(scale.busy.length, (at) => (scale.busy[at]?.to ?? 0) >= begin);
  for (let at = first; at < scale.busy.length; at += 1) {
    const { from = 0, to = 0 } = scale.busy[at] ?? {};
    if (from > end) break;
    if (from >= begin) add(from);
    const last = Math.min(to, end);
    for (let ms = Math.ceil(Math.max(from, begin) / step) * step; ms <= last; ms += step) add(ms);
  }
  return ticks;
}

/** No finer than the ticks are. */
function timeText(ms: number, step: number): string {
  const text = new Date(ms).toISOString().replace('T', ' ');
  return text.slice(0, step < SECOND ? 23 : 19);
}
