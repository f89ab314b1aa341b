// What the rows of each table are made of, and what several tables say of a column.

import type { Fact } from '../facts/fact.ts';
import type {
  ConfigValue,
  Cycle,
  Evidence,
  Finding,
  IndexedSource,
  Instance,
  Item,
  LeftBehind,
  Redundancy,
  ReleaseClaim,
  TimelineStep,
} from '../model.ts';
import type { Table } from './table.ts';

/** Where its first line stands. */
export interface Placed {
  readonly at: Evidence | undefined;
  readonly path: string | null;
}

export interface ItemRow {
  readonly cycle: Cycle;
  readonly name: Item['item'];
  readonly item: Item | undefined;
  readonly verdict: Redundancy | undefined;
}

export interface StepRow extends Placed {
  readonly cycle: Cycle;
  readonly step: TimelineStep;
  readonly number: number;
}

export interface LeftRow {
  readonly cycle: Cycle;
  readonly kind: 'device' | 'mapping' | 'mount';
  readonly left: LeftBehind;
}

/** What an option would have made of a cycle. */
export interface SavingRow {
  readonly cycle: string;
  readonly setting: string;
  readonly fate: string;
  readonly why: string;
}

export interface Rows {
  readonly cycles: Placed & { readonly cycle: Cycle; readonly claim: ReleaseClaim | undefined };
  readonly items: ItemRow;
  readonly steps: StepRow;
  readonly left_behind: LeftRow;
  readonly instances: Instance;
  readonly findings: Placed & { readonly finding: Finding };
  readonly sources: IndexedSource;
  readonly releases: Placed & { readonly claim: ReleaseClaim };
  readonly config: Placed & { readonly value: ConfigValue };
  readonly savings: SavingRow;
  readonly facts: Fact;
}

export type TableName = keyof Rows;

export type Tables = { readonly [Name in TableName]: Table<Rows[Name]> };

/** What several tables say of a column. */
export const HOST = 'as the log tells it; NULL where it does not';
export const CYCLE = 'id of the cycle';
export const SOURCE_ID = 'id of the source that is cited first';
export const SOURCE = 'its path';
export const LINE = 'line in it';
