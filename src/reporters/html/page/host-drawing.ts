// The drawing of one host, and how pointer and keyboard move in it.

import type { CycleRow } from '../page-data.ts';
import { drawing, element } from './dom.ts';
import { drawHost, gutter, heightOf, type Mark, type Scene } from './draw.ts';
import type { HostLanes } from './lanes.ts';
import { labelOf } from './mark-words.ts';

export interface Moves {
  readonly zoom: (factor: number, at: number) => void;
  readonly move: (share: number) => void;
  readonly fit: () => void;
  readonly open: (mark: Mark) => void;
}

export interface HostDrawing {
  readonly node: HTMLElement;
  readonly take: (host: HostLanes) => void;
  readonly draw: (scene: Scene) => void;
}

export function newHostDrawing(
  moves: Moves,
  told: (mark: Mark | null) => void,
  cycles: readonly CycleRow[],
): HostDrawing {
  let host: HostLanes = { host: '', lanes: [] };
  let marks: readonly Mark[] = [];
  let width = gutter;
  const name = element('figcaption');
  const svg = drawing('svg', {
    role: 'group',
    tabindex: 0,
    'aria-roledescription': 'timeline',
    'aria-describedby': 'timeline-help',
  });
  const markAt = (target: EventTarget | null): Mark | undefined =>
    target instanceof Element
      ? marks.find(({ node }) => node === target.closest('.mark'))
      : undefined;

  function draw(scene: Scene): void {
    const before = markAt(document.activeElement);
    width = scene.width;
    svg.setAttribute('width', String(width));
    marks = drawHost(svg, host, scene);
    const same = marks.find((mark) => before !== undefined && isSame(mark, before));
    for (const mark of marks) nameMark(mark, mark === (same ?? firstStop(marks)), cycles);
    if (before === undefined) return;
    if (same === undefined) svg.focus();
    else same.node.focus({ preventScroll: true });
  }

  svg.addEventListener('focusin', ({ target }) => told(markAt(target) ?? null));
  svg.addEventListener('focusout', () => told(null));
  svg.addEventListener('pointerover', ({ target, buttons }) => {
    if (buttons === 0) told(markAt(target) ?? null);
  });
  svg.addEventListener('pointerleave', () => told(null));
  svg.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const mark = markAt(event.target);
    if (pressed(event.key, mark)) event.preventDefault();
  });
  followPointer(
    svg,
    () => width - gutter,
    moves,
    (target) => {
      const mark = markAt(target);
      if (mark !== undefined) moves.open(mark);
    },
  );

  function pressed(key: string, mark: Mark | undefined): boolean {
    const center = mark === undefined ? 0.5 : shareOf(mark.node, svg, width - gutter);
    if (key === '+' || key === '=') moves.zoom(0.5, center);
    else if (key === '-') moves.zoom(2, center);
    else if (key === '0') moves.fit();
    else if (mark === undefined) return arrow(key);
    else if (key === 'Enter' || key === ' ') moves.open(mark);
    else return step(key, mark);
    return true;
  }

  function arrow(key: string): boolean {
    const share = { ArrowLeft: -0.2, ArrowRight: 0.2 }[key];
    if (share !== undefined) moves.move(share);
    return share !== undefined;
  }

  /** At either end of what is drawn the view moves on. */
  function step(key: string, from: Mark): boolean {
    const way = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[key];
    if (key === 'Escape') svg.focus();
    if (way === undefined) return key === 'Escape';
    const next = marks[marks.indexOf(from) + way];
    if (next === undefined) moves.move(way * 0.2);
    else {
      for (const { node } of marks) node.setAttribute('tabindex', node === next.node ? '0' : '-1');
      next.node.focus();
    }
    return true;
  }

  return {
    node: element('figure', {}, name, element('div', { class: 'plot' }, svg)),
    take(other) {
      host = other;
      name.textContent = host.host;
      svg.setAttribute('aria-label', `Timeline of ${host.host}`);
      svg.setAttribute('height', String(heightOf(host)));
    },
    draw,
  };
}

const isSame = (one: Mark, other: Mark) =>
  one.step === other.step && one.bars[0].cycle === other.bars[0].cycle;

/** Where Tab leads to. */
const firstStop = (marks: readonly Mark[]) => marks.find(({ step }) => step !== null) ?? marks[0];

function nameMark(mark: Mark, isStop: boolean, cycles: readonly CycleRow[]): void {
  mark.node.setAttribute('role', 'button');
  mark.node.setAttribute('tabindex', isStop ? '0' : '-1');
  mark.node.setAttribute('aria-label', labelOf(mark, cycles));
  mark.node.setAttribute('aria-describedby', 'hint');
}

/** Where the middle of a mark is, as a share of the view. */
function shareOf(mark: Element, svg: Element, width: number): number {
  const { left, width: own } = mark.getBoundingClientRect();
  const share = (left + own / 2 - svg.getBoundingClientRect().left - gutter) / width;
  return Math.min(Math.max(share, 0), 1);
}

/** Further than this a press is a drag. */
const still = 4;

function followPointer(
  svg: SVGSVGElement,
  room: () => number,
  { zoom, move }: Moves,
  clicked: (target: EventTarget | null) => void,
): void {
  const shareAt = (x: number) => (x - svg.getBoundingClientRect().left - gutter) / room();
  let last: number | null = null;
  let way = 0;
  svg.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) move(event.deltaX / room());
      else zoom(1.0015 ** event.deltaY, Math.min(Math.max(shareAt(event.clientX), 0), 1));
    },
    { passive: false },
  );
  svg.addEventListener('pointerdown', ({ clientX, button }) => {
    if (button !== 0) return;
    last = clientX;
    way = 0;
  });
  svg.addEventListener('pointermove', ({ clientX, pointerId }) => {
    if (last === null) return;
    way += Math.abs(clientX - last);
    if (way > still) {
      svg.setPointerCapture(pointerId);
      move((last - clientX) / room());
    }
    last = clientX;
  });
  const release = () => {
    last = null;
  };
  svg.addEventListener('pointerup', release);
  svg.addEventListener('pointercancel', release);
  svg.addEventListener('click', ({ target }) => {
    if (way <= still) clicked(target);
  });
}
