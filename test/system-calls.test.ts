// What SECURITY.md promises of the process, as the kernel sees it: no connection, no program but the pager,
// nothing written but where it is told, nothing read but what it is given.

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar, type TarEntry } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, fixture, root } from './support.ts';
import { type Call, canTrace, type Traced, traceTool } from './tracing.ts';

const LOG = fixture('showcase.log').bytes;
const logOf = (instance: string) =>
  new Uint8Array(Buffer.from(`${LOG}`.replaceAll('instance-000003a6', instance)));
const [other, secret] = [logOf('instance-0000beef'), logOf('instance-0000dead')];

let around = '';
let place = '';
beforeAll(async () => {
  build();
  around = realpathSync(mkdtempSync(`${tmpdir()}/inject-trace-`));
  place = `${around}/place`;
  mkdirSync(`${place}/logs`, { recursive: true });
  // Nobody asks for these: what links and names lead to, and settings that tools look for.
  for (const path of ['secret.log', 'package.json', '.npmrc', 'place/secret.log', 'place/.yargsrc'])
    writeFileSync(`${around}/${path}`, secret);
  for (const name of ['a.log', 'logs/nova-compute.log']) writeFileSync(`${place}/${name}`, LOG);
  writeFileSync(`${place}/b.log.gz`, gzipSync(other));
  writeFileSync(`${place}/nova.conf`, '[DEFAULT]\nuse_cow_images = true\n');
  for (const name of ['excerpt.bz2', 'excerpt.xz', 'excerpt.zst', 'sosreport.tar.xz'])
    copyFileSync(`${root}fixtures/sources/${name}`, `${place}/${name}`);
  writeFileSync(`${place}/hostile.tar.gz`, gzipSync(await packTar(climbing(around))));
}, 300_000);
afterAll(() => rmSync(around, { recursive: true, force: true }));

/** Links and names that lead out of an archive. */
function climbing(folder: string): TarEntry[] {
  const link = (name: string, type: 'link' | 'symlink', linkname: string) => ({
    header: { name, type, linkname, size: 0 },
  });
  const file = (name: string, body: Uint8Array) => ({
    header: { name, type: 'file' as const, size: body.length },
    body,
  });
  return [
    link('log/nova/nova-compute.log.4', 'symlink', `${folder}/secret.log`),
    link('log/nova/nova-compute.log.3', 'link', '../secret.log'),
    link('logs', 'symlink', folder),
    file('logs/nova-compute.log.2', LOG),
    file('../climbed/nova-compute.log', other),
  ];
}

const trace = (args: readonly string[], input?: Uint8Array) =>
  traceTool(args, { cwd: place, ...(input && { input }) });
/** Of the files made for this test. */
const opened = ({ reading }: Traced) => {
  const paths = reading.map(({ path }) => relative(place, path));
  return [...new Set(paths)].filter((path) => !path.startsWith('../../')).sort();
};
const told = ({ name, args }: Call) => `${name}(${args}`;

