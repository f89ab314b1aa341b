// The command as a single file: alone in a directory it reports what the checkout does.

import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, root } from './support.ts';

const LOGS = ['showcase.log', 'excerpt.log'];

let alone = '';
let logs = '';
beforeAll(() => {
  build();
  // What is embedded has been made: other tests read it meanwhile.
  execFileSync(process.execPath, ['bin/build-single.js'], { cwd: root });
  alone = mkdtempSync(`${tmpdir()}/inject-trace-`);
  logs = mkdtempSync(`${tmpdir()}/inject-trace-`);
  // Under the name people type: Node.js then has no extension to tell by what it runs.
  for (const name of ['inject-trace.mjs', 'inject-trace'])
    copyFileSync(`${root}dist/bin/inject-trace.mjs`, `${alone}/${name}`);
  for (const name of LOGS) copyFileSync(`${root}fixtures/${name}`, `${logs}/${name}`);
  for (const name of ['bz2', 'gz', 'xz', 'zst'])
    copyFileSync(`${root}fixtures/sources/excerpt.${name}`, `${logs}/excerpt.${name}`);
}, 300_000);
afterAll(() => {
  for (const folder of [alone, logs]) rmSync(folder, { recursive: true, force: true });
});

function run(file: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    cwd: logs,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}

test.each([
  ['as JSON', ['--format', 'json', ...LOGS]],
  ['as HTML', ['--format', 'html', ...LOGS]],
  ['to read at a terminal', LOGS],
  ['of bzip2', ['--format', 'json', 'excerpt.bz2']],
  ['of gzip', ['--format', 'json', 'excerpt.gz']],
  ['of xz', ['--format', 'json', 'excerpt.xz']],
  ['of zstd', ['--format', 'json', 'excerpt.zst']],
  ['on threads', ['-j', '2', '--format', 'json', 'showcase.log', 'excerpt.xz']],
  ['of one command', ['explain', 'leaked-nbd-device']],
  ['of its options', ['--help']],
])('it reports the same %s', (_, args) => {
  const printed = run(`${alone}/inject-trace.mjs`, args);
  expect(printed).toMatchObject({ status: 0, stderr: '' });
  expect(printed.stdout.length).toBeGreaterThan(100);
  expect(printed).toEqual(run(`${root}bin/inject-trace.js`, args));
});

test('it may have any name, on threads, too', () => {
  const args = ['-j', '2', '--format', 'json', ...LOGS];
  expect(run(`${alone}/inject-trace`, args)).toEqual(run(`${alone}/inject-trace.mjs`, args));
});

test('it refuses what it does not know as ever', () => {
  expect(run(`${alone}/inject-trace.mjs`, ['--no-such'])).toEqual(
    run(`${root}bin/inject-trace.js`, ['--no-such']),
  );
});

test('it needs no file beside it, leaves none, and can be started by itself', () => {
  expect(readdirSync(alone).sort()).toEqual(['inject-trace', 'inject-trace.mjs']);
  const printed = execFileSync(`${alone}/inject-trace`, ['--version'], { encoding: 'utf8' });
  expect(printed).toBe(run(`${root}bin/inject-trace.js`, ['--version']).stdout);
});

test('it ends with the licences of the tool and of the libraries in it', () => {
  const text = readFileSync(`${alone}/inject-trace.mjs`, 'utf8');
  const named = text.match(/^\/\/ (?:\S+(?= \d+\.\d+\.\d+$)| +Apache License$)/gm) ?? [];
  const names = named.map((line) => line.slice(3).trim());
  for (const name of ['Apache License', 'chalk', 'fzstd', 'modern-tar', 'xz-decompress', 'yargs'])
    expect(names).toContain(name);
});
