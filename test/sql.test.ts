// `sql` as a user meets it: the answers of the ready queries are those of the report, any query can be asked,
// and none gets at anything but the tables.

import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spreadOf } from '../src/cost/spread.ts';
import type { FleetReport, Outlier } from '../src/fleet/model.ts';
import type { Cycle, Report } from '../src/model.ts';
import { queries } from '../src/sql/queries.ts';
import { tables } from '../src/sql/tables.ts';
import type { WhatIf } from '../src/what-if/index.ts';
import { fleetFacts } from './fleets.ts';
import { cloudInitLogOf } from './guests.ts';
import { runTool } from './running.ts';
import { build, IMAGE, keyOverNbd, nova, root, toBytes } from './support.ts';

const FLEET = [
  'fixtures/releases',
  'fixtures/rules',
  'fixtures/showcase.log',
  '--host',
  'fixtures/showcase.log=compute-1',
];

let scratch = '';
let report: Report;

beforeAll(() => {
  build();
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
  report = JSON.parse(runTool(['--format', 'json', ...FLEET]).stdout);
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

type Row = Readonly<Record<string, unknown>>;

function rowsOf(query: string, logs: readonly string[] = FLEET): readonly Row[] {
  const { status, stdout, stderr } = runTool(['sql', query, '--format', 'json', ...logs]);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout).rows;
}

/** Logs have no facts. */
const RECORDS = Object.keys(tables).filter((name) => name !== 'facts');

const injections = () => report.cycles.filter(({ purpose }) => purpose === 'injection');

describe('the tables', () => {
  test('hold each record of the report once', () => {
    const each = RECORDS.map((name) => `(SELECT count(*) FROM ${name}) AS ${name}`);
    const [counts] = rowsOf(`SELECT ${each.join(', ')}`);
    const { cycles, instances, sources, releases } = report;
    expect(counts).toMatchObject({
      cycles: cycles.length,
      steps: cycles.flatMap(({ steps }) => steps).length,
      left_behind: cycles.flatMap(({ leftBehind }) => Object.values(leftBehind).flat()).length,
      instances: instances.length,
      sources: sources.length,
      releases: releases.length,
    });
    for (const name of ['items', 'findings', 'config', 'savings'])
      expect(counts?.[name]).toBeGreaterThan(100);
  });

  test('hold of a cycle what the report does', () => {
    const told = new Map(rowsOf('FROM cycles').map((row) => [row['id'], row]));
    expect(told.size).toBeGreaterThan(100);
    for (const cycle of report.cycles) {
      const row = told.get(cycle.id);
      expect(row).toMatchObject({
        host: cycle.host,
        instance_uuid: cycle.instance.uuid,
        handler: cycle.handler,
        outcome: cycle.outcome,
        error: cycle.error,
        duration_ms: cycle.durationMs,
        image_cow: cycle.image.cow,
        line: cycle.steps[0]?.evidence[0].line ?? null,
        day: cycle.start?.slice(0, 10) ?? null,
      });
      expect(typeof row?.['started_at']).toBe(cycle.start === null ? 'object' : 'string');
    }
  });

  test('tell a moment only where the log prints its zone', () => {
    const log = `${scratch}/zoned.log`;
    const text = readFileSync(`${root}fixtures/showcase.log`, 'utf8');
    writeFileSync(log, text.replace(/^(\S+) (\S+)/gm, '$1T$2.250000+02:00'));
    const query = 'SELECT started_at, started_utc FROM cycles ORDER BY started_at LIMIT 1';
    expect(rowsOf(query, [log])).toEqual([
      { started_at: '2012-11-14T08:14:38.25', started_utc: '2012-11-14T06:14:38.25' },
    ]);
    expect(rowsOf(query, ['fixtures/showcase.log'])).toEqual([
      { started_at: '2012-11-14T08:14:38', started_utc: null },
    ]);
  });

  test('can be asked for each column by its bare name', () => {
    const each = RECORDS.map((name) => {
      const columns = Object.keys(tables[name as keyof typeof tables].columns);
      return `SELECT ${columns.join(', ')} FROM ${name} WHERE false;`;
    });
    expect(rowsOf(each.join(' '), ['fixtures/showcase.log'])).toEqual([]);
  });

  test('tell the release that wrote a cycle', () => {
    expect(
      rowsOf('SELECT DISTINCT codename, series, version FROM cycles', ['fixtures/showcase.log']),
    ).toEqual([{ codename: 'Essex', series: '2012.1', version: '2012.1.3' }]);
  });

  test('are told with each of their columns, as are the ready queries', () => {
    const { stdout } = runTool(['sql']);
    for (const { id, columns } of queries) {
      expect(stdout).toContain(`  ${id}: `);
      expect(columns.length).toBeGreaterThan(2);
    }
    for (const [name, { columns }] of Object.entries(tables)) {
      expect(stdout).toContain(`Table ${name}: `);
      for (const column of Object.keys(columns)) expect(stdout).toMatch(`\n  ${column} `);
    }
    const told = JSON.parse(runTool(['sql', '--format', 'json']).stdout);
    expect(told.tables.map(({ name }: { name: string }) => name)).toEqual(Object.keys(tables));
  });
});

describe('the ready queries', () => {
  test.each(queries)('$id tells the columns it says it does', ({ id, columns }) => {
    const { stdout } = runTool(['sql', id, '--format', 'csv', 'fixtures/showcase.log']);
    expect(stdout.split('\r\n')[0]?.split(',')).toEqual(columns.map(({ name }) => name));
  });

  test('README.md names each', () => {
    const text = readFileSync(`${root}README.md`, 'utf8');
    for (const { id } of queries) expect(text).toContain(`\`${id}\``);
  });

  test('seconds-by-handler adds up what each took', () => {
    const rows = rowsOf('seconds-by-handler');
    const handlers = new Set(injections().map(({ handler }) => handler));
    expect(rows).toHaveLength(handlers.size);
    for (const row of rows) {
      const own = injections().filter(({ handler }) => handler === row['handler']);
      const times = spreadOf(own.flatMap(({ durationMs }) => durationMs ?? []));
      expect(row).toMatchObject({
        injections: own.length,
        timed: times?.count ?? 0,
        seconds: times && times.totalMs / 1000,
        median_seconds: times && times.p50Ms / 1000,
        longest_seconds: times && times.maxMs / 1000,
      });
    }
  });

  test('failures and outcomes-by-release count each injection once', () => {
    const failed = injections().filter(({ outcome }) => outcome.startsWith('failed'));
    const total = (rows: readonly Row[]) =>
      rows.reduce((all, { injections: own }) => all + (own as number), 0);
    expect(failed.length).toBeGreaterThan(10);
    expect(total(rowsOf('failures'))).toBe(failed.length);
    expect(total(rowsOf('outcomes-by-release'))).toBe(injections().length);
    expect(total(rowsOf('injections-per-day'))).toBe(injections().length);
    expect(total(rowsOf('redundant-by-image'))).toBe(injections().length);
  });

  test('leaks-by-host counts what stayed, by the host that has it', () => {
    const of = (host: string | null, kind: keyof Cycle['leftBehind']) =>
      report.cycles.filter((one) => one.host === host).flatMap((one) => one.leftBehind[kind])
        .length;
    const rows = rowsOf('leaks-by-host');
    expect(rows.map(({ host }) => host).sort()).toEqual(['compute-1', null]);
    for (const { host, devices, mappings, mounts } of rows)
      expect({ devices, mappings, mounts }).toEqual({
        devices: of(host as string | null, 'devices'),
        mappings: of(host as string | null, 'mappings'),
        mounts: of(host as string | null, 'mounts'),
      });
  });

  test('saved-by-setting saves what what-if says', () => {
    const set = ['libvirt.inject_key=false', 'libvirt_inject_key=false'];
    const options = set.flatMap((one) => ['--set', one]);
    const { stdout } = runTool(['what-if', ...options, '--format', 'json', ...FLEET]);
    const { cycles }: WhatIf = JSON.parse(stdout);
    const own = (fate: string) =>
      cycles.filter((one) => one.purpose === 'injection' && one.fate === fate);
    expect(own('vanishes').length).toBeGreaterThan(10);
    const row = rowsOf('saved-by-setting').find(({ setting }) => setting === set[0]);
    const seconds = own('vanishes').reduce((all, one) => all + (one.durationMs ?? 0), 0) / 1000;
    expect(row).toMatchObject({
      vanishes: own('vanishes').length,
      shrinks: own('shrinks').length,
      unknown: own('unknown').length,
      seconds,
    });
  });

  test('tell of many hosts what fleet does', () => {
    mkdirSync(`${scratch}/fleet`);
    const facts = fleetFacts(`${scratch}/fleet`);
    const fleet: FleetReport = JSON.parse(runTool(['fleet', '--format', 'json', ...facts]).stdout);
    const named = (outliers: readonly object[]) =>
      new Map((outliers as readonly Outlier[]).map((one) => [`${one.host} ${one.what}`, one]));
    expect(named(rowsOf('outlier-hosts', facts))).toEqual(named(fleet.outliers));
    expect([...named(fleet.outliers).keys()]).toEqual(
      expect.arrayContaining([
        'failing failed-share',
        'leaking leaked-share',
        'slow median-seconds',
      ]),
    );
    expect(rowsOf('blind-hosts', facts).map(({ host }) => host)).toEqual(
      fleet.blind.map(({ host }) => host),
    );
    expect(fleet.blind.map(({ host }) => host)).toContain('blind');
    const images = rowsOf('redundant-by-image', facts);
    expect(images).toEqual(
      fleet.images.map(({ name, injections, likelyRedundant, ...own }) => ({
        image: name,
        injections,
        redundant: own.redundant,
        likely_redundant: likelyRedundant,
        conflicting: own.conflicting,
        needed: own.needed,
        unknown: own.unknown,
        seconds_saved: null,
      })),
    );
    const days = rowsOf('injections-per-day', facts);
    for (const name of ['injections', 'failed', 'leaked'] as const)
      expect(days.reduce((all, row) => all + (row[name] as number), 0)).toBe(fleet.summary[name]);
  });

  test('redundant-by-image tells what lies beside the logs proves, of facts as of logs', () => {
    const essex = nova('2012.1');
    const log = `${scratch}/essex.log`;
    writeFileSync(log, toBytes([essex.starting(), ...keyOverNbd(essex), essex.spawned()]));
    const guest = { booted: new Date('2012-05-14T09:00:20Z'), id: 'i-0000076d' };
    const told = cloudInitLogOf(
      { ...guest, datasource: 'DataSourceEc2' },
      { before: 157, after: 321, user: 111 },
    );
    writeFileSync(`${scratch}/guest.log`, toBytes(told));
    const host = ['--host', 'compute-1'];
    const facts = `${scratch}/essex.ndjson`;
    const extracted = runTool(['extract', ...host, log, `${scratch}/guest.log`]);
    writeFileSync(facts, extracted.stdout);
    const image = {
      image: IMAGE,
      injections: 1,
      likely_redundant: 0,
      conflicting: 0,
      needed: 0,
    };
    const proved = [{ ...image, redundant: 1, unknown: 0, seconds_saved: 10 }];
    expect(rowsOf('redundant-by-image', [log, `${scratch}/guest.log`, ...host])).toEqual(proved);
    expect(rowsOf('redundant-by-image', [facts])).toEqual(proved);
    expect(rowsOf('redundant-by-image', [log])).toEqual([
      { ...image, redundant: 0, unknown: 1, seconds_saved: null },
    ]);
  });
});

describe('facts', () => {
  const LOG = 'fixtures/showcase.log';
  const factsOf = (host: string) => {
    const path = `${scratch}/${host}.ndjson`;
    if (!existsSync(path)) writeFileSync(path, runTool(['extract', '--host', host, LOG]).stdout);
    return path;
  };

  test('of a host are answered as its log is', () => {
    const facts = factsOf('compute-1');
    for (const { id } of queries) {
      if (id === 'blind-hosts') continue;
      expect(rowsOf(id, [facts])).toEqual(rowsOf(id, [LOG, '--host', 'compute-1']));
    }
  });

  test('of several hosts, packed, twice and in any order, count once', () => {
    const texts = ['compute-2', 'compute-1', 'compute-2'].map((host) =>
      readFileSync(factsOf(host)),
    );
    const input = gzipSync(Buffer.concat(texts));
    const { stdout } = runTool(['sql', 'leaks-by-host', '--format', 'csv'], { input });
    const [, ...rows] = stdout.trim().split('\r\n');
    expect(rows).toEqual(['compute-1,1,1,1,1,3', 'compute-2,1,1,1,1,3']);
  });

  test('can be asked themselves, with each of their columns', () => {
    const facts = factsOf('compute-1');
    const lines = readFileSync(facts, 'utf8').trim().split('\n');
    const columns = Object.keys(tables.facts.columns).join(', ');
    const rows = rowsOf(`SELECT ${columns} FROM facts`, [facts]);
    expect(rows).toHaveLength(lines.length);
    expect(rows.map(({ fact }) => fact).sort()).toEqual([...lines].sort());
  });

  test('of another version, and what is none, are refused as merge does', () => {
    const facts = factsOf('compute-1');
    const other = readFileSync(facts, 'utf8').replaceAll('/fact/1', '/fact/9');
    for (const input of [other, readFileSync(`${root}${LOG}`), '{"schema":"other/1"}\n', '']) {
      const { status, stdout, stderr } = runTool(['sql', 'failures', '-'], { input });
      expect({ status, stdout, stderr }).toEqual(runTool(['merge', '-'], { input }));
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    }
    expect(runTool(['sql', 'failures', LOG, facts])).toMatchObject({
      status: 2,
      stderr: `inject-trace: sql: ${facts} is of facts, and ${LOG} is not\n`,
    });
    expect(runTool(['sql', 'FROM facts', LOG])).toMatchObject({
      status: 2,
      stderr: 'inject-trace: sql: a log has no facts; inject-trace extract makes them of it\n',
    });
  });

  test('that end inside one are answered for the others, with a warning', () => {
    const input = readFileSync(factsOf('compute-1')).subarray(0, -10);
    const { status, stdout, stderr } = runTool(['sql', 'seconds-by-handler', '-'], { input });
    expect(stdout).toContain('guestfs');
    expect(stderr).toContain('ends inside a fact');
    expect(status).toBe(4);
  });
});

describe('any query', () => {
  const LOG = ['fixtures/showcase.log'];

  test('is answered in each format', () => {
    const query = 'SELECT 1 AS a, \'x;"y\' AS "b c", NULL AS n, [1, 2] AS l, 2::HUGEINT AS h';
    const answer = (format: string) => runTool(['sql', query, '--format', format, ...LOG]).stdout;
    const row = { a: 1, 'b c': 'x;"y', n: null, l: [1, 2], h: 2 };
    expect(JSON.parse(answer('json')).rows).toEqual([row]);
    expect(JSON.parse(answer('ndjson'))).toEqual(row);
    expect(parse(answer('csv'), { columns: true })).toEqual([
      { a: '1', 'b c': 'x;"y', n: '', l: '[1,2]', h: '2' },
    ]);
    expect(answer('terminal')).toBe('a  b c      n      l  h\n1  x;"y  NULL  [1,2]  2\n(1 row)\n');
  });

  test('keeps what JavaScript cannot count, names that come twice and no rows at all', () => {
    expect(rowsOf('SELECT 9007199254740993 AS a, 1 AS a', LOG)).toEqual([
      { a: '9007199254740993', 'a:1': 1 },
    ]);
    const { stdout } = runTool(['sql', 'SELECT id, host FROM cycles WHERE false', ...LOG]);
    expect(stdout).toBe('id  host\n(0 rows)\n');
  });

  test('shows a row that is too wide cell by cell', () => {
    const { stdout } = runTool(['sql', 'FROM cycles LIMIT 2', ...LOG]);
    expect(stdout).toMatch(/^row 1\n {2}id +b712c95b47a4\n {2}host +NULL\n/);
    expect(stdout).toContain('\nrow 2\n');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('prints nothing that drives a terminal or a spreadsheet', () => {
    const query = "SELECT chr(27) || '[31m=1' || chr(10) || 'x' AS a";
    expect(runTool(['sql', query, ...LOG]).stdout).toBe('a\n=1 x\n(1 row)\n');
    expect(runTool(['sql', "SELECT '=1+1' AS a", '--format', 'csv', ...LOG]).stdout).toBe(
      "a\r\n'=1+1\r\n",
    );
  });

  test('is answered whatever a log, or who makes facts, claims', () => {
    const essex = nova('2012.1');
    const log = `${scratch}/claims.log`;
    const error = 'no room \u0000 \u{1F600} "\\';
    writeFileSync(log, toBytes([essex.announced('key'), essex.attach(), essex.ignored(error)]));
    const errors = rowsOf('SELECT error FROM cycles WHERE error IS NOT NULL', [log]);
    expect(errors.map(({ error: told }) => told)).toEqual([expect.stringContaining('\u{1F600}')]);
    const { stdout } = runTool(['extract', '--host', 'compute-1', ...LOG]);
    const facts = `${scratch}/claims.ndjson`;
    writeFileSync(facts, stdout.replaceAll('"exitCode":1', '"exitCode":1e20'));
    const codes = 'SELECT count(exit_code) AS codes FROM steps';
    expect(rowsOf(codes, LOG)).toEqual([{ codes: 1 }]);
    expect(rowsOf(codes, [facts])).toEqual([{ codes: 0 }]);
  });

  test('may make tables of its own', () => {
    expect(rowsOf('CREATE TABLE t AS SELECT 7 AS a; SELECT a FROM t', LOG)).toEqual([{ a: 7 }]);
  });

  test.each([
    ['SELEC id FROM cycles', 'Parser Error: syntax error at or near "SELEC"'],
    ['SELECT nothing FROM cycles', /Binder Error: Referenced column "nothing" not found/],
    ['FROM cyclez', /Table with name cyclez does not exist! Did you mean "cycles"\?/],
    ['SELECT 1; SELEC 2', 'Parser Error: syntax error at or near "SELEC"'],
    ['SELECT CAST(id AS INTEGER) FROM cycles', /Conversion Error: Could not convert string/],
    ['/* nothing to do */', 'no statement in the query'],
    ['failure', 'no ready query is called failure; did you mean failures?'],
    ['xyzzy', 'no ready query is called xyzzy; inject-trace sql lists those there are'],
  ])('%s is refused in one line', (query, why) => {
    const { status, stdout, stderr } = runTool(['sql', query, ...LOG]);
    expect(stderr).toMatch(/^inject-trace: sql: [^\n]*\n$/);
    if (typeof why === 'string') expect(stderr).toBe(`inject-trace: sql: ${why}\n`);
    else expect(stderr).toMatch(why);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test('is refused before the logs are read', () => {
    const { status, stderr } = runTool(['sql', 'FROM cyclez', 'no/such/log']);
    expect({ status, stderr }).toMatchObject({ status: 2 });
    expect(stderr).toContain('cyclez');
  });

  test('says what is wrong with the logs, as any command', () => {
    const { status, stderr } = runTool(['sql', 'failures', 'no/such/log']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'inject-trace: no/such/log: no such file\n',
    });
  });
});

describe('a hostile query', () => {
  const secret = () => `${scratch}/secret.csv`;

  test.each([
    ['reads a file', () => `SELECT * FROM read_text('${secret()}')`],
    ['reads a table of a file', () => `SELECT * FROM '${secret()}'`],
    ['lists files', () => `SELECT * FROM glob('${scratch}/*')`],
    ['writes a file', () => `COPY (SELECT 1) TO '${scratch}/out/a.csv'`],
    ['opens a database', () => `ATTACH '${scratch}/out/a.db'`],
    ['exports', () => `EXPORT DATABASE '${scratch}/out/a'`],
    ['asks the network', () => "SELECT * FROM 'https://127.0.0.1:9/a.csv'"],
    ['installs an extension', () => 'INSTALL httpfs'],
    ['loads a library', () => `LOAD '${scratch}/a.duckdb_extension'`],
    ['takes back the lock', () => 'SET enable_external_access = true; SELECT 1'],
    ['writes a profile', () => `PRAGMA profiling_output = '${scratch}/out/p'; SELECT 1`],
    ['spills where it likes', () => `SET temp_directory = '${scratch}/out'; SELECT 1`],
    ['keeps a secret', () => 'CREATE PERSISTENT SECRET s (TYPE http)'],
  ])('that %s gets nowhere', (_, query) => {
    writeFileSync(secret(), 'a\nhidden\n');
    mkdirSync(`${scratch}/out`, { recursive: true });
    const home = `${scratch}/home`;
    mkdirSync(home, { recursive: true });
    const ran = runTool(['sql', query(), `${root}fixtures/showcase.log`], {
      cwd: home,
      env: { ...process.env, HOME: home },
    });
    expect(ran.stdout + ran.stderr).not.toContain('hidden');
    expect(ran.stderr).toMatch(/^inject-trace: sql: [^\n]*\n$/);
    expect(ran.status).toBe(2);
    expect([...readdirSync(`${scratch}/out`), ...readdirSync(home)]).toEqual([]);
  });
});

describe('DuckDB', () => {
  /** The package without any other, as it is installed. */
  const installed = () => {
    const there = `${scratch}/installed`;
    if (!existsSync(there)) {
      mkdirSync(`${there}/bin`, { recursive: true });
      copyFileSync(`${root}bin/inject-trace.js`, `${there}/bin/inject-trace.js`);
      copyFileSync(`${root}package.json`, `${there}/package.json`);
      cpSync(`${root}dist/cli`, `${there}/dist/cli`, { recursive: true });
    }
    const run = (...args: readonly string[]) => {
      const all = [`${there}/bin/inject-trace.js`, ...args];
      return execFileSync(process.execPath, all, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    };
    return { there, run };
  };

  test('where it is missing is asked for in one line, and nothing else needs it', () => {
    const { run } = installed();
    expect(run('sql')).toContain('Ready queries');
    expect(run('--format', 'csv', 'fixtures/showcase.log')).toContain('b712c95b47a4');
    let failed: unknown;
    try {
      run('sql', 'failures', 'fixtures/showcase.log');
    } catch (error) {
      failed = error;
    }
    expect(failed).toMatchObject({
      status: 2,
      stderr:
        'inject-trace: sql needs DuckDB, which is not installed: npm install @duckdb/node-api, beside inject-trace (with -g where that is)\n',
    });
  });

  test('is found beside the tool', () => {
    const { there, run } = installed();
    cpSync(`${root}node_modules/@duckdb`, `${there}/node_modules/@duckdb`, { recursive: true });
    cpSync(`${root}node_modules/detect-libc`, `${there}/node_modules/detect-libc`, {
      recursive: true,
    });
    expect(run('sql', 'SELECT 6 * 7 AS answer', 'fixtures/showcase.log')).toContain('42');
  });
});
