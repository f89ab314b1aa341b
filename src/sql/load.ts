// In: reports, and facts. Out: the tables filled with them.

import type { Fact } from '../facts/fact.ts';
import { groupBy } from '../group.ts';
import type { Cycle, Evidence, Report } from '../model.ts';
import { claimAt, type Hosts } from '../what-if/index.ts';
import type { Engine } from './engine.ts';
import type { ItemRow, LeftRow, Placed, Rows, TableName } from './rows.ts';
import { savingsOf } from './savings.ts';
import type { Append } from './table.ts';
import { tables } from './tables.ts';

/** The largest; they are empty for a query without their name. */
const ON_DEMAND = ['facts', 'steps'] as const;

type OnDemand = (typeof ON_DEMAND)[number];

type Appends = {
  readonly [Name in TableName]: Append<Rows[Name]> | (Name extends OnDemand ? null : never);
};

export interface Loading {
  /** Null where the query does not ask for facts. */
  readonly takeFact: Append<Fact> | null;
  /** Of other hosts or logs than those before. */
  take(report: Report): void;
}

export async function newLoading(engine: Engine, query: string): Promise<Loading> {
  const names = Object.keys(tables) as TableName[];
  const entries: [TableName, unknown][] = [];
  for (const name of names) {
    const append = await engine.create(name, tables[name] as never);
    entries.push([name, isWanted(name, query) ? append : null]);
  }
  const append = Object.fromEntries(entries) as unknown as Appends;
  let before = 0;
  return {
    takeFact: append.facts,
    take({ sources, releases, config, cycles, instances, findings }) {
      const first = before;
      before += sources.length;
      const placed = ([at]: readonly Evidence[]): Placed =>
        at === undefined
          ? { at, path: null }
          : { at: { ...at, source: first + at.source }, path: sources[at.source]?.path ?? null };
      const known = byHost({ releases, config });
      for (const [at, one] of sources.entries()) append.sources({ index: first + at, ...one });
      for (const claim of releases) append.releases({ claim, ...placed(claim.evidence) });
      for (const value of config) append.config({ value, ...placed(value.evidence) });
      for (const one of instances) append.instances(one);
      for (const finding of findings) append.findings({ finding, ...placed(finding.evidence) });
      for (const cycle of cycles) {
        const hosts = known(cycle.host);
        const claim = claimAt(hosts, cycle);
        append.cycles({ cycle, claim, ...placed(cycle.steps[0]?.evidence ?? []) });
        for (const row of itemsOf(cycle)) append.items(row);
        for (const row of leftBy(cycle)) append.left_behind(row);
        for (const row of savingsOf(hosts, cycle)) append.savings(row);
        for (const [at, step] of cycle.steps.entries())
          append.steps?.({ cycle, step, number: at + 1, ...placed(step.evidence) });
      }
    },
  };
}

/** Of many hosts, to look through what is known of one is enough. */
function byHost({ releases, config }: Hosts) {
  const claims = groupBy(releases, ({ host }) => host);
  const values = groupBy(config, ({ host }) => host);
  return (host: string | null): Hosts => ({
    releases: claims.get(host) ?? [],
    config: values.get(host) ?? [],
  });
}

function isWanted(name: TableName, query: string): boolean {
  const isOnDemand = (ON_DEMAND as readonly string[]).includes(name);
  return !isOnDemand || new RegExp(`\\b${name}\\b`, 'i').test(query);
}

/** Some are only judged, such as what was to be injected when nothing could be. */
function itemsOf(cycle: Cycle): readonly ItemRow[] {
  const { items, redundancy } = cycle;
  const names = new Set([...items, ...redundancy].map(({ item }) => item));
  return [...names].map((name) => ({
    cycle,
    name,
    item: items.find(({ item }) => item === name),
    verdict: redundancy.find(({ item }) => item === name),
  }));
}

const leftBy = (cycle: Cycle): readonly LeftRow[] =>
  (
    [
      ['device', cycle.leftBehind.devices],
      ['mapping', cycle.leftBehind.mappings],
      ['mount', cycle.leftBehind.mounts],
    ] as const
  ).flatMap(([kind, names]) => names.map((left) => ({ cycle, kind, left })));
