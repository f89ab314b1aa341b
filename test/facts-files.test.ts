// The commands that write and read files of facts, as they are typed.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALICE, asked, consoleOf } from './guests.ts';
import { runTool } from './running.ts';
import { build, fixture, keyOverNbd, linesOf, nova, root, toBytes } from './support.ts';

const directory = mkdtempSync(join(tmpdir(), 'facts-'));
const at = (name: string) => join(directory, name);
const LOG = fixture('showcase.log');

beforeAll(build);
afterAll(() => rmSync(directory, { recursive: true }));

function extract(path: string, host = 'compute-1'): string {
  const { status, stdout, stderr } = runTool(['extract', '--host', host, path]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

function written(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content);
  return at(name);
}

describe('facts', () => {
  test('say their schema, host and id first, and what the line says', () => {
    const lines = extract(LOG.path).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      expect(Object.keys(JSON.parse(line)).slice(0, 4)).toEqual(['schema', 'host', 'id', 'kind']);
    }
    const facts = lines.map((line) => JSON.parse(line));
    expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
    expect(new Set(facts.map(({ kind }) => kind))).toEqual(new Set(['event', 'log']));
  });

  test('have the ids they have whatever the log is called and however it is packed or split', () => {
    const ids = (text: string) =>
      new Set(
        text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line))
          .filter(({ kind }) => kind === 'event')
          .map(({ id }) => id),
      );
    const whole = ids(extract(LOG.path));
    expect(ids(extract(written('other-name.gz', gzipSync(LOG.bytes))))).toEqual(whole);
    const lines = linesOf(LOG.bytes);
    const begins = lines.findIndex(
      (line, index) => index > lines.length / 2 && /^\d{4}-/.test(line),
    );
    const piece = (from: number, to?: number) => `${lines.slice(from, to).join('\n')}\n`;
    const first = ids(extract(written('first.log', piece(0, begins))));
    const second = ids(extract(written('second.log', piece(begins))));
    expect(new Set([...first, ...second])).toEqual(whole);
  });

  test('of a log that names no host need one', () => {
    const { status, stdout, stderr } = runTool(['extract', LOG.path]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^inject-trace: .*showcase\.log:1: no line tells its host; say --host NAME.*\n$/,
    );
  });

  test('are of all records: a window is for what reads them', () => {
    const { status, stderr } = runTool(['extract', '--since', '2026-01-01', LOG.path]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^inject-trace: --since and --until .*\n$/);
  });

  test('of what is no log are none', () => {
    const { status, stdout, stderr } = runTool(['extract', '--host', 'a', '-'], {
      input: 'hello\n',
    });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toMatch(
      /^inject-trace: standard input: no nova-compute log line recognised.*\n$/,
    );
  });
});

describe('facts of a log that is still written to', () => {
  const lines = linesOf(LOG.bytes);
  const half = lines.findIndex((line, index) => index > lines.length / 2 && /^\d{4}-/.test(line));
  const text = (from: number, to?: number) => `${lines.slice(from, to).join('\n')}\n`;

  test('are each told once, run after run, also when it was rotated', () => {
    const log = written('growing.log', text(0, half));
    const args = ['extract', '--host', 'compute-1', '--state', at('growing.json')];
    const run = () => runTool([...args, '-o', at('growing.ndjson'), log]);
    expect(run()).toMatchObject({ status: 0, stderr: '' });
    const first = readFileSync(at('growing.ndjson'), 'utf8');
    expect(first).not.toBe('');
    renameSync(log, at('growing.log.1'));
    writeFileSync(log, text(half));
    expect(run()).toMatchObject({ status: 0, stderr: '' });
    const all = readFileSync(at('growing.ndjson'), 'utf8');
    expect(all.startsWith(first)).toBe(true);
    const events = all
      .trimEnd()
      .split('\n')
      .filter((line) => JSON.parse(line).kind === 'event');
    expect(new Set(events).size).toBe(events.length);
    const whole = written('whole.ndjson', extract(LOG.path));
    const report = (file: string) => runTool(['report', file, '--format', 'json']).stdout;
    expect(report(at('growing.ndjson'))).toBe(report(whole));
    expect(run()).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(at('growing.ndjson'), 'utf8')).toBe(all);
  });

  test('are told as they come', async () => {
    const log = written('followed.log', text(0, half));
    const tool = spawn(process.execPath, [
      ...[`${root}bin/inject-trace.js`, 'extract', '--follow'],
      ...['--host', 'compute-1', log],
    ]);
    let told = '';
    tool.stdout.on('data', (bytes) => {
      told += bytes;
    });
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await sleep(50);
    };
    await until(() => told.includes('"kind":"event"'));
    appendFileSync(log, text(half));
    const { id } = JSON.parse(extract(LOG.path).trimEnd().split('\n').at(-2) ?? '');
    await until(() => told.includes(id));
    tool.kill('SIGTERM');
    await once(tool, 'close');
    const whole = written('whole.ndjson', extract(LOG.path));
    const report = (file: string) => runTool(['report', file, '--format', 'json']).stdout;
    expect(report(written('told.ndjson', told))).toBe(report(whole));
  });

  test('do not go on from the state of a report', () => {
    const log = written('reported.log', text(0));
    const state = ['--state', at('reported.json'), '--host', 'compute-1'];
    expect(runTool([...state, '--format', 'ndjson', log]).status).toBe(0);
    const { status, stderr } = runTool(['extract', ...state, log]);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /was kept with other command \(none, not extract\); it was left as it is\n$/,
    );
  });
});

