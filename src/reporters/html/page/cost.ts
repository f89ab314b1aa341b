// What each kind of step cost over the cycles shown: percentiles, and how its durations spread.

import { type Spread, spreadOf } from '../../../cost/spread.ts';
import { showDuration } from '../../times.ts';
import { drawing, element, section } from './dom.ts';
import { stepClass } from './marks.ts';
import type { Store } from './store.ts';
import { type Column, newTable } from './table.ts';

interface Cost extends Spread {
  readonly step: string;
  readonly isEnded: boolean;
  readonly whole: boolean;
  readonly buckets: readonly Bucket[];
}

const SECOND = 1000;
/** Where buckets meet, in milliseconds. */
const EDGES = [1, 3, 10, 30, 100, 300, SECOND, 3_000, 10_000, 30_000, 60_000];

export function costSection(store: Store): HTMLElement {
  const show = (ms: (cost: Cost) => number) => (cost: Cost) => showDuration(ms(cost), cost.whole);
  const time = (head: string, key: (cost: Cost) => number): Column<Cost> => ({
    head,
    cell: show(key),
    key,
    kind: 'number',
  });
  const table = newTable<Cost>({
    label: 'Cost of each step, a table that scrolls',
    none: 'No step of these cycles has a duration.',
    columns: [
      { head: 'step', cell: nameNode, key: ({ step }) => step },
      { head: 'ends', cell: basisText, key: basisText },
      {
        head: 'times',
        cell: ({ count }) => String(count),
        key: ({ count }) => count,
        kind: 'number',
      },
      time('in all', ({ totalMs }) => totalMs),
      time('median', ({ p50Ms }) => p50Ms),
      time('95 %', ({ p95Ms }) => p95Ms),
      time('longest', ({ maxMs }) => maxMs),
      { head: 'durations, from 1 ms to 1 min', cell: histogram },
    ],
  });
  store.follow(() => table.show(costsOf(store)));
  return section('cost', 'What each step cost', table.node);
}

const basisText = ({ isEnded }: Cost) => (isEnded ? 'logged' : 'by the next line');

function nameNode({ step }: Cost): Node {
  const swatch = element('i', { class: `swatch ${stepClass(step)}`, 'aria-hidden': 'true' });
  return element('span', {}, swatch, step);
}

function costsOf({ data, shown }: Store): readonly Cost[] {
  const groups = new Map<
    string,
    { step: string; isEnded: boolean; whole: boolean; ms: number[] }
  >();
  for (const at of shown()) {
    const { steps = [], whole = false } = data.cycles[at] ?? {};
    for (const [step, , , , ms, basis] of steps) {
      if (ms === null) continue;
      const key = `${basis} ${step}`;
      const group = groups.get(key) ?? { step, isEnded: basis === 'ended', whole, ms: [] };
      groups.set(key, group);
      group.whole = group.whole && whole;
      group.ms.push(ms);
    }
  }
  const costs = [...groups.values()].flatMap(({ ms, ...group }) => {
    const spread = spreadOf(ms);
    return spread === null ? [] : [{ ...group, ...spread, buckets: bucketsOf(ms, group.whole) }];
  });
  return costs.sort((a, b) => b.totalMs - a.totalMs);
}

interface Bucket {
  /** Indexes of its edges: below the first, and above the last, there is none. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
}

/** A log of whole seconds cannot tell what is below one. */
function bucketsOf(durations: readonly number[], whole: boolean): readonly Bucket[] {
  const first = whole ? EDGES.indexOf(SECOND) : 0;
  const counts = EDGES.concat(0).map(() => 0);
  for (const ms of durations) {
    const at = EDGES.findIndex((edge, index) => index >= first && ms < edge);
    const to = at < 0 ? EDGES.length : at;
    counts[to] = (counts[to] ?? 0) + 1;
  }
  return counts
    .slice(first)
    .map((n, at) => ({ from: at === 0 ? -1 : first + at - 1, to: first + at, n }));
}

const [WIDTH, HEIGHT] = [12, 22];

function histogram({ step, buckets }: Cost): Node {
  const most = Math.max(...buckets.map(({ n }) => n), 1);
  const bars = buckets.map((bucket) => {
    const { from, to, n } = bucket;
    const height = n === 0 ? 1 : Math.max((n / most) * HEIGHT, 3);
    const box = {
      x: (from + 1) * WIDTH,
      width: (to - from) * WIDTH - 2,
      y: HEIGHT - height,
      height,
    };
    const title = drawing('title', {}, `${rangeText(bucket)}: ${n}`);
    return drawing('rect', { ...box, class: n === 0 ? 'nothing' : stepClass(step) }, title);
  });
  const filled = buckets.filter(({ n }) => n > 0).map((one) => `${rangeText(one)}: ${one.n}`);
  const [width, height] = [WIDTH * (EDGES.length + 1), HEIGHT];
  return drawing(
    'svg',
    { class: 'histogram', width, height, role: 'img', 'aria-label': filled.join('; ') },
    ...bars,
  );
}

function rangeText({ from, to }: Bucket): string {
  const shown = (ms: number) => (ms < SECOND ? `${ms} ms` : `${ms / SECOND} s`);
  const [low, high] = [EDGES[from], EDGES[to]];
  if (high === undefined) return `${shown(low ?? 0)} or more`;
  return low === undefined ? `below ${shown(high)}` : `${shown(low)} to ${shown(high)}`;
}
