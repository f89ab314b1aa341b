// Handing a report on: --redact, --no-redact, --redact-map, and translating back what comes in answer to it.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sharing } from '../src/commands/sharing.ts';
import type { ReporterId } from '../src/reporters/index.ts';
import { extensions, loaders, shared } from '../src/reporters/loaders.ts';
import { runTool } from './running.ts';
import { build, reportOn, root } from './support.ts';

const LOG = `${root}fixtures/releases/2012.2/syslog.log`;
const HOST = 'cmp19-az2';
const SHOWCASE = `${root}fixtures/showcase.log`;

let scratch = '';
beforeAll(build, 300_000);
beforeEach(() => {
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const run = (args: readonly string[], input: string | Buffer = '') =>
  runTool(args, { cwd: scratch, input });

const read = (name: string) => readFileSync(`${scratch}/${name}`, 'utf8');
const there = () => readdirSync(scratch).sort();

function expectRefused(ran: ReturnType<typeof run>, message: RegExp): void {
  expect(ran).toMatchObject({ status: 2, stdout: '' });
  expect(ran.stderr).toMatch(/^inject-trace: [^\n]+\n$/);
  expect(ran.stderr).toMatch(message);
}

describe('which formats have pseudonyms', () => {
  const formats = Object.keys(loaders) as readonly ReporterId[];

  test.each(formats)('%s, as it is asked for', (format) => {
    const plain = run(['--format', format, LOG]).stdout;
    expect(plain.includes('host-1')).toBe(shared.has(format));
    expect(run(['--format', format, '--redact', LOG]).stdout).not.toContain(HOST);
    expect(run(['--format', format, '--no-redact', LOG]).stdout).not.toContain('host-1');
  });

  test('those that are handed on, by default', async () => {
    const report = await reportOn([
      'Jun 20 06:00:00 cn8 2023-06-20 06:00:00.123 4711 INFO nova.x [-] noise',
    ]);
    const hosts = async (flags: Parameters<typeof sharing>[0]) => {
      const share = await (await sharing(flags, ['terminal', 'md']))(report);
      return ['terminal', 'json', 'junit', 'md', 'jira', 'html'].map(
        (format) => share(format).sources[0]?.host,
      );
    };
    const [own, other] = ['cn8', 'host-1'];
    expect(await hosts({})).toEqual([own, own, own, other, other, other]);
    expect(await hosts({ redact: true })).toEqual(Array(6).fill(other));
    expect(await hosts({ noRedact: true })).toEqual(Array(6).fill(own));
  });

  test('the same ones in all outputs of a run', () => {
    const names = Object.keys(extensions).map((extension) => `report${extension}`);
    const files = names.flatMap((name) => ['-o', name]);
    const { status } = run(['--redact', '--redact-map', 'map.json', ...files, LOG]);
    expect(status).toBe(0);
    const map = JSON.parse(read('map.json'));
    expect(map).toMatchObject({ 'host-1': { kind: 'host', value: HOST } });
    for (const name of names) {
      const used = new Set(read(name).match(/\b(?:host|user|project|ip)-\d+\b/g) ?? []);
      for (const pseudonym of used) expect(Object.keys(map)).toContain(pseudonym);
      // The steps of a cycle do not name its host.
      expect(used.has('host-1')).toBe(!name.endsWith('.steps.csv'));
      expect(read(name)).not.toContain(HOST);
    }
  });

  test('both ways exclude each other', () => {
    expectRefused(run(['--redact', '--no-redact', LOG]), /exclude each other/);
  });
});

describe('--redact-map', () => {
  const redacted = ['--format', 'json', '--redact', '--redact-map', 'map.json', LOG];

  test('keeps for its owner alone what the pseudonyms stand for', () => {
    expect(run(redacted).status).toBe(0);
    expect(there()).toEqual(['map.json']);
    expect(statSync(`${scratch}/map.json`).mode & 0o777).toBe(0o600);
  });

  test('overwrites nothing, and then nothing else is written', () => {
    writeFileSync(`${scratch}/map.json`, 'mine');
    expectRefused(run([...redacted, '-o', 'report.json']), /--redact-map map\.json: is there/);
    expect(there()).toEqual(['map.json']);
    expect(read('map.json')).toBe('mine');
  });

  test.each([
    [['--redact-map', 'map.json', LOG], /--redact-map needs --redact/],
    [['--redact', '--redact-map', 'no/map.json', LOG], /no\/map\.json: no such directory/],
    [['--redact', '-o', 'a.json', '--redact-map', './a.json', LOG], /is an --output, too/],
  ])('%j is refused', (args, message) => {
    expectRefused(run(args), message);
    expect(there()).toEqual([]);
  });
});

describe('unredact', () => {
  const MAP = JSON.stringify({ 'host-1': { kind: 'host', value: 'cn7' } });
  const unredact = ['unredact', '--redact-map', 'map.json'];

  test('gives back what the report was without pseudonyms', () => {
    const log = readFileSync(LOG);
    const args = ['--format', 'json', '--redact', '--redact-map', 'map.json', '-'];
    const { stdout } = run(args, log);
    expect(stdout).not.toContain(HOST);
    expect(run(unredact, stdout)).toEqual({ ...run(['--format', 'json', '-'], log) });
  });

  test('reads a file, or standard input', () => {
    writeFileSync(`${scratch}/map.json`, MAP);
    writeFileSync(`${scratch}/answer.txt`, 'Is host-1 up? Not host-12. Grüße');
    const answer = { status: 0, stdout: 'Is cn7 up? Not host-12. Grüße', stderr: '' };
    expect(run([...unredact, 'answer.txt'])).toEqual(answer);
    expect(run([...unredact, '-'], read('answer.txt'))).toEqual(answer);
    expect(run(unredact, read('answer.txt'))).toEqual(answer);
  });

  test.each([
    [['unredact', 'answer.txt'], /unredact needs --redact-map/],
    [['unredact', '--redact-map', 'none.json', 'answer.txt'], /none\.json: no such file/],
    [['unredact', '--redact-map', 'answer.txt', 'answer.txt'], /answer\.txt: is no map/],
    [[...unredact, 'none.txt'], /none\.txt: no such file/],
    [[...unredact, 'answer.txt', 'b.txt'], /one text/],
  ])('%j is refused', (args, message) => {
    writeFileSync(`${scratch}/map.json`, MAP);
    writeFileSync(`${scratch}/answer.txt`, 'x');
    expectRefused(run(args), message);
  });
});

test('the sample log has nothing in its redacted report that is in its map', () => {
  const { stdout } = run(['--redact', '--redact-map', 'map.json', '--format', 'json', SHOWCASE]);
  const values = Object.values<{ readonly value: string }>(JSON.parse(read('map.json')));
  expect(values.length).toBeGreaterThan(3);
  expect(values.filter(({ value }) => stdout.includes(value))).toEqual([]);
});
