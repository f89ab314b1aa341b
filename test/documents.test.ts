// CONTRIBUTING.md and SECURITY.md name files that there are, and npm scripts that there are; README.md links
// to both, and tells every command, option and exit status.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { commands } from '../src/commands/index.ts';
import { MEANINGS } from '../src/exit-statuses.ts';
import { optionsOfAll } from '../src/options.ts';
import { reporters } from '../src/reporters/index.ts';
import { PROJECT_FILE, USER_FILE } from '../src/settings/index.ts';
import { fixture, inputOf, root } from './support.ts';

const read = (name: string) => readFileSync(`${root}${name}`, 'utf8');

/** Names to be chosen stand in capitals: of such a path the folder is there. */
const chosen = /\/(?:ID|WORD)\b.*$/;

describe.each(['CONTRIBUTING.md', 'SECURITY.md'])('%s', (name) => {
  const text = read(name);

  test('names files that there are', () => {
    const paths = text.match(/\b(?:src|test|fixtures)\/[\w./-]*/g) ?? [];
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(`${root}${path.replace(chosen, '')}`))).toEqual([]);
  });

  test('names scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = [...text.matchAll(/\bnpm run ([\w:]+)/g)].map(([, script]) => script);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  test('is linked in the README', () => {
    expect(read('README.md')).toContain(`](${name})`);
  });
});

describe('README.md', () => {
  const text = read('README.md');

  test('shows what the bundled log looks like, line by line, as it does', async () => {
    const { bytes } = fixture('showcase.log');
    const { report } = await analyze([inputOf(bytes, 'nova-compute.log')]);
    const page = { color: false, width: 96, blocks: true };
    const printed = [...reporters.terminal(report, page)].join('').split('\n');
    const shown = /```text\n(.*?)\n```/s.exec(text)?.[1]?.split('\n') ?? [];
    const parts = shown.filter((line) => line.trim() !== '…');
    expect(parts.length).toBeGreaterThan(40);
    let at = 0;
    for (const line of parts) {
      at = printed.indexOf(line, at) + 1;
      expect(at, line).toBeGreaterThan(0);
    }
  });

  /** What stands in the first column of the table with this head. */
  const rows = (head: string) => {
    const [, table = ''] = text.split(`| ${head} |`);
    const [body = ''] = table.split('\n\n');
    return [...body.matchAll(/^\| (`.*?) \| /gm)].map(([, cell = '']) => cell);
  };

  test('tells every command, and no other', () => {
    const told = rows('command').map((cell) => /^`([\w-]+)/.exec(cell)?.[1]);
    expect(told.sort()).toEqual(
      commands
        .map(({ id }) => id)
        .filter((id) => id !== '')
        .sort(),
    );
  });

  test('tells every option, and no other', () => {
    const cells = [...rows('command'), ...rows('option')].join(' ');
    const told = [...cells.matchAll(/--([a-z-]+)/g)].map(([, name]) => name);
    expect([...new Set(told)].sort()).toEqual(Object.keys(optionsOfAll(commands)).sort());
  });

  test('tells every exit status and both files of settings', () => {
    const [, statuses = ''] = /^Exit status: ([\s\S]*?)\n\n/m.exec(text) ?? [];
    for (const [status] of MEANINGS) expect(statuses).toMatch(new RegExp(`(?:^|·\\s)${status} `));
    expect(text).toContain(`\`~/.config/${USER_FILE}\``);
    expect(text).toContain(`\`${PROJECT_FILE}\``);
  });
});
