// What is built where Node.js cannot be fetched: the single file, and a word about the executable.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runTool } from './running.ts';
import { build, root } from './support.ts';

const PARTS = ['bin', 'src', 'fixtures/excerpt.log', 'package.json', 'tsconfig.json', 'LICENSE'];

let clone = '';
beforeAll(() => {
  build();
  clone = mkdtempSync(`${tmpdir()}/inject-trace-`);
  for (const part of PARTS) cpSync(`${root}${part}`, `${clone}/${part}`, { recursive: true });
  symlinkSync(`${root}node_modules`, `${clone}/node_modules`);
}, 300_000);
afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** Without a network, and without what npm may have kept. */
function npmRun(script: string) {
  const settings = { npm_config_offline: 'true', npm_config_cache: `${clone}/cache` };
  const ran = spawnSync('npm', ['run', '--silent', script], {
    cwd: clone,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: clone, ...settings },
  });
  return { status: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

const TOLD = /^dist\/bin\/inject-trace is not made: [^\n]+\n$/;

test('build:bin says so in one line, and makes the single file', () => {
  expect(npmRun('build:bin')).toMatchObject({ status: 0, stderr: expect.stringMatching(TOLD) });
  expect(readdirSync(`${clone}/dist/bin`)).toEqual(['inject-trace.mjs']);
  const args = ['dist/bin/inject-trace.mjs', 'fixtures/excerpt.log'];
  const { status, stdout, stderr } = spawnSync('node', args, { cwd: clone, encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual(runTool(['fixtures/excerpt.log']));
}, 300_000);

test('build:exe, which makes nothing else, fails', () => {
  expect(npmRun('build:exe')).toMatchObject({ status: 1, stderr: expect.stringMatching(TOLD) });
}, 300_000);

const hasDpkg = spawnSync('dpkg-deb', ['--version']).error === undefined;

test.skipIf(!hasDpkg)(
  'build:deb takes date and packager of the commit, and says what to set where there is none',
  () => {
    const told = /^no package is made: no commit tells [^\n]+\bset SOURCE_DATE_EPOCH\b[^\n]+\n$/;
    expect(npmRun('build:deb')).toMatchObject({ status: 1, stderr: expect.stringMatching(told) });
  },
  300_000,
);
