// The line that tells how far the reading is: when it is shown, what it says, and that nothing of it stays.

import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { newProgress } from '../src/progress.ts';
import { build, root } from './support.ts';

const ERASE = '\r\x1b[K';

/** A progress with its clock, and what it has written. */
function shown(columns = 80) {
  const written: string[] = [];
  const clock = { now: 0 };
  const write = (text: string) => written.push(text);
  return { written, clock, progress: newProgress({ write, columns, now: () => clock.now }) };
}

describe('the line', () => {
  test('comes after a second, goes with the bytes and is gone at the end', () => {
    const { written, clock, progress } = shown();
    progress.begin([100e6, 100e6]);
    clock.now = 999;
    progress.read(40e6);
    expect(written).toEqual([]);
    clock.now = 2000;
    progress.read(10e6);
    clock.now = 2050;
    progress.read(10e6);
    progress.end();
    progress.read(1);
    const line = 'reading 50 MB of 200 MB, 25%, 25 MB/s, 6s left';
    expect(written).toEqual([`${ERASE}${line}`, ERASE]);
  });

  test('is not shown for what is read at once, and not without a screen', () => {
    const { written, clock, progress } = shown();
    const none = newProgress(null);
    for (const one of [progress, none]) {
      one.begin([10]);
      clock.now = 500;
      one.read(10);
      one.beside(() => {});
      one.end();
    }
    expect(written).toEqual([]);
  });

  test('gives way to what else is printed', () => {
    const { written, clock, progress } = shown();
    progress.begin([null]);
    clock.now = 2000;
    progress.read(3e9);
    progress.beside(() => written.push('a warning\n'));
    const line = `${ERASE}reading 3.0 GB, 1.5 GB/s`;
    expect(written).toEqual([line, ERASE, 'a warning\n', line]);
  });

  test('counts what was left out of a file as read', () => {
    const { written, clock, progress } = shown();
    progress.begin([100e6, 300e6]);
    progress.read(10e6);
    progress.done(1);
    clock.now = 61_000;
    progress.read(1e6);
    expect(written[0]).toContain('reading 101 MB of 400 MB, 25%, 2 MB/s, 3m 1s left');
  });

  test('is no wider than the screen', () => {
    const { written, clock, progress } = shown(20);
    progress.begin([100e6]);
    clock.now = 2000;
    progress.read(50e6);
    expect(written).toEqual([`${ERASE}reading 50 MB of 10`]);
  });
});

const hasScript = spawnSync('script', ['--version']).status === 0;

describe.skipIf(!hasScript)('on a terminal', () => {
  beforeAll(build, 300_000);

  /** Of a log that takes its time: what the terminal got. */
  function screen(env: Readonly<Record<string, string>>, redirect = ''): string {
    // More than is looked at before the reading begins.
    const much = 'for n in 1 2 3 4 5 6; do cat fixtures/showcase.log; done';
    const log = `(${much}; sleep 2; cat fixtures/showcase.log)`;
    const command = `${log} | ${process.execPath} bin/inject-trace.js --format json - >/dev/null ${redirect}`;
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
      cwd: root,
      env: { PATH: process.env['PATH'], TERM: 'xterm', ...env },
      encoding: 'utf8',
      input: '',
    });
    return stdout;
  }

  test('the line is shown and erased', () => {
    const text = screen({});
    expect(text).toMatch(/reading 0 MB, 0 MB\/s/);
    expect(text.endsWith(ERASE)).toBe(true);
  });

  test.each([
    ['NO_COLOR', { NO_COLOR: '1' }, ''],
    ['a plain one', { TERM: 'dumb' }, ''],
    ['standard error elsewhere', {}, '2>/dev/null'],
  ])('nothing with %s', (_, env, redirect) => {
    expect(screen(env, redirect)).toBe('');
  });
});
