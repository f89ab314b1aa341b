// What the text report draws: bars to scale, a row for each cycle, a lane for each device; and that it is read
// through the pager on a terminal alone.

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Report } from '../src/model.ts';
import { occupancy, span } from '../src/reporters/bars.ts';
import { terminal } from '../src/reporters/terminal.ts';
import { build, fixture, reportOn, root } from './support.ts';

const print = (report: Report, options: { blocks?: boolean; verbose?: boolean } = {}) =>
  [...terminal(report, { color: false, width: 80, ...options })].join('');
const showcase = await reportOn(fixture('showcase.log').bytes);
const section = (text: string, title: RegExp) => {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => title.test(line));
  return lines.slice(start, lines.indexOf('', start));
};

describe('a bar', () => {
  test.each([
    [0, 1, '████████', '########'],
    [0, 0.5, '████', '####'],
    [0.5, 1, '    ████', '    ####'],
    [0.25, 0.25, '  ▏', '  |'],
    [1, 1, '       ▏', '       |'],
    [0, 0.3125, '██▌', '###'],
    [0, 0.001, '▏', '|'],
    [0.5, 7, '    ████', '    ####'],
  ])('from %d to %d', (from, to, blocks, ascii) => {
    expect(span({ from, to }, 8, true)).toBe(blocks);
    expect(span({ from, to }, 8, false)).toBe(ascii);
  });
});

describe('a lane', () => {
  test.each([
    ['nothing', [], '    ', '    '],
    ['a moment', [{ from: 0.5, to: 0.5 }], '  ▁ ', '  . '],
    ['the last moment', [{ from: 1, to: 1 }], '   ▁', '   .'],
    ['half of a cell', [{ from: 0, to: 0.125 }], '▄   ', ':   '],
    ['all of it', [{ from: 0, to: 1 }], '████', '####'],
    [
      'two that meet',
      [
        { from: 0, to: 0.3 },
        { from: 0.2, to: 0.5 },
      ],
      '██  ',
      '##  ',
    ],
  ])('of %s', (_, bars, blocks, ascii) => {
    expect(occupancy(bars, 4, true)).toBe(blocks);
    expect(occupancy(bars, 4, false)).toBe(ascii);
  });
});

describe('the report', () => {
  test('begins with the verdict', () => {
    expect(print(showcase)).toMatch(/^6 injections in 6 cycles: 5 completed, 1 leaked;/);
  });

  test('has a row for each cycle', () => {
    const [, head, ...rows] = section(print(showcase), /^Cycles$/);
    expect(head).toMatch(/2012-11-14 +took +what +by +outcome +instance/);
    expect(rows).toHaveLength(showcase.cycles.length);
    expect(rows.at(-1)).toMatch(/^ {2}13:07:21 +1s +key +nbd13 +! leaked +instance-000003a6$/);
  });

  test('has a lane for each device, open where it was left attached', () => {
    const [title, ...lanes] = section(print(showcase), /^Devices attached/);
    expect(title).toBe('Devices attached, 2012-11-14 08:14:38 to 13:07:22');
    expect(lanes.map((lane) => lane.slice(2, 7))).toEqual(['nbd12', 'nbd13', 'nbd14', 'nbd15']);
    expect(lanes.map((lane) => lane.at(-1))).toEqual(['|', '!', '|', '|']);
    expect(new Set(lanes.map((lane) => lane.length))).toEqual(new Set([80]));
  });

  test('draws the steps of a cycle to scale', () => {
    const rows = print(showcase).split('\n');
    const tickOf = (pattern: RegExp) => rows.find((row) => pattern.test(row))?.indexOf('|') ?? -1;
    const attach = tickOf(/\+0s +attach .*:71$/);
    const error = tickOf(/\+10s +error .*:72$/);
    expect(attach).toBeGreaterThan(0);
    // Ten of eleven seconds, in 16 columns.
    expect(error - attach).toBe(14);
  });

  test('is ASCII where no block characters may be drawn', () => {
    expect(print(showcase)).toMatch(/^[\n -~]*$/);
    expect(print(showcase, { blocks: true })).toContain('▏');
  });

  test('quotes the cited lines where it is asked to', () => {
    expect(print(showcase)).not.toContain('> 2012-11-14');
    const text = print(showcase, { verbose: true }).replace(/\s+/g, ' ');
    for (const { evidence } of showcase.findings) {
      expect(text).toContain(`> ${evidence[0].text.replace(/\s+/g, ' ')}`);
    }
  });

  test('of one cycle needs no overview', () => {
    const [first] = showcase.cycles;
    const text = print({ ...showcase, cycles: first === undefined ? [] : [first] });
    expect(text).not.toMatch(/^Cycles$/m);
  });
});

const hasTerminal = spawnSync('script', ['--version']).status === 0;

describe.skipIf(!hasTerminal)('on a terminal', () => {
  build();
  const screen = (args: string, env: Record<string, string>) => {
    const command = `node bin/inject-trace.js ${args} fixtures/showcase.log`;
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
      cwd: root,
      env: { ...process.env, TERM: 'xterm', LANG: 'C.UTF-8', ...env },
      encoding: 'utf8',
    });
    return stdout;
  };

  test('the text goes through the pager', () => {
    const shown = screen('--no-color', { PAGER: 'head -n 1' }).trim().split('\n');
    expect(shown).toEqual([expect.stringMatching(/^6 injections in 6 cycles/)]);
  });

  test.each([
    ['with --no-pager', '--no-pager', 'head -n 1'],
    ['with an empty PAGER', '', ''],
    ['with a pager there is not', '', 'no-such-pager'],
    ['as data', '--format json', 'head -n 1'],
  ])('but not %s', (_, args, pager) => {
    expect(screen(args, { PAGER: pager }).split('\n').length).toBeGreaterThan(100);
  });

  test('block characters are drawn where its encoding has them', () => {
    expect(screen('--no-pager', {})).toContain('▏');
    expect(screen('--no-pager', { LANG: 'C', LC_ALL: 'C' })).not.toContain('▏');
  });
});
