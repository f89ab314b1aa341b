// What a table of the SQL surface is: names, types and meanings of its columns, and the value of each in a row.

import { hasOffset, momentOf } from '../clock.ts';

export type ColumnType =
  | 'VARCHAR'
  | 'VARCHAR[]'
  | 'BIGINT'
  | 'BOOLEAN'
  /** By the clock of the log; by UTC where the column says so. */
  | 'TIMESTAMP';

export type Value = string | number | boolean | readonly string[] | null;

export interface Column<Row> {
  readonly type: ColumnType;
  readonly about: string;
  readonly of: (row: Row) => Value;
}

export interface Table<Row> {
  readonly about: string;
  readonly columns: Readonly<Record<string, Column<Row>>>;
}

/** With its rows one after the other. */
export type Append<Row> = (row: Row) => void;

export const text = <Row>(about: string, of: (row: Row) => string | null): Column<Row> => ({
  type: 'VARCHAR',
  about,
  of,
});

export const texts = <Row>(about: string, of: (row: Row) => readonly string[]): Column<Row> => ({
  type: 'VARCHAR[]',
  about,
  of,
});

/** @param of NULL where it is more than can be counted, as a log may claim */
export const number = <Row>(about: string, of: (row: Row) => number | null): Column<Row> => ({
  type: 'BIGINT',
  about,
  of(row) {
    const whole = Math.round(of(row) ?? Number.NaN);
    return Number.isSafeInteger(whole) ? whole : null;
  },
});

export const flag = <Row>(about: string, of: (row: Row) => boolean | null): Column<Row> => ({
  type: 'BOOLEAN',
  about,
  of,
});

/** @param of a time of the report */
export const time = <Row>(about: string, of: (row: Row) => string | null): Column<Row> => ({
  type: 'TIMESTAMP',
  about: [about, 'on the clock of the log'].filter(Boolean).join(', '),
  of(row) {
    const printed = of(row)?.replace(OFFSET, '') ?? null;
    return printed === null || Number.isNaN(Date.parse(`${printed}Z`)) ? null : printed;
  },
});

/** @param of a time of the report; null in UTC where it does not say its zone */
export const moment = <Row>(about: string, of: (row: Row) => string | null): Column<Row> => ({
  type: 'TIMESTAMP',
  about: [about, 'in UTC; NULL where the log does not print its zone'].filter(Boolean).join(', '),
  of(row) {
    const printed = of(row);
    const at = printed !== null && hasOffset(printed) ? momentOf(printed) : Number.NaN;
    return Number.isNaN(at) ? null : new Date(at).toISOString().slice(0, -1);
  },
});

const OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/;
