// The timeline: a drawing per host over one axis, moved and zoomed together by wheel, drag and keyboard.

import { button, element, onceAFrame, section } from './dom.ts';
import { gutter, type Mark } from './draw.ts';
import { type HostDrawing, newHostDrawing } from './host-drawing.ts';
import { barsOf, type HostLanes, lanesOf } from './lanes.ts';
import { STEPS, stepClass } from './marks.ts';
import { newScale } from './scale.ts';
import type { Store } from './store.ts';
import { fitting, moved, type View, wholeView, zoomed } from './view.ts';

export interface Pointed {
  /** Called with null when nothing is pointed at any more. */
  readonly told: (mark: Mark | null) => void;
  readonly opened: (cycle: number) => void;
}

export interface Timeline {
  readonly node: HTMLElement;
  /** Zooms to one cycle. */
  readonly goTo: (cycle: number) => void;
}

export function newTimeline(store: Store, pointed: Pointed): Timeline {
  const { cycles } = store.data;
  const drawings = new Map<string, HostDrawing>();
  const hosts = element('div', { class: 'hosts' });
  const note = element('p', { class: 'note' });
  const squeeze = element('input', { type: 'checkbox', checked: '' });
  let bars = barsOf(cycles, store.shown());
  let scale = newScale(bars, true);
  let whole: View = wholeView(scale.length);
  let view: View = whole;

  const change = (next: View) => {
    view = next;
    redraw();
  };
  const zoom = (factor: number, at: number) => change(zoomed(view, factor, at, whole));
  const move = (share: number) => change(moved(view, share, whole));
  const fit = () => change(whole);
  const moves = { zoom, move, fit, open };

  const redraw = onceAFrame(() => {
    const width = Math.max(hosts.clientWidth, gutter + 200);
    for (const drawn of drawings.values()) drawn.draw({ cycles, scale, view, width });
  });

  function open({ bars: [first, ...more] }: Mark): void {
    const last = more.at(-1);
    if (last === undefined) pointed.opened(first.cycle);
    else change(fitting(scale.toPlace(first.from), scale.toPlace(last.to), whole));
  }

  function lay(): void {
    bars = barsOf(cycles, store.shown());
    scale = newScale(bars, squeeze.checked);
    whole = wholeView(scale.length);
    view = whole;
    show(lanesOf(cycles, bars));
    const missing = store.shown().length - bars.length;
    note.textContent =
      missing === 0
        ? ''
        : `${missing} of the cycles shown have no time and stand in the table alone.`;
    redraw();
  }

  function show(lanes: readonly HostLanes[]): void {
    const known = new Set(lanes.map(({ host }) => host));
    for (const host of drawings.keys()) if (!known.has(host)) drawings.delete(host);
    for (const host of lanes) {
      const drawn = drawings.get(host.host) ?? newHostDrawing(moves, pointed.told, cycles);
      drawings.set(host.host, drawn);
      drawn.take(host);
    }
    hosts.replaceChildren(...lanes.flatMap(({ host }) => drawings.get(host)?.node ?? []));
  }

  squeeze.addEventListener('change', lay);
  new ResizeObserver(redraw).observe(hosts);
  store.follow(lay);
  const range = () =>
    store.ask({
      fromMs: Math.floor(scale.toTime(view.from)),
      toMs: Math.ceil(scale.toTime(view.from + view.length)),
    });
  const bar = element(
    'div',
    { class: 'tools', role: 'group', 'aria-label': 'Zoom' },
    button('Zoom in', () => zoom(0.5, 0.5)),
    button('Zoom out', () => zoom(2, 0.5)),
    button('Earlier', () => move(-0.5)),
    button('Later', () => move(0.5)),
    button('All', fit),
    button('Filter by what is in view', range),
    element('label', { class: 'squeeze' }, squeeze, ' Squeeze idle time'),
  );
  return {
    node: section('timeline', 'Timeline', bar, legend(), hosts, note),
    goTo(cycle) {
      const found = bars.find((one) => one.cycle === cycle);
      if (found === undefined) return;
      change(fitting(scale.toPlace(found.from), scale.toPlace(found.to), whole));
    },
  };
}

function legend(): HTMLElement {
  const kinds = STEPS.map((step) =>
    element('li', {}, element('i', { class: `swatch ${stepClass(step)}` }), step),
  );
  const signs = ['✕ failed', '▲ left something behind', '? end not shown'].map((text) =>
    element('li', {}, text),
  );
  const help =
    'Wheel or + and - zoom, drag or arrows pan, 0 shows all. Tab leads to the steps, arrows from one to the next, Enter opens. Steps with one stamp are drawn side by side in their order. Times are those of the log, with an offset as UTC.';
  return element(
    'div',
    { class: 'legend' },
    element('ul', { 'aria-label': 'Legend' }, ...kinds, ...signs),
    element('p', { class: 'note', id: 'timeline-help' }, help),
  );
}
