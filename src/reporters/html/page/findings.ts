// The findings: a table with the remedy in each row, and one of them in full.

import type { FindingRow } from '../page-data.ts';
import { button, element, section } from './dom.ts';
import { quoteList } from './quotes.ts';
import type { Store } from './store.ts';
import { newTable } from './table.ts';

export interface Shown {
  readonly title: string;
  readonly content: readonly Node[];
}

export function findingsSection(store: Store, open: (shown: Shown) => void): HTMLElement {
  const { findings } = store.data;
  const table = newTable<FindingRow>({
    label: 'Findings, a table that scrolls',
    none: findings.length === 0 ? 'Nothing was found wrong.' : 'No finding fits the filter.',
    open: (row) => open(findingShown(row, store)),
    columns: [
      { head: 'finding', cell: ({ title }) => title, key: ({ title }) => title, kind: 'wide' },
      { head: 'severity', cell: severityNode, key: ({ rank }) => rank },
      { head: 'what is wrong', cell: ({ detail }) => detail.join(' '), kind: 'wide' },
      { head: 'remedy', cell: ({ remedy }) => remedy || '-', kind: 'wide' },
      {
        head: 'times',
        cell: ({ times }) => String(times),
        key: ({ times }) => times,
        kind: 'number',
      },
    ],
  });
  store.follow(() => {
    const shown = new Set(store.shown());
    const all = shown.size === store.data.cycles.length;
    table.show(
      all ? findings : findings.filter(({ cycles }) => cycles.some((at) => shown.has(at))),
    );
  });
  return section('findings', 'Findings', table.node);
}

const SIGNS: Readonly<Record<string, string>> = { ERROR: '✕ ', WARNING: '▲ ', INFO: 'i ' };

function severityNode({ severity, tone }: FindingRow): Node {
  return element('span', { class: `word ${tone}` }, `${SIGNS[severity] ?? ''}${severity}`);
}

function findingShown(row: FindingRow, store: Store): Shown {
  const { title, id, detail, remedy, seen, references, cycles, quotes, lines } = row;
  const facts: readonly (readonly [string, string])[] = [
    ['remedy', remedy],
    ['seen', seen],
    ['see', references],
    ['id', id],
  ];
  const list = facts
    .filter(([, text]) => text !== '')
    .flatMap(([label, text]) => [element('dt', {}, label), element('dd', {}, text)]);
  const only = button(
    `Show only ${cycles.length === 1 ? 'its cycle' : `its ${cycles.length} cycles`}`,
    () => store.ask({ only: new Set(cycles) }),
  );
  const left = lines - quotes.length;
  return {
    title,
    content: [
      element('p', {}, severityNode(row)),
      ...detail.map((text) => element('p', {}, text)),
      element('dl', {}, ...list),
      ...(cycles.length > 0 ? [only] : []),
      element('h3', {}, 'Lines that show it'),
      quoteList(quotes),
      ...(left > 0
        ? [element('p', { class: 'note' }, `and ${left} more, in the JSON report`)]
        : []),
    ],
  };
}
