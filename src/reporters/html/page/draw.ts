// In: the lanes of a host and what is in view. Out: its drawing: a bar for each cycle, its steps where there
// is room for them, and one bar for cycles that are too close to be told apart.

import type { CycleRow } from '../page-data.ts';
import { ticksOf } from './axis.ts';
import { drawing } from './dom.ts';
import type { Bar, HostLanes } from './lanes.ts';
import { graver, signClass, signOf, stepClass } from './marks.ts';
import { lowest, type Scale } from './scale.ts';
import type { View } from './view.ts';

/** What can be pointed at: one cycle, a step of it, or several cycles. */
export interface Mark {
  readonly node: SVGElement;
  readonly bars: readonly [Bar, ...Bar[]];
  readonly step: number | null;
}

export interface Scene {
  readonly cycles: readonly CycleRow[];
  readonly scale: Scale;
  readonly view: View;
  /** Pixels, the names of the lanes included. */
  readonly width: number;
}

export const gutter = 96;
const axisHeight = 22;
const rowHeight = 22;
const barHeight = 16;
const laneGap = 6;
/** Narrower cycles are drawn as one with their neighbours. */
const narrowest = 4;
/** Narrow ones that are closer than this are drawn as one. */
const closest = 7;
/** Steps are drawn in a bar from this width on. */
const roomForSteps = 26;

export function heightOf({ lanes }: HostLanes): number {
  const rows = lanes.reduce((sum, lane) => sum + lane.rows.length, 0);
  return axisHeight + rows * rowHeight + lanes.length * laneGap + 4;
}

/** Fills the drawing anew; the marks come lane by lane, in the order of time. */
export function drawHost(svg: SVGSVGElement, host: HostLanes, scene: Scene): readonly Mark[] {
  const marks: Mark[] = [];
  const plot = drawing('g', { transform: `translate(${gutter} 0)` }, ...axisNodes(host, scene));
  const names: SVGElement[] = [];
  let y = axisHeight;
  for (const { name, rows } of host.lanes) {
    y += laneGap;
    names.push(drawing('text', { x: 0, y: y + 12, class: 'lane' }, shortened(name)));
    names.push(drawing('line', { x1: 0, x2: scene.width, y1: y - 3, y2: y - 3, class: 'rule' }));
    for (const row of rows) {
      marks.push(...rowMarks(row, y, scene));
      y += rowHeight;
    }
  }
  plot.append(...marks.map(({ node }) => node));
  const height = heightOf(host);
  const frame = drawing(
    'svg',
    { x: 0, y: 0, width: scene.width, height, 'aria-hidden': 'true' },
    ...names,
  );
  const clip = drawing('svg', { x: 0, y: 0, width: scene.width, height }, plot);
  svg.replaceChildren(frame, clip);
  return marks;
}

const shortened = (name: string) => (name.length > 14 ? `${name.slice(0, 13)}…` : name);

function axisNodes(host: HostLanes, { scale, view, width }: Scene): readonly SVGElement[] {
  const height = heightOf(host);
  return ticksOf(scale, view, width - gutter).flatMap(({ x, text }) => [
    drawing('line', { x1: x, x2: x, y1: axisHeight - 4, y2: height, class: 'tick' }),
    drawing('text', { x: x + 3, y: axisHeight - 8, class: 'time', 'aria-hidden': 'true' }, text),
  ]);
}

interface Place {
  readonly x: number;
  readonly end: number;
}

function rowMarks(row: readonly Bar[], y: number, scene: Scene): readonly Mark[] {
  const { scale, view } = scene;
  const begin = scale.toTime(view.from);
  const end = scale.toTime(view.from + view.length);
  const first = lowest(row.length, (at) => (row[at]?.to ?? 0) >= begin);
  const groups: { bars: [Bar, ...Bar[]]; place: Place }[] = [];
  for (let at = first; at < row.length; at += 1) {
    const bar = row[at];
    if (bar === undefined || bar.from > end) break;
    const place = placeOf(bar.from, bar.to, scene);
    const last = groups.at(-1);
    const isClose = last !== undefined && place.x - last.place.end < closest;
    if (isClose && isNarrow(place) && (isNarrow(last.place) || last.bars.length > 1)) {
      last.bars.push(bar);
      last.place = { x: last.place.x, end: place.end };
    } else groups.push({ bars: [bar], place });
  }
  return groups.flatMap(({ bars, place }) => groupMarks(bars, place, y, scene));
}

const isNarrow = ({ x, end }: Place) => end - x < narrowest;

function placeOf(from: number, to: number, { scale, view, width }: Scene): Place {
  const pixels = (width - gutter) / view.length;
  return {
    x: (scale.toPlace(from) - view.from) * pixels,
    end: (scale.toPlace(to) - view.from) * pixels,
  };
}

/** A drawing far outside of the view would lose its precision. */
function clipped({ x, end }: Place, { width }: Scene): { x: number; width: number } {
  const [left, right] = [Math.max(x, -gutter), Math.min(end, width)];
  return { x: left, width: Math.max(right - left, 2) };
}

function groupMarks(
  bars: readonly [Bar, ...Bar[]],
  place: Place,
  y: number,
  scene: Scene,
): readonly Mark[] {
  const sign = bars.reduce((worst, { cycle }) => {
    const row = scene.cycles[cycle];
    return row === undefined ? worst : graver(signOf(row), worst);
  }, '');
  const box = clipped(place, scene);
  const shape = drawing('rect', { ...box, y, height: barHeight, rx: 2 });
  const kind = bars.length > 1 ? 'many' : 'cycle';
  const node = drawing('g', { class: `mark ${kind} ${signClass(sign)}` }, shape);
  if (sign !== '') {
    const x = Math.max(box.x, 0);
    node.append(drawing('text', { x, y: y - 1, class: 'sign', 'aria-hidden': 'true' }, sign));
  }
  const own: Mark = { node, bars, step: null };
  if (bars.length > 1 || place.end - place.x < roomForSteps) return [own];
  return [own, ...stepMarks(bars, y, scene)];
}

function stepMarks(bars: readonly [Bar, ...Bar[]], y: number, scene: Scene): readonly Mark[] {
  const [{ cycle, from: start }] = bars;
  const steps = scene.cycles[cycle]?.steps ?? [];
  return steps.flatMap(([step, , from, to, , basis], at) => {
    if (from === null || to === null) return [];
    const place = placeOf(start + from, start + to, scene);
    if (place.end < 0 || place.x > scene.width - gutter) return [];
    const open = basis === 'until-next' && to - from > 1000 ? ' open' : '';
    const shape = drawing('rect', {
      ...clipped(place, scene),
      y: y + 2,
      height: barHeight - 4,
      class: `${stepClass(step)}${open}`,
    });
    const node = drawing('g', { class: 'mark' }, shape);
    const width = place.end - Math.max(place.x, 0);
    if (width > 8 * step.length + 6) {
      const x = Math.max(place.x, 0) + 4;
      node.append(drawing('text', { x, y: y + 12, class: 'name', 'aria-hidden': 'true' }, step));
    }
    return [{ node, bars, step: at }];
  });
}
