// Completion as a shell does it: the words typed so far in, what may follow out.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../src/commands/index.ts';
import { shells } from '../src/completion/index.ts';
import { optionsOf } from '../src/options.ts';

const there = (program: string) => spawnSync(program, ['--version']).error === undefined;

let scratch = '';
beforeAll(async () => {
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
  mkdirSync(`${scratch}/logs`);
  for (const name of ['one two.log', 'compute.log']) writeFileSync(`${scratch}/logs/${name}`, '');
  for (const [shell, load] of Object.entries(shells))
    writeFileSync(`${scratch}/script.${shell}`, (await load())(commands));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What the shell prints, by lines. */
function lines(shell: string, args: readonly string[]): readonly string[] {
  const ran = spawnSync(shell, args, {
    cwd: `${scratch}/logs`,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: scratch },
  });
  expect(ran).toMatchObject({ status: 0, stderr: '' });
  return ran.stdout.split('\n').filter((line) => line !== '');
}

const DRIVE = `source ../script.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _inject_trace
printf '%s\\n' "\${COMPREPLY[@]}"`;

const inBash = (...words: readonly string[]) =>
  lines('bash', ['--norc', '-c', DRIVE, 'bash', 'inject-trace', ...words]);

const FILES = ['compute.log', 'one two.log'];

describe.skipIf(!there('bash'))('bash', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['a command', ['sh'], ['show']],
    ['a command behind options', ['--verbose', '--format', 'json', 'bl'], ['blame']],
    ['a command behind --format=json', ['--format', '=', 'json', 'bl'], ['blame']],
    ['a file in place of a command', ['comp'], ['completion', 'compute.log']],
    ['an option', ['--lo'], ['--log-format']],
    ['an option of a command', ['what-if', '--se'], ['--set']],
    ['not an option of another command', ['show', '--se'], []],
    ['the formats of the report', ['--format', 'c'], ['csv', 'csv-steps']],
    ['the formats of a command', ['show', '--format', ''], ['terminal', 'json']],
    ['--format=', ['show', '--format', '='], ['terminal', 'json']],
    ['--format=j', ['show', '--format', '=', 'j'], ['json']],
    ['the file of an option', ['plan', '--nova-conf', 'comp'], ['compute.log']],
    ['the file of a letter', ['-o', 'one'], ['one two.log']],
    ['files behind a log', ['compute.log', ''], FILES],
    ['files behind a command', ['doctor', ''], FILES],
    ['a value that is a command is none', ['--instance', 'show', 'bl'], ['blame']],
    ['no option behind --', ['--', '--fo'], []],
    ['the shells', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['nothing where no file is read', ['schema', ''], []],
  ])('%s', (_what, words, expected) => {
    expect([...inBash(...words)].sort()).toEqual([...expected].sort());
  });
});

describe.skipIf(!there('fish'))('fish', () => {
  const inFish = (typed: string) =>
    lines('fish', ['--no-config', '-c', `source ../script.fish; complete -C '${typed}'`]).map(
      (line) => line.replace(/\t.*/, ''),
    );

  test.each<readonly [string, string, readonly string[]]>([
    ['a command', 'inject-trace sh', ['show']],
    ['a command behind options', 'inject-trace --verbose --format json bl', ['blame']],
    ['an option of a command', 'inject-trace what-if --se', ['--set']],
    ['not an option of another command', 'inject-trace show --se', []],
    ['the formats of a command', 'inject-trace show --format ', ['json', 'terminal']],
    ['the file of an option', 'inject-trace plan --nova-conf comp', ['compute.log']],
    ['files behind a log', 'inject-trace compute.log ', FILES],
    ['the shells', 'inject-trace completion ', ['bash', 'fish', 'zsh']],
    ['nothing where no file is read', 'inject-trace schema ', []],
  ])('%s', (_what, typed, expected) => {
    expect([...inFish(typed)].sort()).toEqual([...expected].sort());
  });
});

describe.skipIf(!there('zsh'))('zsh', () => {
  // The completion system wants a terminal: what the script hands it is looked at instead.
  const STUBS = `compdef() { : }; _arguments() { print -rl -- "$@" }; source ../script.zsh
words=("$@"); CURRENT=$#; _inject_trace`;
  const inZsh = (...words: readonly string[]) =>
    lines('zsh', ['-f', '-c', STUBS, 'zsh', 'inject-trace', ...words]);

  test('the script is sound', () => {
    expect(lines('zsh', ['-f', '-n', '../script.zsh'])).toEqual([]);
  });

  test('options and formats are those of the command', () => {
    expect(inZsh('what-if', '')).toContainEqual(expect.stringMatching(/^\*--set=\[/));
    expect(inZsh('show', '')).not.toContainEqual(expect.stringMatching(/^\*--set=\[/));
    expect(inZsh('show', '')).toContain('*--format=[how to print]:format:(terminal json)');
    expect(inZsh('--format', 'json', 'blame', '')).toContain('*:file:_files');
    expect(inZsh('completion', '')).toContain('2:shell:(bash zsh fish)');
  });

  test('commands come first', () => {
    expect(inZsh('')).toContain('1: :_inject_trace_first');
  });
});

describe.each(Object.keys(shells))('the script for %s', (shell) => {
  test('holds every command and every option', async () => {
    const words = new Set((await shells[shell]?.())?.(commands).split(/[^\w-]+/));
    const options = commands.flatMap((command) => Object.keys(optionsOf(command)));
    // fish writes an option without its hyphens.
    const known = [...words].map((word) => word.replace(/^--/, ''));
    for (const { id } of commands) expect([...words, '']).toContain(id);
    for (const option of options) expect(known).toContain(option);
  });
});
