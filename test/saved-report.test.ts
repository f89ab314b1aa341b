// A saved report, rendered again: the same bytes as from the log, in every format; what is no report is
// refused in one line.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loaders } from '../src/reporters/loaders.ts';
import { runTool } from './running.ts';
import { build } from './support.ts';

const SHOWCASE = 'fixtures/showcase.log';

let scratch = '';
let saved = '';
let report = '';

const run = (args: readonly string[], input: string | Uint8Array = '') => runTool(args, { input });

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(`${scratch}/${name}`, content);
  return `${scratch}/${name}`;
}

beforeAll(() => {
  build();
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
  report = run(['--format', 'json', SHOWCASE]).stdout;
  saved = file('report.json', report);
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the same as from the log', () => {
  // What is told while a log is read knows less than the report.
  test.each(Object.keys(loaders).filter((format) => format !== 'ndjson'))('as %s', (format) => {
    const direct = run(['--format', format, SHOWCASE]);
    expect(direct.stdout.length).toBeGreaterThan(100);
    expect(run(['report', saved, '--format', format])).toEqual(direct);
  });

  test.each([
    ['an instance', ['--instance', 'instance-0000e453']],
    ['a request there is not', ['--request', 'req-none']],
    ['without a finding', ['--ignore', 'leaked-nbd-device']],
    ['failing on one', ['--fail-on', 'info']],
  ])('narrowed: %s', (_, flags) => {
    expect(run(['report', saved, ...flags])).toEqual(run([SHOWCASE, ...flags]));
  });

  test('of a report that was narrowed before it was saved', () => {
    const { cycles } = JSON.parse(report);
    const flags = ['--request', cycles[0].requestId];
    const part = run(['--format', 'json', SHOWCASE, ...flags]).stdout;
    expect(JSON.parse(part).cycles.length).toBeLessThan(cycles.length);
    expect(run(['report', '-', '--format', 'json'], part).stdout).toBe(part);
  });

  test('from standard input, packed, or with a byte order mark', () => {
    const direct = run([SHOWCASE]);
    expect(run(['report', '-'], report)).toEqual(direct);
    expect(run(['report', file('report.json.gz', gzipSync(report))])).toEqual(direct);
    expect(run(['report', '-'], `\ufeff${report}`)).toEqual(direct);
  });

  test('of more than is read at a time', () => {
    const wide = file('wide.json', report.replaceAll('\n', `\n${' '.repeat(2000)}`));
    expect(run(['report', wide])).toEqual(run([SHOWCASE]));
  });

  test('into files', () => {
    const text = `${scratch}/again.txt`;
    const again = `${scratch}/again.json`;
    expect(run(['report', saved, '-o', text, '-o', again])).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(run(['report', again])).toEqual(run([SHOWCASE]));
  });
});

describe('refused', () => {
  const wrong = (change: (one: Record<string, never>) => unknown) => {
    const copy = JSON.parse(report);
    return JSON.stringify(change(copy) ?? copy);
  };

  test.each([
    ['nothing', () => '', /standard input: empty, and no report/],
    ['a log', () => 'Dear diary\n', /no JSON, and no report; logs are read without the word/],
    ['JSON that breaks off', () => report.slice(0, 5000), /standard input: no JSON: .+/],
    ['foreign JSON', () => '{"a": [1]}', /no report of inject-trace: schema is missing/],
    [
      'the answer of another command',
      () => run(['blame', '--format', 'json', SHOWCASE]).stdout,
      /schema is "inject-trace\/blame\/1", not inject-trace\/report\/1/,
    ],
    [
      'a report of another schema',
      () => wrong((one) => ({ ...one, schema: 'inject-trace/report/2' })),
      /schema is "inject-trace\/report\/2", not inject-trace\/report\/1/,
    ],
    [
      'a wrong value deep inside',
      () => report.replace(/"line": \d+/, '"line": "5"'),
      /: \w+\[0\]\.\S+\.line is "5", not integer/,
    ],
    [
      'a field of another version',
      () =>
        wrong((one) => ({ ...one, tool: { name: 'inject-trace', version: '9.1.0' }, more: true })),
      /more is no field of a report; written by inject-trace 9\.1\.0, and this is \d/,
    ],
    [
      'a key that drives a terminal',
      () => wrong((one) => ({ ...one, '\u001b[31mred\u202e\n': 1 })),
      /: red {1,2}is no field of a report\n$/,
    ],
  ])('%s, in one line', (_, input, told) => {
    const ran = run(['report', '-'], input());
    expect(ran).toMatchObject({ status: 2, stdout: '' });
    expect(ran.stderr).toMatch(told);
    expect(ran.stderr).toMatch(/^inject-trace: [^\n]+\n$/);
  });

  test.each([
    ['a file there is not', ['report', 'no.json'], /no\.json: no such file/],
    ['a directory', ['report', 'src'], /src: is a directory/],
    ['no file and nothing piped in', ['report'], /standard input: empty, and no report/],
    ['a finding there is not', ['report', 'no.json', '--ignore', 'x'], /--ignore x: no finding/],
    [
      'a log beside it',
      ['report', 'a.json', SHOWCASE],
      /report reads one saved report, or facts; fixtures\/showcase.log is one too many/,
    ],
  ])('%s', (_, args, told) => {
    const ran = run(args);
    expect(ran).toMatchObject({ status: 2, stdout: '' });
    expect(ran.stderr).toMatch(told);
    expect(ran.stderr).toMatch(/^inject-trace: [^\n]+\n$/);
  });

  test('a packed report that breaks off', () => {
    const path = file('cut.json.gz', gzipSync(report).subarray(0, 2000));
    expect(run(['report', path])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `inject-trace: ${path}: gzip: ends early\n`,
    });
  });
});
