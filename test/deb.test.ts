// The Debian package: what is in it, and that what it installs works, without touching the system.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTool } from './running.ts';
import { build, root } from './support.ts';

const there = (program: string) => spawnSync(program, ['--version']).error === undefined;
const { version, engines } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const FILE = `inject-trace_${version}-1_all.deb`;

let scratch = '';
let system = '';
const PACKAGER = {
  SOURCE_DATE_EPOCH: '1700000000',
  DEBFULLNAME: 'A. Packager',
  DEBEMAIL: 'a@example.org',
};
function make(folder: string, umask: string): void {
  const command = `umask ${umask}; exec node bin/build-deb.js '${scratch}/${folder}'`;
  execFileSync('sh', ['-c', command], { cwd: root, env: { ...process.env, ...PACKAGER } });
}
const installed = (path: string) => `${system}/usr/${path}`;

describe.skipIf(!there('dpkg-deb'))('the package (skipped where there is no dpkg-deb)', () => {
  beforeAll(() => {
    build();
    scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
    system = `${scratch}/system`;
    make('deb', '022');
    execFileSync('dpkg-deb', ['--extract', `${scratch}/deb/${FILE}`, system]);
  }, 300_000);
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  test('is the same whoever builds it', () => {
    make('again', '077');
    const [first, again] = ['deb', 'again'].map((at) => readFileSync(`${scratch}/${at}/${FILE}`));
    expect(again?.equals(first ?? Buffer.of())).toBe(true);
  }, 300_000);

  test('says what it is, and needs the Node.js that the tool needs', () => {
    const names = ['Package', 'Version', 'Architecture', 'Depends', 'Maintainer'];
    const args = ['--field', `${scratch}/deb/${FILE}`, ...names];
    const fields = execFileSync('dpkg-deb', args, { encoding: 'utf8' }).trim().split('\n');
    expect(Object.fromEntries(fields.map((field) => field.split(': ')))).toEqual({
      Package: 'inject-trace',
      Version: `${version}-1`,
      Architecture: 'all',
      Depends: `nodejs (${engines.node.replace('>=', '>= ')})`,
      Maintainer: 'A. Packager <a@example.org>',
    });
  });

  test('gives its files to root, with the modes of a system', () => {
    const list = execFileSync('dpkg-deb', ['--contents', `${scratch}/deb/${FILE}`], {
      encoding: 'utf8',
    });
    const rows = list
      .trim()
      .split('\n')
      .map((row) => row.split(/ +/));
    expect(new Set(rows.map(([mode, owner]) => `${mode} ${owner}`))).toEqual(
      new Set(['drwxr-xr-x root/root', '-rwxr-xr-x root/root', '-rw-r--r-- root/root']),
    );
    const programs = rows.filter(([mode]) => mode === '-rwxr-xr-x').map((row) => row.at(-1));
    expect(programs).toEqual(['./usr/bin/inject-trace']);
  });

  test('installs the command', () => {
    const command = installed('bin/inject-trace');
    expect(readFileSync(command, 'utf8')).toMatch(/^#!\/usr\/bin\/node\n/);
    const args = ['-j', '2', '--format', 'json', 'fixtures/showcase.log', 'fixtures/excerpt.log'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    expect({ status, stdout, stderr }).toEqual(runTool(args));
    expect(status).toBe(0);
  });

  test('tells whose it is and what is new', () => {
    const doc = (name: string) => readFileSync(installed(`share/doc/inject-trace/${name}`));
    expect(`${doc('copyright')}`).toMatch(
      /Apache-2\.0[\s\S]*^yargs \d[\s\S]*Permission is hereby granted/m,
    );
    expect(`${gunzipSync(doc('changelog.gz'))}`).toBe(readFileSync(`${root}CHANGELOG.md`, 'utf8'));
    expect(`${gunzipSync(doc('changelog.Debian.gz'))}`).toMatch(
      /^inject-trace \(\S+-1\) [\s\S]*\n -- A\. Packager <a@example\.org> {2}Tue, 14 Nov 2023 22:13:20 \+0000\n$/,
    );
  });

  test.skipIf(!there('man'))('installs the manual page', () => {
    const env = {
      PATH: process.env['PATH'],
      LC_ALL: 'C.UTF-8',
      MAN_KEEP_STDERR: '1',
      MANPAGER: 'cat',
    };
    const args = ['--warnings', '-M', installed('share/man'), 'inject-trace'];
    const { status, stdout, stderr } = spawnSync('man', args, { encoding: 'utf8', env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^NAME\n +inject-trace - explain/m);
  });

  describe('completes the command', () => {
    function completed(shell: string, args: readonly string[]): string {
      const env = {
        PATH: `${installed('bin')}:${process.env['PATH']}`,
        HOME: scratch,
        XDG_DATA_DIRS: installed('share'),
      };
      const { status, stdout, stderr } = spawnSync(shell, args, { encoding: 'utf8', env });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return stdout;
    }

    test.skipIf(!there('bash'))('in bash', () => {
      const file = installed('share/bash-completion/completions/inject-trace');
      const script = `. '${file}'; complete -p inject-trace`;
      expect(completed('bash', ['--norc', '-c', script])).toMatch(
        /-F _inject_trace inject-trace$/m,
      );
    });

    test.skipIf(!there('zsh'))('in zsh', () => {
      const folder = installed('share/zsh/vendor-completions');
      const script = `fpath=('${folder}' $fpath); autoload -Uz compinit; compinit -D -u
        print $_comps[inject-trace]; autoload +X _inject-trace && which _inject-trace`;
      const printed = completed('zsh', ['-f', '-c', script]);
      expect(printed).toMatch(/^_inject-trace\n/);
      expect(printed).toContain('_inject_trace_first');
    });

    test.skipIf(!there('fish'))('in fish', () => {
      const script = "complete -C 'inject-trace comple'";
      expect(completed('fish', ['-c', script])).toMatch(/^completion\t/);
    });
  });

  const isRoot = process.getuid?.() === 0;

  test.skipIf(!isRoot)('is installed by dpkg, and removed without a trace', () => {
    const other = `${scratch}/other`;
    for (const name of ['info', 'updates', 'triggers'])
      mkdirSync(`${other}/var/lib/dpkg/${name}`, { recursive: true });
    writeFileSync(`${other}/var/lib/dpkg/status`, '');
    // In this system of nothing there is no Node.js to depend on.
    const dpkg = (...args: readonly string[]) =>
      execFileSync('dpkg', [`--root=${other}`, '--force-depends', ...args], { stdio: 'pipe' });
    dpkg('--install', `${scratch}/deb/${FILE}`);
    const file = `${other}/usr/bin/inject-trace`;
    expect(readFileSync(file)).toEqual(readFileSync(installed('bin/inject-trace')));
    dpkg('--purge', 'inject-trace');
    expect(existsSync(`${other}/usr`) ? readdirSync(`${other}/usr`) : []).toEqual([]);
  });
});