describe.skipIf(!canTrace)('the process (skipped where strace traces nothing)', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['a log', ['a.log'], ['a.log']],
    ['logs on threads', ['-j', '2', 'a.log', 'b.log.gz'], ['a.log', 'b.log.gz']],
    ['bzip2', ['excerpt.bz2'], ['excerpt.bz2']],
    ['xz', ['excerpt.xz'], ['excerpt.xz']],
    ['zstd', ['excerpt.zst'], ['excerpt.zst']],
    ['a directory', ['logs'], ['logs', 'logs/nova-compute.log']],
    ['an archive', ['sosreport.tar.xz'], ['sosreport.tar.xz']],
    ['an archive that leads out of itself', ['hostile.tar.gz'], ['hostile.tar.gz']],
    ['standard input', ['-'], []],
    ['a nova.conf', ['--nova-conf', 'nova.conf', 'a.log'], ['a.log', 'nova.conf']],
    ['a log as HTML', ['--format', 'html', 'a.log'], ['a.log']],
    ['a log as lines', ['--format', 'ndjson', 'a.log'], ['a.log']],
    ['a log for one instance', ['show', 'instance-000003a6', 'a.log'], ['a.log']],
    ['a log for its facts', ['extract', '--host', 'cn1', 'a.log'], ['a.log']],
    ['a log in SQL', ['sql', 'FROM cycles', 'a.log'], ['a.log']],
    ['nothing', ['explain', 'leaked-nbd-device'], []],
  ])('reads %s, and does nothing else', (_, args, given) => {
    const traced = trace(args, args.includes('-') ? LOG : undefined);
    expect(traced).toMatchObject({ status: 0, stderr: '' });
    expect(traced.stdout.length).toBeGreaterThan(100);
    expect(opened(traced)).toEqual(given);
    expect([...traced.connecting, ...traced.starting, ...traced.changing].map(told)).toEqual([]);
  });

  test('reads the settings of a project, and those of none above a nearer one', () => {
    const project = `${place}/project`;
    mkdirSync(project);
    for (const folder of [place, project])
      writeFileSync(`${folder}/.inject-trace.json`, '{ "format": "json" }');
    const traced = traceTool(['../a.log'], { cwd: project });
    rmSync(`${place}/.inject-trace.json`);
    expect(JSON.parse(traced.stdout).summary.cycles).toBe(6);
    expect(opened(traced)).toEqual(['a.log', 'project/.inject-trace.json']);
    expect([...traced.connecting, ...traced.starting, ...traced.changing].map(told)).toEqual([]);
  });

  test('of an archive it follows no link, and unpacks nothing', () => {
    const before = readdirSync(around, { recursive: true });
    const { stdout } = trace(['--format', 'json', 'hostile.tar.gz']);
    const paths = JSON.parse(stdout).sources.map((source: { path: string }) => source.path);
    expect(paths.map((path: string) => path.replace('hostile.tar.gz:', '')).sort()).toEqual([
      '../climbed/nova-compute.log',
      'logs/nova-compute.log.2',
    ]);
    expect(stdout).toContain('instance-0000beef');
    expect(stdout).not.toContain('instance-0000dead');
    expect(trace(['--list-inputs', 'hostile.tar.gz']).stdout.match(/: a link$/gm)).toHaveLength(3);
    expect(readdirSync(around, { recursive: true })).toEqual(before);
  });

  test('connects to the broker that it is told, and to nothing else', () => {
    const url = 'nats://127.0.0.1:9';
    for (const args of [
      ['extract', '--host', 'cn1', '--publish', url, 'a.log'],
      ['merge', '--consume', url, '-o', 'facts.ndjson'],
    ]) {
      const traced = trace(args);
      expect(traced.stderr).toMatch(/nats:\/\/127\.0\.0\.1:9: the broker is not there/);
      expect(traced.status).toBe(2);
      const connected = traced.connecting.filter(({ name }) => name === 'connect');
      expect(connected.length).toBeGreaterThan(0);
      for (const call of connected) expect(told(call)).toMatch(/htons\(9\).*"127\.0\.0\.1"/);
      expect([...traced.starting, ...traced.changing].map(told)).toEqual([]);
    }
  });

  test('writes what it is told to, each file beside its place first, the map for its owner alone', () => {
    const before = readdirSync(place);
    const outputs = ['-o', 'report.html', '-o', 'report.json'];
    const traced = trace(['--redact-map', 'map.json', ...outputs, 'a.log']);
    expect(traced).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect([...traced.connecting, ...traced.starting].map(told)).toEqual([]);
    const written = ['map.json', 'report.html', 'report.json'];
    expect(readdirSync(place).filter((name) => !before.includes(name))).toEqual(written);
    const names = traced.changing.map(({ path }) => {
      expect(relative(place, path)).toBe(basename(path));
      return basename(path).replace(/^\.(report\.\w+)\.[0-9a-f]+$/, '$1');
    });
    expect([...new Set(names)].sort()).toEqual(written);
    // The process took no mode off: this is what it asks for, from the first moment on.
    expect(statSync(`${place}/map.json`).mode & 0o777).toBe(0o600);
    const [map] = traced.changing.filter(({ path }) => path.endsWith('/map.json'));
    expect(map?.args).toMatch(/\bO_EXCL\b.*, 0600\)/);
  });
});

const hasTerminal = spawnSync('script', ['--version']).status === 0;

describe.skipIf(!canTrace || !hasTerminal)('on a terminal', () => {
  const onTerminal = (...args: readonly string[]) =>
    traceTool([...args, 'a.log'], { cwd: place, pager: 'head -n 1' });

  test('it starts the pager, and nothing else', () => {
    const { starting, connecting, changing } = onTerminal();
    expect([...new Set(starting.map(({ path }) => basename(path)))]).toEqual(['head']);
    // The pipe to the pager is a pair of sockets without an address.
    expect(connecting.filter(({ args }) => !args.startsWith('AF_UNIX'))).toEqual([]);
    expect(connecting.filter(({ name }) => name !== 'socketpair')).toEqual([]);
    expect(changing.filter(({ path }) => !isScreen(path))).toEqual([]);
  });

  test('with --no-pager it starts nothing', () => {
    const { starting, connecting, changing } = onTerminal('--no-pager');
    expect([...starting, ...connecting]).toEqual([]);
    expect(changing.filter(({ path }) => !isScreen(path))).toEqual([]);
  });

  const isScreen = (path: string) => /^\/(?:dev\/(?:pts\/\d+|tty)|proc\/self\/fd\/\d+)$/.test(path);
});
