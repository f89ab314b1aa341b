// The manual page: what stands in it, and that troff shows it as it is meant.

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commands } from '../src/commands/index.ts';
import { MEANINGS } from '../src/exit-statuses.ts';
import { manual } from '../src/manual.ts';
import { optionsOf, optionsOfAll } from '../src/options.ts';
import { PROJECT_FILE, USER_FILE, variableOf } from '../src/settings/index.ts';
import { escaped } from '../src/troff.ts';

const page = manual(commands);

/** The part under a heading. */
const under = (title: string) =>
  page.split(/^\.SH /m).find((part) => part.startsWith(`${title}\n`)) ?? '';

test('the sections are those of a manual, in their order', () => {
  expect([...page.matchAll(/^\.SH (.*)$/gm)].map(([, title]) => title)).toEqual([
    'NAME',
    'SYNOPSIS',
    'DESCRIPTION',
    'COMMANDS',
    'OPTIONS',
    'EXIT STATUS',
    'ENVIRONMENT',
    'FILES',
    'EXAMPLES',
    'SEE ALSO',
  ]);
});

test('every command, option, format and exit status stands in it', () => {
  for (const command of commands) {
    expect(under('COMMANDS')).toContain(escaped(command.describe));
    for (const format of command.formats) expect(under('COMMANDS')).toContain(escaped(format));
    for (const name of Object.keys(optionsOf(command)))
      expect(under('OPTIONS')).toContain(`\\fB${escaped(`--${name}`)}\\fR`);
  }
  for (const [status, meaning] of MEANINGS)
    expect(under('EXIT STATUS')).toContain(`\\fB${status}\\fR\n${escaped(meaning)}`);
});

test('every option of the command line has its variable, and the files what they may not set', () => {
  const options = Object.entries(optionsOfAll(commands));
  const told = [...under('ENVIRONMENT').matchAll(/\\%\\fB(INJECT_TRACE_.*?)\\fR/g)];
  expect(told.map(([, name]) => name).sort()).toEqual(
    options.map(([name]) => escaped(variableOf(name))).sort(),
  );
  for (const path of [`~/.config/${USER_FILE}`, PROJECT_FILE])
    expect(under('FILES')).toContain(`\\fB${escaped(path)}\\fR`);
  const barred = options.filter(([, { byProject }]) => byProject !== undefined);
  expect(barred.length).toBeGreaterThan(3);
  for (const [name] of barred) expect(under('FILES')).toContain(escaped(name));
});

test('each option is told once', () => {
  const told = [...under('OPTIONS').matchAll(/\\fB(\\-\\-[^ ]*?)\\fR/g)].map(([, name]) => name);
  expect(told.length).toBeGreaterThan(20);
  expect(new Set(told).size).toBe(told.length);
});

const HOSTILE = [
  '.TH is no macro here',
  "'br is none, either",
  'a \\fBbackslash\\fR and \\n(.x',
  '"quoted", `ticked`, ~/tilde ^caret a-b --c',
  "it's",
];

const groff = (text: string, ...args: readonly string[]) =>
  spawnSync('groff', ['-man', '-ww', ...args], { input: text, encoding: 'utf8' });

describe.skipIf(spawnSync('groff', ['--version']).error !== undefined)('groff', () => {
  test('has nothing to warn of', () => {
    expect(groff(page, '-z')).toMatchObject({ status: 0, stderr: '' });
  });

  test.each(HOSTILE)('shows %s', (text) => {
    const { stdout, stderr } = groff(`.TH X 1\n.PP\n${escaped(text)}\n`, '-Tascii', '-P-cbou');
    expect(stderr).toBe('');
    expect(stdout).toContain(text);
  });

  test('shows what is not ASCII', () => {
    const { stdout, stderr } = groff(`.TH X 1\n.PP\n${escaped('LOG… é')}\n`, '-Tutf8', '-P-cbou');
    expect(stderr).toBe('');
    expect(stdout).toContain('LOG… é');
  });

  test('shows commands as they are typed', () => {
    const { stdout } = groff(page, '-Tascii', '-P-cbou', '-rLL=200n');
    expect(stdout).toContain('inject-trace --fail-on warning --format junit nova-compute.log\n');
    expect(stdout).toContain('inject-trace man > ~/.local/share/man/man1/inject-trace.1\n');
  });
});

describe.skipIf(spawnSync('man', ['--version']).error !== undefined)('man', () => {
  test('takes it without a warning', () => {
    const { PATH } = process.env;
    const env = { PATH, LC_ALL: 'C.UTF-8', MAN_KEEP_STDERR: '1', MANPAGER: 'cat' };
    const ran = spawnSync('man', ['--warnings', '-l', '-'], { input: page, encoding: 'utf8', env });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^NAME\n +inject-trace - explain/m);
  });
});
