// DuckDB, in memory, for tables and a query on them. It opens no other file and no connection: that is locked
// before it holds any data. The only home of @duckdb/node-api, which is loaded when it is asked for.

import { createRequire } from 'node:module';
import type { DuckDBAppender, DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { UsageError } from '../errors.ts';
import { plain } from '../reporters/plain.ts';
import type { Append, ColumnType, Table, Value } from './table.ts';

type DuckDb = typeof import('@duckdb/node-api');

/** As an answer has it: numbers are numbers as far as they are exact, times as a report has them. */
export type Cell = string | number | boolean | null | readonly Cell[] | { [key: string]: Cell };

export interface ResultColumn {
  readonly name: string;
  /** In the words of DuckDB. */
  readonly type: string;
}

export interface Result {
  readonly columns: readonly ResultColumn[];
  /** Some rows at a time. */
  readonly rows: AsyncIterable<readonly (readonly Cell[])[]>;
}

export interface Engine {
  /** Makes a table; its rows are held by DuckDB, some thousand at a time. */
  create<Row>(name: string, table: Table<Row>): Promise<Append<Row>>;
  /** What was appended so far can be queried. */
  flush(): void;
  /** Refuses what the tables cannot answer before there is anything in them; of several statements only the
   *  query tells. @throws UsageError with what DuckDB says */
  check(sql: string): Promise<void>;
  /** @throws UsageError with what DuckDB says */
  query(sql: string): Promise<Result>;
  close(): void;
}

const PACKAGE = '@duckdb/node-api';

/** What is said of it where it cannot be loaded. */
const MISSING = `sql needs DuckDB, which is not installed: npm install ${PACKAGE}, beside inject-trace (with -g where that is)`;

/** With these nothing but what is appended can be read, and nothing written; who asks cannot take it back. */
const LOCKED = [
  "temp_directory = ''",
  'autoinstall_known_extensions = false',
  'autoload_known_extensions = false',
  'allow_community_extensions = false',
  'enable_external_access = false',
  'lock_configuration = true',
];

/** @throws UsageError where DuckDB is not installed */
export async function openEngine(): Promise<Engine> {
  const duckdb = load();
  const instance = await duckdb.DuckDBInstance.create(':memory:');
  const connection = await duckdb.DuckDBConnection.create(instance);
  for (const setting of LOCKED) await connection.run(`SET ${setting}`);
  const appenders: DuckDBAppender[] = [];
  return {
    async create(name, table) {
      const columns = Object.entries(table.columns);
      const types = columns.map(([column, { type }]) => `"${column}" ${type}`);
      await connection.run(`CREATE TABLE "${name}" (${types.join(', ')})`);
      const appender = await connection.createAppender(name);
      appenders.push(appender);
      const cells = columns.map(([, { type, of }]) => ({ of, put: putting(duckdb, type) }));
      return (row) => {
        for (const { of, put } of cells) put(appender, of(row));
        appender.endRow();
      };
    },
    flush() {
      for (const appender of appenders) appender.flushSync();
    },
    async check(sql) {
      const statements = await connection.extractStatements(sql).catch(refuse);
      if (statements.count === 1) (await statements.prepare(0).catch(refuse)).destroySync();
    },
    query: (sql) => answer(duckdb, connection, sql),
    close() {
      for (const appender of appenders) appender.closeSync();
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Beside the tool, wherever that is: also of the executable, which could not import it. */
function load(): DuckDb {
  const require = createRequire(import.meta.url);
  try {
    return require(PACKAGE);
  } catch (error) {
    const [told = ''] = String(error).split('\n');
    const isMissing = told.includes(`'${PACKAGE}'`);
    throw new UsageError(isMissing ? MISSING : `sql: DuckDB cannot be loaded: ${plain(told)}`);
  }
}

type Put = (appender: DuckDBAppender, value: Value) => void;

function putting({ DuckDBTimestampValue, LIST, VARCHAR }: DuckDb, type: ColumnType): Put {
  const list = LIST(VARCHAR);
  const puts: Readonly<Record<ColumnType, Put>> = {
    VARCHAR: (appender, value) => appender.appendVarchar(value as string),
    'VARCHAR[]': (appender, value) => appender.appendList(value as readonly string[], list),
    BIGINT: (appender, value) => appender.appendBigInt(BigInt(value as number)),
    BOOLEAN: (appender, value) => appender.appendBoolean(value as boolean),
    TIMESTAMP: (appender, value) =>
      appender.appendTimestamp(
        new DuckDBTimestampValue(BigInt(Date.parse(`${value as string}Z`)) * 1000n),
      ),
  };
  return (appender, value) =>
    value === null ? appender.appendNull() : puts[type](appender, value);
}

async function answer(duckdb: DuckDb, connection: DuckDBConnection, sql: string): Promise<Result> {
  const result = await connection.stream(sql).catch(refuse);
  const columns = result.columnTypes().map((type, at) => ({
    name: result.deduplicatedColumnNames()[at] ?? '',
    type: type.toString(),
  }));
  return { columns, rows: rowsOf(duckdb, result) };
}

async function* rowsOf(duckdb: DuckDb, result: DuckDBResult) {
  const shown = result.columnTypes().map((type) => shownAs(duckdb, type.typeId));
  const rows = result.yieldRowsJson();
  for (let come = await next(rows); !come.done; come = await next(rows))
    yield come.value.map((row) => row.map((cell, at) => shown[at]?.(cell as Cell) ?? null));
}

const next = <Some>(rows: AsyncIterator<Some>) => rows.next().catch(refuse);

/** DuckDB's own text of numbers that JavaScript may not hold, and of times. */
function shownAs({ DuckDBTypeId: id }: DuckDb, type: number): (cell: Cell) => Cell {
  const whole = [id.BIGINT, id.UBIGINT, id.HUGEINT, id.UHUGEINT, id.DECIMAL];
  const times = [id.TIMESTAMP, id.TIMESTAMP_S, id.TIMESTAMP_MS, id.TIMESTAMP_NS];
  if (whole.includes(type)) return (cell) => (isExact(cell) ? Number(cell) : cell);
  if (times.includes(type))
    return (cell) => (typeof cell === 'string' ? cell.replace(' ', 'T') : cell);
  return (cell) => cell;
}

const isExact = (cell: Cell) => typeof cell === 'string' && cell.length < 16;

/** Of a query that is a comment alone. */
const NOTHING = 'Error in native callback';

/** What stands behind the first words shows the query again. */
function refuse(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  if (error.message === NOTHING) throw new UsageError('sql: no statement in the query');
  const [told = ''] = error.message.split(/\nLINE \d+:/);
  throw new UsageError(`sql: ${plain(told.replace('Failed to extract statements: ', '').trim())}`);
}
