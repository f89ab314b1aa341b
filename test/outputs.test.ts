// Reports in files: the format by the extension, several in one go, and never half of one.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { extensions } from '../src/reporters/loaders.ts';
import { runTool } from './running.ts';
import { build, root } from './support.ts';

const LOG = `${root}fixtures/showcase.log`;

let scratch = '';
beforeAll(build, 300_000);
beforeEach(() => {
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const run = (...args: readonly string[]) => runTool(args, { cwd: scratch });

const read = (name: string) => readFileSync(`${scratch}/${name}`, 'utf8');
const there = () => readdirSync(scratch).sort();

describe('--output', () => {
  test('writes each file in the format of its extension, and nothing else', () => {
    const names = Object.keys(extensions).map((extension) => `report${extension}`);
    expect(run(...names.flatMap((name) => ['-o', name]), LOG)).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(there()).toEqual(names.sort());
    expect(read('report.json')).toBe(run('--format', 'json', LOG).stdout);
    expect(read('report.xml')).toBe(run('--format', 'junit', LOG).stdout);
    expect(read('report.csv')).toBe(run('--format', 'csv', LOG).stdout);
    expect(read('report.steps.csv')).toBe(run('--format', 'csv-steps', LOG).stdout);
    expect(read('report.otlp.json')).toBe(run('--format', 'otlp', LOG).stdout);
    expect(read('report.txt')).toContain('ERROR An nbd device was left attached');
  });

  test('prints as well where a format is asked for', () => {
    const { stdout } = run('--format', 'junit', '-o', 'report.json', LOG);
    expect(stdout).toBe(run('--format', 'junit', LOG).stdout);
    expect(JSON.parse(read('report.json')).schema).toBe('inject-trace/report/1');
  });

  test('takes the place of what was there, with its mode, behind a link', () => {
    writeFileSync(`${scratch}/old.json`, 'old');
    chmodSync(`${scratch}/old.json`, 0o600);
    symlinkSync('old.json', `${scratch}/link.json`);
    expect(run('-o', 'link.json', LOG).status).toBe(0);
    expect(lstatSync(`${scratch}/link.json`).isSymbolicLink()).toBe(true);
    expect(JSON.parse(read('old.json')).summary.cycles).toBe(6);
    expect(statSync(`${scratch}/old.json`).mode & 0o777).toBe(0o600);
  });

  test('keeps the exit status of the report', () => {
    expect(run('-o', 'report.json', '--fail-on', 'error', LOG).status).toBe(1);
    expect(there()).toEqual(['report.json']);
  });

  test.each([
    ['an extension that is none', ['-o', 'report.pdf'], /report\.pdf: no format has this ext/],
    ['no extension', ['-o', 'report'], /report: no format has this extension/],
    ['a directory there is not', ['-o', 'no/report.json'], /no\/report\.json: no such directory/],
    ['a directory', ['-o', 'there.json'], /there\.json: is no file/],
    ['the same file twice', ['-o', 'a.json', '-o', './a.json'], /a\.json: given twice/],
  ])('%s: one line, and no file', (_, args, told) => {
    mkdirSync(`${scratch}/there.json`);
    const { status, stdout, stderr } = run(...args, LOG);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(told);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(there()).toEqual(['there.json']);
  });

  test('writes none where the log cannot be read', () => {
    expect(run('-o', 'report.json', 'missing.log').status).toBe(2);
    expect(there()).toEqual([]);
  });

  test('leaves what was there where the disk is full', ({ skip }) => {
    mkdirSync(`${scratch}/small`);
    try {
      const options = ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', `${scratch}/small`];
      execFileSync('mount', options, { stdio: 'ignore' });
    } catch {
      skip('no small file system can be mounted here');
    }
    try {
      writeFileSync(`${scratch}/small/report.json`, 'old');
      const { status, stderr } = run('-o', 'small/report.json', LOG);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^inject-trace: --output small\/report\.json: no space left[^\n]*\n$/);
      expect(read('small/report.json')).toBe('old');
      expect(readdirSync(`${scratch}/small`)).toEqual(['report.json']);
    } finally {
      execFileSync('umount', [`${scratch}/small`]);
    }
  });
});
