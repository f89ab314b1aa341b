// The cycles and the instances as tables.

import { showDuration } from '../../times.ts';
import type { CycleRow, InstanceRow } from '../page-data.ts';
import { element, section } from './dom.ts';
import { signClass, signOf } from './marks.ts';
import type { Store } from './store.ts';
import { type Column, newTable } from './table.ts';

export function cyclesSection(store: Store, open: (cycle: number) => void): HTMLElement {
  const { cycles } = store.data;
  const table = newTable<number>({
    label: 'Cycles, a table that scrolls',
    none: 'No cycle fits the filter.',
    open,
    columns: [
      text('what', 'wide', ({ title }) => title),
      { ...text('started', 'line', ({ start }) => start), key: of(({ startMs }) => startMs) },
      { ...text('took', 'number', ({ duration }) => duration), key: of((one) => one.durationMs) },
      { head: 'outcome', cell: outcomeCell, key: of(({ outcome }) => outcome) },
      text('handler', undefined, ({ handler }) => handler),
      text('device', undefined, ({ lane }) => lane),
      text('redundancy', undefined, ({ redundancy }) => redundancy),
      text('instance', 'wide', ({ instance }) => instance),
      ...(isOneHost(cycles) ? [] : [text('host', undefined, ({ host }) => host)]),
    ],
  });
  store.follow(() => table.show(store.shown()));
  return section('cycles', 'Cycles', table.node);

  function of<Value>(value: (cycle: CycleRow) => Value): (at: number) => Value | null {
    return (at) => {
      const cycle = cycles[at];
      return cycle === undefined ? null : value(cycle);
    };
  }
  function text(head: string, kind: Column<number>['kind'], value: (one: CycleRow) => string) {
    const cell = (at: number) => of(value)(at) ?? '';
    return { head, cell, key: cell, ...(kind === undefined ? {} : { kind }) };
  }
  function outcomeCell(at: number): Node {
    const cycle = cycles[at];
    return cycle === undefined ? element('span') : outcomeNode(cycle);
  }
}

/** The outcome with its sign, for those who do not see the colour. */
export function outcomeNode(cycle: CycleRow): HTMLElement {
  const sign = signOf(cycle);
  const text = sign === '' ? cycle.outcome : `${sign} ${cycle.outcome}`;
  return element('span', { class: `word ${signClass(sign)}` }, text);
}

export function instancesSection(store: Store, only: (row: InstanceRow) => void): HTMLElement {
  const { cycles, instances } = store.data;
  // None of what is too short for the log to tell.
  const share = ({ bootMs, injectingMs }: InstanceRow): number | null =>
    !bootMs || !injectingMs ? null : injectingMs / bootMs;
  const table = newTable<InstanceRow>({
    label: 'Instances, a table that scrolls',
    none: 'No instance fits the filter.',
    open: only,
    columns: [
      { head: 'instance', cell: ({ name }) => name, key: ({ name }) => name, kind: 'wide' },
      {
        head: 'cycles',
        cell: (row) => String(row.cycles),
        key: (row) => row.cycles,
        kind: 'number',
      },
      { head: 'boot', cell: ({ boot }) => boot, key: ({ boot }) => boot },
      { head: 'boot took', cell: (row) => row.bootTime, key: (row) => row.bootMs, kind: 'number' },
      {
        head: 'injecting',
        cell: (row) => row.injecting,
        key: (row) => row.injectingMs,
        kind: 'number',
      },
      { head: 'share', cell: (row) => percent(share(row)), key: share, kind: 'number' },
      { head: 'config drive', cell: (row) => row.configDrive, key: (row) => row.configDrive },
      ...(isOneHost(instances) ? [] : [{ head: 'host', cell: hostOf, key: hostOf }]),
    ],
  });
  store.follow(() => {
    const shown = store.shown();
    const all = shown.length === cycles.length;
    const owners = new Set(shown.map((at) => cycles[at]?.owner));
    table.show(all ? instances : instances.filter((_, at) => owners.has(at)));
  });
  const hint = element('p', { class: 'note how' }, 'Press an instance to see its cycles alone.');
  return section('instances', 'Instances', hint, table.node);
}

const hostOf = ({ host }: InstanceRow) => host;

const isOneHost = (rows: readonly { readonly host: string }[]) =>
  new Set(rows.map(({ host }) => host)).size < 2;

const percent = (share: number | null) => (share === null ? '' : `${Math.round(share * 100)} %`);

export const took = (ms: number | null, whole: boolean): string =>
  ms === null ? '' : `took ${showDuration(ms, whole)}`;
