// deploy/clickhouse: the tables take what `sql` prints, a row that comes again replaces the one before, and the
// ready queries answer there what they do in DuckDB. Skipped where there is no ClickHouse.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queries } from '../src/sql/queries.ts';
import type { Table } from '../src/sql/table.ts';
import { tables } from '../src/sql/tables.ts';
import { addProgram, commandsOf, freePort, isThere, type Place, placeIn } from './deploy.ts';
import { fleetFacts } from './fleets.ts';
import { runTool } from './running.ts';
import { build, root } from './support.ts';

const schema = readFileSync(`${root}deploy/clickhouse/schema.sql`, 'utf8');

describe('the schema', () => {
  const types = {
    VARCHAR: 'String',
    'VARCHAR[]': 'Array(String)',
    BIGINT: 'Int64',
    BOOLEAN: 'UInt8',
    TIMESTAMP: "DateTime('UTC')",
  };

  test.each(Object.entries<Pick<Table<never>, 'columns'>>(tables))(
    'of %s has each column',
    (name, { columns }) => {
      const [, body = ''] =
        new RegExp(
          `CREATE TABLE IF NOT EXISTS inject_trace.${name}_rows \\(\n([^;]*)\n\\) ENGINE`,
        ).exec(schema) ?? [];
      const told = body.split(',\n').map((line) => line.trim().replace(/Nullable\((.*)\)$/, '$1'));
      expect(told).toEqual(
        Object.entries(columns).map(([column, { type }]) => `${column} ${types[type]}`),
      );
    },
  );
});

const isHere = isThere('clickhouse-server', 'clickhouse-client');
if (!isHere) console.log('clickhouse.test.ts: skipped, there is no clickhouse-server here');

describe.skipIf(!isHere)('ClickHouse', () => {
  let scratch = '';
  let port = 0;
  let place: Place;
  let server: ChildProcess;
  let facts: readonly string[] = [];

  const client = () => ['clickhouse-client', '--host', '127.0.0.1', '--port', String(port)];
  const ask = (sql: string, ...args: readonly string[]) => {
    const [program = '', ...own] = client();
    const all = [...own, ...args, '--output_format_json_quote_64bit_integers', '0', '--multiquery'];
    return execFileSync(program, all, { input: sql, encoding: 'utf8', maxBuffer: 1 << 28 });
  };
  /** What deploy/README.md tells: it makes the tables, loads them and asks. */
  const load = () => place.run(commandsOf('ClickHouse'));
  const counts = () =>
    Object.keys(tables).map((name) => Number(ask(`SELECT count(*) FROM inject_trace.${name}`)));

  beforeAll(async () => {
    build();
    scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
    port = await freePort();
    writeFileSync(`${scratch}/config.xml`, configOf(scratch, port));
    writeFileSync(`${scratch}/users.xml`, USERS);
    server = spawn('clickhouse-server', [`--config-file=${scratch}/config.xml`], {
      cwd: scratch,
      stdio: 'ignore',
    });
    place = placeIn(`${scratch}/clone`, `${root}bin/inject-trace.js`);
    const path = execFileSync('which', ['clickhouse-client'], { encoding: 'utf8' }).trim();
    addProgram(place.path, 'clickhouse-client', `exec ${path} --port ${port} "$@"`);
    facts = [`${place.path}/facts.ndjson`];
    runTool(['merge', ...fleetFacts(scratch), '-o', `${place.path}/facts.ndjson`]);
    for (let times = 0; ; times++) {
      const [program = '', ...args] = client();
      if (spawnSync(program, [...args, '--query', 'SELECT 1']).status === 0) break;
      if (times > 100) throw new Error('clickhouse-server does not answer');
      await sleep(200);
    }
    const { status, stdout, stderr } = load();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('libvirt.inject_key=false');
  }, 300_000);
  afterAll(async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
    rmSync(scratch, { recursive: true, force: true });
  });

  test('holds as many rows as there are, also when they are loaded again', () => {
    const each = Object.keys(tables).map((name) => `(SELECT count(*) FROM ${name}) AS ${name}`);
    const { stdout } = runTool(['sql', `SELECT ${each}`, '--format', 'json', ...facts]);
    const [row] = JSON.parse(stdout).rows;
    expect(counts()).toEqual(Object.values(row));
    expect(Math.min(...counts())).toBeGreaterThan(1);
    load();
    expect(counts()).toEqual(Object.values(row));
  });

  test.each(queries)('answers $id as DuckDB does', ({ id, sql: portable, columns }) => {
    const own = `${root}deploy/clickhouse/queries/${id}.sql`;
    const sql = existsSync(own) ? readFileSync(own, 'utf8') : portable;
    const { stdout } = runTool(['sql', id, '--format', 'json', ...facts]);
    const expected = JSON.parse(stdout).rows;
    const { meta, data } = JSON.parse(
      ask(`${sql.trimEnd()}\nFORMAT JSON`, '--database', 'inject_trace'),
    );
    expect(meta.map(({ name }: { name: string }) => name)).toEqual(columns.map(({ name }) => name));
    expect(data.map(bySeconds)).toEqual(expected.map(bySeconds));
    expect(data.length).toBeGreaterThan(0);
  });
});

/** ClickHouse has times to the second, and parts them with a blank. */
const bySeconds = (row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string'
        ? value.replace(/^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?$/, '$1 $2')
        : value,
    ]),
  );

const configOf = (scratch: string, port: number) => `<yandex>
  <logger><level>none</level></logger>
  <listen_host>127.0.0.1</listen_host>
  <tcp_port>${port}</tcp_port>
  <path>${scratch}/data/</path>
  <tmp_path>${scratch}/tmp/</tmp_path>
  <users_config>${scratch}/users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <mark_cache_size>5368709</mark_cache_size>
</yandex>
`;

const USERS = `<yandex>
  <profiles><default></default></profiles>
  <users>
    <default>
      <password></password>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
    </default>
  </users>
  <quotas><default></default></quotas>
</yandex>
`;