describe('facts of files beside the logs', () => {
  const essex = nova('2012.1');
  const log = [essex.starting(), essex.creating(), ...keyOverNbd(essex), essex.spawned()];
  const console = consoleOf({
    booted: new Date('2012-05-14T09:00:20Z'),
    datasource: 'DataSourceEc2',
    keys: [ALICE],
    ip: '192.0.2.61',
  });
  const access = [
    asked('2012-05-14 09:00:50', '192.0.2.61', '/2009-04-04/meta-data/instance-id'),
    asked('2012-05-14 09:00:52', '192.0.2.61'),
  ];

  test('prove what the files prove', () => {
    const path = written('nova-compute.log', `${log.join('\n')}\n`);
    const beside = written('console.log', toBytes(console));
    const served = written('access.log', toBytes(access));
    const host = ['--host', 'compute-1'];
    const options = ['--console-log', beside, '--metadata-log', served, ...host, path];
    const plain = JSON.parse(runTool(['--format', 'json', ...options]).stdout);
    const facts = written('proof.ndjson', runTool(['extract', ...options]).stdout);
    const { sources, cycles } = JSON.parse(runTool(['report', facts, '--format', 'json']).stdout);
    const verdicts = (
      all: readonly { redundancy: readonly { verdict: string; why: string }[] }[],
    ) => all.flatMap(({ redundancy }) => redundancy.map(({ verdict, why }) => [verdict, why]));
    expect(verdicts(cycles)).toEqual(verdicts(plain.cycles));
    expect(verdicts(cycles).map(([verdict]) => verdict)).not.toContain('unknown');
    expect(sources.map((one: { readonly path: string }) => one.path)).toEqual([
      'compute-1',
      `compute-1:${served}`,
      `compute-1:${beside}`,
    ]);
    expect(runTool(['merge', facts, facts]).stdout).toBe(runTool(['merge', facts]).stdout);
  });
});

