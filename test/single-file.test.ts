// The command as a single file, with Node.js in it or without: alone in a directory it reports what the
// checkout does.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newLog } from '../bench/log.js';
import { EMBEDDED, nodeAt } from '../bin/nodes.js';
import { build, root } from './support.ts';

const LOGS = ['showcase.log', 'excerpt.log'];
const PACKED = ['nova-compute.log.1.gz', 'nova-compute.log.2.gz'];
const hasNode = nodeAt(EMBEDDED.version) !== null;

let alone = '';
let logs = '';
beforeAll(() => {
  build();
  alone = mkdtempSync(`${tmpdir()}/inject-trace-`);
  logs = mkdtempSync(`${tmpdir()}/inject-trace-`);
  // What is embedded has been made: other tests read it meanwhile.
  const make = (script: string, file: string) =>
    execFileSync(process.execPath, [`bin/${script}.js`, `${alone}/${file}`], { cwd: root });
  make('build-single', 'inject-trace.mjs');
  // Under the name people type: Node.js then has no extension to tell by what it runs.
  copyFileSync(`${alone}/inject-trace.mjs`, `${alone}/inject-trace`);
  if (hasNode) make('build-executable', 'executable');
  for (const name of LOGS) copyFileSync(`${root}fixtures/${name}`, `${logs}/${name}`);
  for (const name of ['bz2', 'gz', 'xz', 'zst'])
    copyFileSync(`${root}fixtures/sources/excerpt.${name}`, `${logs}/excerpt.${name}`);
  for (const [at, name] of PACKED.entries()) writeFileSync(`${logs}/${name}`, packed(at));
}, 300_000);
afterAll(() => {
  for (const folder of [alone, logs]) rmSync(folder, { recursive: true, force: true });
});

/** So large that it is read on threads without being asked to. */
function packed(seed: number): Buffer {
  const options = { release: '2012.1', density: 0.02, concurrency: 4, format: 'text' } as const;
  const log = [...newLog({ ...options, size: 5 * 2 ** 20, seed }).pieces()].join('');
  return gzipSync(log, { level: 0 });
}

function run(file: string, args: readonly string[], env?: NodeJS.ProcessEnv) {
  const { status, stdout, stderr } = spawnSync(file, args, {
    cwd: logs,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: env ?? process.env,
  });
  return { status, stdout, stderr };
}

const byNode = (path: string, args: readonly string[]) => run(process.execPath, [path, ...args]);
const checkout = (args: readonly string[]) => byNode(`${root}bin/inject-trace.js`, args);
const module = (args: readonly string[]) => byNode(`${alone}/inject-trace.mjs`, args);
/** Nothing of the host is on its path. */
const executable = (args: readonly string[]) => run(`${alone}/executable`, args, {});

const REPORTS: readonly (readonly [string, readonly string[]])[] = [
  ['as JSON', ['--format', 'json', ...LOGS]],
  ['as HTML', ['--format', 'html', ...LOGS]],
  ['to read at a terminal', LOGS],
  ['of bzip2', ['--format', 'json', 'excerpt.bz2']],
  ['of gzip', ['--format', 'json', 'excerpt.gz']],
  ['of xz', ['--format', 'json', 'excerpt.xz']],
  ['of zstd', ['--format', 'json', 'excerpt.zst']],
  ['on threads', ['-j', '2', '--format', 'json', 'showcase.log', 'excerpt.xz']],
  ['of much that is packed', ['--format', 'json', ...PACKED]],
  ['of much that is packed on threads', ['-j', '2', '--format', 'json', ...PACKED]],
  ['of one command', ['explain', 'leaked-nbd-device']],
  ['of its options', ['--help']],
];

const QUEUE = ['extract', '--host', 'cn1', '--publish', 'nats://127.0.0.1:9', 'showcase.log'];

describe('as a module', () => {
  test('it says what else a queue needs', () => {
    expect(module(QUEUE)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(
        /^inject-trace: --publish: needs .*: npm install @nats-io.*\n$/,
      ),
    });
  });

  test.each(REPORTS)('it reports the same %s', (_, args) => {
    const printed = module(args);
    expect(printed).toMatchObject({ status: 0, stderr: '' });
    expect(printed.stdout.length).toBeGreaterThan(100);
    expect(printed).toEqual(checkout(args));
  });

  test('it may have any name, on threads, too', () => {
    const args = ['-j', '2', '--format', 'json', ...LOGS];
    expect(byNode(`${alone}/inject-trace`, args)).toEqual(module(args));
  });

  test('it refuses what it does not know as ever', () => {
    expect(module(['--no-such'])).toEqual(checkout(['--no-such']));
  });

  test('it needs no file beside it, leaves none, and can be started by itself', () => {
    const others = readdirSync(alone).filter((name) => name !== 'executable');
    expect(others.sort()).toEqual(['inject-trace', 'inject-trace.mjs']);
    expect(run(`${alone}/inject-trace`, ['--version'])).toEqual(checkout(['--version']));
  });

  test('it ends with the licences of the tool and of the libraries in it', () => {
    const text = readFileSync(`${alone}/inject-trace.mjs`, 'utf8');
    const named = text.match(/^\/\/ (?:\S+(?= \d+\.\d+\.\d+$)| +Apache License$)/gm) ?? [];
    const names = named.map((line) => line.slice(3).trim());
    for (const name of ['Apache License', 'chalk', 'fzstd', 'modern-tar', 'xz-decompress', 'yargs'])
      expect(names).toContain(name);
  });
});

describe.skipIf(!hasNode)('as an executable (skipped where `npm run build:exe` never ran)', () => {
  test('it says that it has no queue', () => {
    expect(executable(QUEUE)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^inject-trace: --publish: the executable cannot load .*\n$/),
    });
  });

  test.each(REPORTS)('it reports the same %s', (_, args) => {
    const printed = executable(args);
    expect(printed).toMatchObject({ status: 0, stderr: '' });
    expect(printed).toEqual(checkout(args));
  });

  test('it refuses what it does not know as ever', () => {
    expect(executable(['--no-such'])).toEqual(checkout(['--no-such']));
  });

  test('it holds the licences of the tool, of the libraries and of Node.js', () => {
    const bytes = readFileSync(`${alone}/executable`);
    for (const licence of [
      'Apache License',
      '\nchalk 5.',
      '\nyargs 18.',
      `\nNode.js ${EMBEDDED.version}`,
    ])
      expect(bytes.includes(licence)).toBe(true);
  });
});
