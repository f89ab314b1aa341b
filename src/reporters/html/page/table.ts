// A table whose rows are drawn as far as it is scrolled, sorted by the head that is pressed.

import { button, type Child, element } from './dom.ts';
import { byNumber } from './lanes.ts';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Child;
  /** What it is sorted by; null stands last. None where there is nothing to sort. */
  readonly key?: (row: Row) => string | number | null;
  /** `line` is never broken. */
  readonly kind?: 'number' | 'wide' | 'line';
}

export interface TableOf<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** The button in the first cell opens its row. */
  readonly open?: (row: Row) => void;
  readonly none: string;
}

export interface Table<Row> {
  readonly node: HTMLElement;
  readonly show: (rows: readonly Row[]) => void;
}

const BATCH = 40;
const PRINTED_AT_MOST = 500;

export function newTable<Row>({ label, columns, open, none }: TableOf<Row>): Table<Row> {
  let given: readonly Row[] = [];
  let rows = given;
  let sorted: { readonly column: number; readonly down: boolean } | null = null;
  let drawn = 0;

  const heads = columns.map(({ head, key, kind }, at) => {
    const inside = key === undefined ? head : button(head, () => sortBy(at));
    return element('th', { scope: 'col', class: kind ?? '' }, inside);
  });
  const body = element('tbody');
  const table = element('table', {}, element('thead', {}, element('tr', {}, ...heads)), body);
  const end = element('div', { class: 'end' });
  const node = element(
    'div',
    { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': label },
    table,
    end,
  );

  function sortBy(column: number): void {
    sorted = { column, down: sorted?.column === column && !sorted.down };
    for (const [at, head] of heads.entries()) {
      if (at === column) head.setAttribute('aria-sort', sorted.down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
    restart();
  }

  function restart(): void {
    const key = sorted === null ? undefined : columns[sorted.column]?.key;
    rows = key === undefined ? given : sortedBy(given, key, sorted?.down === true);
    body.replaceChildren();
    drawn = 0;
    node.scrollTop = 0;
    table.setAttribute('aria-rowcount', String(rows.length + 1));
    end.textContent = rows.length === 0 ? none : '';
    grow(BATCH);
  }

  function grow(by: number): void {
    const next = rows.slice(drawn, drawn + by);
    body.append(...next.map((row, at) => lineOf(row, drawn + at)));
    drawn += next.length;
  }

  function lineOf(row: Row, at: number): HTMLElement {
    const cells = columns.map(({ cell, kind }, column) => {
      const inside = cell(row);
      const opener = column === 0 && open !== undefined;
      const child = opener ? openerOf(inside, () => open(row)) : inside;
      return element('td', { class: kind ?? '' }, child);
    });
    return element('tr', { 'aria-rowindex': at + 2 }, ...cells);
  }

  const growing = () => {
    if (drawn < rows.length) grow(BATCH);
  };
  const watcher = new IntersectionObserver(growing, { root: node, rootMargin: '600px' });
  watcher.observe(end);
  // The end may stay in sight when a batch does not fill the room there is.
  node.addEventListener('scroll', () => {
    if (node.scrollTop + node.clientHeight * 2 > node.scrollHeight) growing();
  });
  node.addEventListener('keydown', (event) => moveRow(event));
  matchMedia('print').addEventListener('change', ({ matches }) => {
    if (matches && drawn < PRINTED_AT_MOST) grow(PRINTED_AT_MOST - drawn);
  });
  return {
    node,
    show(other) {
      given = other;
      restart();
    },
  };
}

function openerOf(inside: Child, pressed: () => void): HTMLElement {
  const node = button('', pressed, { class: 'opener', 'aria-haspopup': 'dialog' });
  node.append(inside);
  return node;
}

/** Up and down lead from the button of a row to that of the next. */
function moveRow(event: KeyboardEvent): void {
  const row = event.target instanceof Element ? event.target.closest('tbody tr') : null;
  const to = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[
    event.key
  ];
  const next = to?.querySelector<HTMLElement>('.opener');
  if (next == null) return;
  event.preventDefault();
  next.focus();
}

function sortedBy<Row>(
  rows: readonly Row[],
  key: (row: Row) => string | number | null,
  down: boolean,
): readonly Row[] {
  const way = down ? -1 : 1;
  return rows
    .map((row) => ({ row, of: key(row) }))
    .sort((a, b) => {
      if (a.of === null || b.of === null) return Number(a.of === null) - Number(b.of === null);
      return way * compare(a.of, b.of);
    })
    .map(({ row }) => row);
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return byNumber(String(a), String(b));
}
