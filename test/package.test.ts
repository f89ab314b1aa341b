// The package as it is handed on: what is in it, and that it works without a network, away from the clone
// and with nothing else installed.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, root } from './support.ts';

/** The command, the library with its types, and the licences of what is in them. */
const ALLOWED = [
  /^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^bin\/inject-trace\.js$/,
  /^dist\/(?:index|worker)\.js$/,
  /^dist\/(?:[\w-]+\/)*[\w-]+\.d\.ts$/,
  /^dist\/cli\/[\w-]+\.cjs$/,
  /^dist\/cli\/worker\.js$/,
  /^dist\/(?:cli\/)?licences\.txt$/,
];
const LARGEST = 1.25 * 2 ** 20;
const LOGS = ['showcase.log', 'excerpt.log'];

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

let scratch = '';
let project = '';
let packed: Packed = { filename: '', size: 0, files: [] };

/** As on a machine that has no cache and no settings of npm. */
function run(command: string, args: readonly string[], cwd = project): string {
  const env = { PATH: process.env['PATH'], HOME: scratch, npm_config_cache: `${scratch}/cache` };
  return execFileSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
}

beforeAll(() => {
  build();
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
  project = `${scratch}/project`;
  mkdirSync(project);
  writeFileSync(`${project}/package.json`, '{ "private": true }\n');
  for (const log of LOGS) copyFileSync(`${root}fixtures/${log}`, `${project}/${log}`);
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', scratch];
  [packed] = JSON.parse(run('npm', pack, root));
  run('npm', ['install', '--offline', '--no-audit', `../${packed.filename}`]);
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the tarball', () => {
  test('holds what it is for, and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => !ALLOWED.some((allowed) => allowed.test(path)))).toEqual([]);
    for (const needed of ['dist/index.d.ts', 'dist/worker.js', 'dist/cli/worker.js', 'LICENSE'])
      expect(paths).toContain(needed);
    expect(packed.size).toBeLessThan(LARGEST);
  });

  test('passes on the licences of the libraries in it', () => {
    const { devDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
    const licences = readFileSync(
      `${project}/node_modules/inject-trace/dist/cli/licences.txt`,
      'utf8',
    );
    const named = licences.match(/^\S+ \d+\.\d+\.\d+\S*$/gm) ?? [];
    for (const library of ['chalk', 'fzstd', 'modern-tar', 'xz-decompress', 'yargs']) {
      expect(Object.keys(devDependencies)).toContain(library);
      expect(named.map((line) => line.split(' ')[0])).toContain(library);
    }
  });
});

describe('installed', () => {
  const installed = (...args: readonly string[]) =>
    run(`${project}/node_modules/.bin/inject-trace`, args);
  const checkout = (...args: readonly string[]) =>
    run(process.execPath, [`${root}bin/inject-trace.js`, ...args]);

  test('it brings no other package and runs nothing of its own', () => {
    const there = readdirSync(`${project}/node_modules`).filter((name) => !name.startsWith('.'));
    expect(there).toEqual(['inject-trace']);
    const manifest = readFileSync(`${project}/node_modules/inject-trace/package.json`, 'utf8');
    expect(Object.keys(JSON.parse(manifest).scripts)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/install$/)]),
    );
  });

  test.each([
    ['extract', '--host', 'cn1', '--publish', 'nats://127.0.0.1:9', 'showcase.log'],
    ['merge', '--consume', 'nats://127.0.0.1:9', '-o', 'facts.ndjson'],
  ])('%s says what else a queue needs', (...args) => {
    const tool = `${project}/node_modules/.bin/inject-trace`;
    const { status, stderr } = spawnSync(tool, args, { cwd: project, encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^inject-trace: --\w+: needs .*: npm install @nats-io\/transport-node @nats-io\/jetstream.*\n$/,
    );
  });

  test('npx reports what the checkout does', () => {
    const args = ['--format', 'json', ...LOGS];
    const printed = run('npx', ['--offline', 'inject-trace', ...args]);
    expect(JSON.parse(printed).cycles.length).toBeGreaterThan(1);
    expect(printed).toBe(checkout(...args));
  });

  test.each([
    ['on threads', ['-j', '2', '--format', 'json', ...LOGS]],
    ['as HTML', ['--format', 'html', ...LOGS]],
    ['as Markdown', ['--format', 'md', ...LOGS]],
    ['to read at a terminal', LOGS],
    ['of one command', ['blame', ...LOGS]],
    ['of its options', ['--help']],
  ])('it reports the same %s', (_, args) => {
    const printed = installed(...args);
    expect(printed.length).toBeGreaterThan(100);
    expect(printed).toBe(checkout(...args));
  });

  test('the library reports what the command does', () => {
    const script = `import('inject-trace').then(async ({ analyze, findInput, reporters }) => {
      const input = await findInput('showcase.log', process.stdin);
      const { report } = await analyze([input], { threads: 2 });
      process.stdout.write([...reporters.json(report)].join(''));
    });`;
    expect(run(process.execPath, ['-e', script])).toBe(
      installed('--format', 'json', 'showcase.log'),
    );
  });

  test('npx runs the tarball as it is', () => {
    const args = ['--format', 'json', ...LOGS];
    const elsewhere = `${scratch}/elsewhere`;
    mkdirSync(elsewhere);
    for (const name of LOGS) copyFileSync(`${root}fixtures/${name}`, `${elsewhere}/${name}`);
    const tarball = `../${packed.filename}`;
    expect(run('npx', ['--offline', '--yes', tarball, ...args], elsewhere)).toBe(checkout(...args));
    expect(readdirSync(elsewhere).sort()).toEqual([...LOGS].sort());
  });

  const OPTIONS = '--strict --module nodenext --target es2023 --types node'.split(' ');
  const tsc = (...args: readonly string[]) => {
    // A project has of types what it uses itself.
    for (const name of ['@types/node', 'undici-types'])
      cpSync(`${root}node_modules/${name}`, `${project}/node_modules/${name}`, { recursive: true });
    const { status, stdout } = spawnSync(`${root}node_modules/.bin/tsc`, [...OPTIONS, ...args], {
      cwd: project,
      encoding: 'utf8',
    });
    return { status, stdout };
  };
  const SOUND = { status: 0, stdout: '' };

  test('its types hold where its libraries are not', () => {
    writeFileSync(
      `${project}/use.ts`,
      `import { type Report, filterReport } from 'inject-trace';
       export const first = (report: Report): string | undefined => report.cycles[0]?.id;
       export const kept = filterReport satisfies (report: Report, ...of: never[]) => Report;
       // @ts-expect-error there is no such part of a report
       export const none = (report: Report) => report.nothing;`,
    );
    expect(tsc('--noEmit', 'use.ts')).toEqual(SOUND);
  }, 300_000);

  test('the example of the README compiles, and does what it says', () => {
    const readme = readFileSync(`${root}README.md`, 'utf8');
    const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
    writeFileSync(`${project}/example.mts`, example);
    copyFileSync(`${root}fixtures/showcase.log`, `${project}/nova-compute.log`);
    expect(tsc('example.mts')).toEqual(SOUND);
    const [leaked, ...report] = run(process.execPath, ['example.mjs']).split('\n');
    expect(leaked).toMatch(
      /^instance-000003a6 nbd \/dev\/nbd13 because .+ \((?:certain|likely)\)$/,
    );
    expect(report.join('\n')).toBe(installed('nova-compute.log'));
  }, 300_000);
});
