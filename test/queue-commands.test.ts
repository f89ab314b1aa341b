// extract --publish and merge --consume as they are typed: what they take, say, write and end with.

import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { admin, endServers, hasServer, impatient, startServer } from './nats-server.ts';
import { runTool } from './running.ts';
import { build, root } from './support.ts';

const LOG = `${root}fixtures/showcase.log`;
const DOWN = 'nats://127.0.0.1:9';

let scratch = '';
beforeAll(() => build(), 300_000);
beforeEach(() => {
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-queue-`);
});
afterEach(async () => {
  await endServers();
  rmSync(scratch, { recursive: true, force: true });
});

const run = (...args: readonly string[]) => runTool(args, { cwd: scratch });
const at = (name: string) => `${scratch}/${name}`;
const extract = (host: string, ...args: readonly string[]) =>
  run('extract', '--host', host, ...args, LOG);
const OK = { status: 0, stdout: '', stderr: '' };

describe('what cannot be carried out', () => {
  test('leaves nothing of the file that would have been written', () => {
    expect(extract('cn1', '--publish', DOWN, '-o', 'f.ndjson').status).toBe(2);
    expect(readdirSync(scratch)).toEqual([]);
  });

  test.each([
    [['merge', '--consume', DOWN], /^--consume: -o FILE\.ndjson names the one file to append to$/],
    [['merge', '--consume', DOWN, '-o', 'a.ndjson', '-o', 'b.ndjson'], /names the one file/],
    [['merge', '--consume', DOWN, '-o', 'a.ndjson', '--format', 'ndjson'], /names the one file/],
    [['merge', '--consume', DOWN, '-o', 'a.ndjson', 'b.ndjson'], /not from b\.ndjson$/],
    [
      ['merge', '--consume', DOWN, '-o', 'a.ndjson', '--share', '3/2'],
      /^--share 3\/2: not as 2\/3/,
    ],
    [
      ['merge', '--consume', DOWN, '-o', 'a.ndjson', '--durable', 'a.b'],
      /^--durable a\.b: letters/,
    ],
    [['merge', '--consume', 'there:1', '-o', 'a.ndjson'], /^--consume there:1: no URL of a broker/],
    [['merge', '--consume', DOWN, '-o', 'a.ndjson'], /^--consume nats:.*connection refused/],
    [['merge', '--follow', 'a.ndjson'], /^--follow: merge waits for facts of --consume only$/],
    [['extract', '--host', 'cn1', '--publish', DOWN, LOG], /^--publish nats:.*connection refused/],
    [
      ['extract', '--host', 'cn1', '--publish', DOWN, '--subject', '*', LOG],
      /^--subject \*: not as/,
    ],
  ])('%j', (args, why) => {
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^inject-trace: [^\n]*\n$/);
    expect(stderr.slice('inject-trace: '.length, -1)).toMatch(why);
  });

  test('an output that holds something else is left as it is', () => {
    writeFileSync(at('a.ndjson'), 'mine\n');
    const { status, stderr } = run('merge', '--consume', DOWN, '-o', 'a.ndjson');
    expect(status).toBe(2);
    expect(stderr).toMatch(/--output a\.ndjson: holds something else; it was left as it is\n$/);
    expect(readFileSync(at('a.ndjson'), 'utf8')).toBe('mine\n');
  });
});

test('the settings in force show no login', () => {
  const env = { ...process.env, INJECT_TRACE_PUBLISH: 'nats://me:s3cret@broker:4222' };
  for (const format of ['terminal', 'json']) {
    const { stdout } = runTool(['config', '--format', format], { env });
    expect(stdout).toContain('nats://broker:4222');
    expect(stdout).not.toContain('s3cret');
  }
});

describe.skipIf(!hasServer)('over NATS (skipped without nats-server)', () => {
  test('what comes is what merge makes of files, and the report is the same', async () => {
    const { url } = await startServer();
    const hosts = ['cn1', 'cn2', 'cn3'];
    for (const host of hosts) {
      expect(extract(host, '-o', `${host}.ndjson`)).toEqual(OK);
      expect(extract(host, '--publish', url)).toEqual(OK);
    }
    expect(run('merge', '--consume', url, '--share', '1/2', '-o', 'a.ndjson')).toEqual(OK);
    expect(run('merge', '--consume', url, '--share', '2/2', '-o', 'b.ndjson')).toEqual(OK);
    const files = hosts.map((host) => `${host}.ndjson`);
    const merged = run('merge', 'a.ndjson', 'b.ndjson');
    expect(merged).toEqual(run('merge', ...files));
    const report = run('report', '--format', 'json', 'a.ndjson', 'b.ndjson');
    expect(JSON.parse(report.stdout).summary.cycles).toBe(18);
    expect(report).toEqual(run('report', '--format', 'json', ...files));
  });

  test('with -o facts go to the file, too', async () => {
    const { url } = await startServer();
    expect(extract('cn1', '--publish', url, '-o', 'a.ndjson')).toEqual(OK);
    expect(run('merge', '--consume', url, '-o', 'b.ndjson')).toEqual(OK);
    expect(run('merge', 'b.ndjson').stdout).toBe(run('merge', 'a.ndjson').stdout);
  });

  test('a file is appended to, behind its last whole line', async () => {
    const { url } = await startServer();
    extract('cn1', '--publish', url);
    expect(run('merge', '--consume', url, '-o', 'a.ndjson')).toEqual(OK);
    const first = readFileSync(at('a.ndjson'), 'utf8');
    appendFileSync(
      at('a.ndjson'),
      `{"schema":"inject-trace/fact/1","host":"${'x'.repeat(200_000)}`,
    );
    extract('cn2', '--publish', url);
    expect(run('merge', '--consume', url, '-o', 'a.ndjson')).toEqual(OK);
    const both = readFileSync(at('a.ndjson'), 'utf8');
    expect(both.slice(0, first.length)).toBe(first);
    expect(both.slice(first.length)).toMatch(/^\{"schema":"inject-trace\/fact\/1","host":"cn2"/);
    expect(both.split('\n')).toHaveLength(2 * first.split('\n').length - 1);
  });

  test('facts that did not fit on the disk come again', async () => {
    const server = await startServer();
    run('merge', '--consume', server.url, '-o', 'a.ndjson');
    await impatient(server);
    const tool = `${process.execPath} ${root}bin/inject-trace.js`;
    const consume = `exec ${tool} merge --consume ${server.url} -o a.ndjson`;
    const hosts = ['cn1', 'cn2'];
    for (const host of hosts) {
      extract(host, '--publish', server.url);
      extract(host, '-o', `${host}.ndjson`);
      const room = (existsSync(at('a.ndjson')) ? statSync(at('a.ndjson')).size : 0) + 20_000;
      const limited = `ulimit -f ${Math.ceil(room / 1024)}; ${consume}`;
      const { status, stderr } = spawnSync('bash', ['-c', limited], { cwd: scratch });
      expect({ status, stderr: `${stderr}` }).toEqual({
        status: 2,
        stderr: expect.stringMatching(
          /^inject-trace: --output a\.ndjson: [^\n]*too large[^\n]*\n$/,
        ),
      });
      expect(run('merge', '--consume', server.url, '-o', 'a.ndjson')).toEqual(OK);
    }
    expect(run('merge', 'a.ndjson')).toEqual(
      run('merge', ...hosts.map((host) => `${host}.ndjson`)),
    );
  });

  test('where there is nothing, nothing is written', async () => {
    const { url } = await startServer();
    expect(run('merge', '--consume', url, '-o', 'a.ndjson')).toEqual(OK);
    expect(() => readFileSync(at('a.ndjson'))).toThrow('ENOENT');
  });

  test('what is no fact is told by the exit status, too', async () => {
    const server = await startServer();
    extract('cn1', '--publish', server.url);
    const { stream, close } = await admin(server);
    await stream.publish('inject.facts.07.x', 'hello');
    await close();
    const { status, stderr } = run('merge', '--consume', server.url, '-o', 'a.ndjson');
    expect(status).toBe(4);
    expect(stderr).toMatch(/^inject-trace: message \d+ on inject\.facts\.07\.x: no fact [^\n]*\n$/);
    expect(run('merge', 'a.ndjson')).toMatchObject({ status: 0, stderr: '' });
  });

  /** Runs until it is ended. */
  function start(...args: readonly string[]) {
    const tool = spawn(process.execPath, [`${root}bin/inject-trace.js`, ...args], { cwd: scratch });
    let said = '';
    tool.stderr.on('data', (piece: Buffer) => {
      said += piece;
    });
    const ended = new Promise((resolve) => tool.on('close', resolve));
    const stop = () => {
      tool.kill('SIGTERM');
    };
    return { stop, ended, said: () => said };
  }

  const until = async (isSo: () => boolean) => {
    while (!isSo()) await sleep(50);
  };

  test('with --follow a consumer waits for more, until it is ended', async () => {
    const { url } = await startServer();
    const consumer = start('merge', '--consume', url, '--follow', '-o', 'a.ndjson');
    const count = () => {
      const { status, stdout } = run('merge', 'a.ndjson');
      return status === 0 ? stdout.split('\n').length : 0;
    };
    for (const host of ['cn1', 'cn2']) {
      const before = count();
      extract(host, '--publish', url);
      await until(() => count() > before);
    }
    consumer.stop();
    expect(await consumer.ended).toBe(130);
    expect(consumer.said()).toBe('');
  });

  test('with --follow a publisher waits for the broker, and its state for what is sent', async () => {
    const server = await startServer();
    await server.kill();
    const [head, tail] = [
      readFileSync(LOG, 'utf8').slice(0, 20_000),
      readFileSync(LOG, 'utf8').slice(20_000),
    ];
    writeFileSync(at('a.log'), head);
    const args = [
      'extract',
      '--host',
      'cn1',
      '--publish',
      server.url,
      '--state',
      's.json',
      'a.log',
    ];
    const publisher = start(...args, '--follow');
    await until(() => publisher.said().includes('trying again until it works'));
    await server.start();
    await until(() => publisher.said().includes('the broker is there again'));
    const kept = () => (existsSync(at('s.json')) ? readFileSync(at('s.json'), 'utf8') : '');
    await until(() => kept() !== '');
    await server.kill();
    appendFileSync(at('a.log'), tail);
    await until(() => publisher.said().split('trying again').length === 3);
    const before = kept();
    publisher.stop();
    expect(await publisher.ended).toBe(130);
    expect(publisher.said()).toMatch(/^inject-trace: --publish: interrupted before all was sent$/m);
    expect(kept() === before).toBe(true);
    expect(before.includes('127.0.0.1')).toBe(false);
    await server.start();
    expect(run(...args)).toEqual(OK);
    expect(run('merge', '--consume', server.url, '-o', 'a.ndjson')).toEqual(OK);
    const whole = run('extract', '--host', 'cn1', 'a.log').stdout;
    writeFileSync(at('whole.ndjson'), whole);
    expect(run('report', '--format', 'json', 'a.ndjson')).toEqual(
      run('report', '--format', 'json', 'whole.ndjson'),
    );
  });
});