describe('files of facts', () => {
  test('put together are the same in any order, packed, twice, or through a pipe', () => {
    const one = written('one.ndjson', extract(LOG.path, 'compute-1'));
    const two = written('two.ndjson', extract(LOG.path, 'compute-2'));
    const merged = runTool(['merge', one, two]);
    expect(merged.status).toBe(0);
    const packed = written('two.gz', gzipSync(readFileSync(two)));
    expect(runTool(['merge', packed, one, two]).stdout).toBe(merged.stdout);
    const lines = merged.stdout.trimEnd().split('\n');
    const reversed = `${[...lines].reverse().join('\n')}\n`;
    expect(runTool(['merge', '-'], { input: reversed }).stdout).toBe(merged.stdout);
    expect(runTool(['merge', '-o', at('all.ndjson'), one, two]).stdout).toBe('');
    expect(readFileSync(at('all.ndjson'), 'utf8')).toBe(merged.stdout);
  });

  test('are reported on in any format, each host a source', () => {
    const one = written('one.ndjson', extract(LOG.path, 'compute-1'));
    const two = written('two.ndjson', extract(LOG.path, 'compute-2'));
    const { status, stdout } = runTool(['report', one, two, '--format', 'json']);
    expect(status).toBe(0);
    const { sources, summary } = JSON.parse(stdout);
    const plain = JSON.parse(runTool(['--format', 'json', LOG.path]).stdout);
    expect(sources.map(({ path }: { readonly path: string }) => path)).toEqual([
      'compute-1',
      'compute-2',
    ]);
    expect(summary.cycles).toBe(2 * plain.summary.cycles);
    expect(summary.hosts).toBe(2);
    const lines = runTool(['report', one, two, '--format', 'ndjson']).stdout.trimEnd().split('\n');
    const cycles = lines.filter((line) => JSON.parse(line).kind === 'cycle');
    expect(cycles).toHaveLength(summary.cycles);
    expect(runTool(['report', '--format', 'csv', '-'], { input: readFileSync(one) }).status).toBe(
      0,
    );
  });

  test('are judged by the release that is given; a saved report is not', () => {
    const one = written('one.ndjson', extract(LOG.path));
    const args = ['--release', 'grizzly', '--format', 'json'];
    const { releases } = JSON.parse(runTool(['report', one, ...args]).stdout);
    expect(releases).toMatchObject([{ codename: 'Grizzly', confidence: 'certain' }]);
    const saved = written('saved.json', runTool(['--format', 'json', LOG.path]).stdout);
    expect(runTool(['report', saved, ...args])).toMatchObject({
      status: 2,
      stderr: 'inject-trace: --release is for facts; a saved report was made without it\n',
    });
  });

  test('are cited by the lines of each host', () => {
    const one = written('one.ndjson', extract(LOG.path));
    const { cycles } = JSON.parse(runTool(['report', one, '--format', 'json']).stdout);
    const texts = runTool(['merge', one])
      .stdout.trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ kind }) => kind === 'event')
      .map(({ text }) => text);
    const cited = cycles.flatMap(
      ({ steps }: { steps: { evidence: { line: number; text: string }[] }[] }) =>
        steps.flatMap(({ evidence }) => evidence),
    );
    expect(cited.length).toBeGreaterThan(10);
    for (const { line, text } of cited) expect(texts[line - 1]).toBe(text);
  });

  test('that end inside a fact are read up to there, and named', () => {
    const whole = extract(LOG.path);
    const cut = written('cut.ndjson', whole.slice(0, -40));
    const { status, stdout, stderr } = runTool(['merge', cut]);
    expect(status).toBe(4);
    expect(stdout.trimEnd().split('\n')).toHaveLength(whole.trimEnd().split('\n').length - 1);
    expect(stderr).toBe(
      `inject-trace: ${cut}: ends inside a fact; what is left of that is not read\n`,
    );
  });

  test('of which one is empty are those of the others, and it is named', () => {
    const empty = written('empty.gz', gzipSync(''));
    const one = written('one.ndjson', extract(LOG.path));
    for (const command of ['merge', 'fleet', 'report']) {
      const { status, stdout, stderr } = runTool([command, empty, one]);
      expect({ status, stderr }).toEqual({
        status: 4,
        stderr: `inject-trace: ${empty}: empty, and no facts\n`,
      });
      expect(stdout).toContain('compute-1');
    }
    expect(runTool(['merge', empty])).toMatchObject({
      status: 2,
      stderr: `inject-trace: ${empty}: empty, and no facts\n`,
    });
  });

  test.each([
    ['{"a":1}\n', 'no fact of inject-trace: {"a":1}'],
    ['hello\n', 'no fact of inject-trace: hello'],
    [
      '{"schema":"inject-trace/fact/9","host":"a","id":"b"}\n',
      'a fact of another version (inject-trace/fact/9, and this reads inject-trace/fact/1)',
    ],
    [
      '{"schema":"inject-trace/line/1","kind":"cycle"}\n',
      'no fact, but inject-trace/line/1; facts are what extract prints',
    ],
    [
      '{"schema":"inject-trace/fact/1","host":"a","id":"b","kind":"event"}\n',
      'a damaged fact: at is missing or none',
    ],
    [
      '{"schema":"inject-trace/fact/1","host":"a","id":"b","kind":"other"}\n',
      'a fact of no known kind',
    ],
  ])('with a foreign line are refused before anything is written: %s', (line, why) => {
    const foreign = written('foreign.ndjson', extract(LOG.path) + line);
    const number = extract(LOG.path).trimEnd().split('\n').length + 1;
    const { status, stdout, stderr } = runTool(['merge', foreign, '-o', at('never.ndjson')]);
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: `inject-trace: ${foreign}:${number}: ${why}\n`,
    });
    expect(() => readFileSync(at('never.ndjson'))).toThrow();
  });

  test.each([
    [['merge', at('nowhere')], 'no such file'],
    [['merge', '-'], 'standard input: empty, and no facts'],
    [['merge', root], 'is a directory'],
  ])('that cannot be read are named: %j', (args, why) => {
    const { status, stderr } = runTool(args);
    expect(status).toBe(2);
    expect(stderr).toContain(why);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  test('leave nothing behind in the directory for temporary files', () => {
    const temporary = mkdtempSync(join(tmpdir(), 'facts-tmp-'));
    const packed = written('packed.gz', gzipSync(extract(LOG.path)));
    const env = { ...process.env, TMPDIR: temporary };
    expect(runTool(['merge', packed], { env }).status).toBe(0);
    expect(execFileSync('ls', ['-A', temporary], { encoding: 'utf8' })).toBe('');
    rmSync(temporary, { recursive: true });
  });
});
