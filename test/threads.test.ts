// Files on several threads: how they are cut into parts, and that the report is the one of a single thread.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newLog } from '../bench/log.js';
import { sieveFor } from '../src/sieve/needles.ts';
import { partsOf } from '../src/threads/parts.ts';
import { runTool } from './running.ts';
import { build } from './support.ts';

const MB = 2 ** 20;
let scratch = '';
beforeAll(() => {
  build();
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  writeFileSync(`${scratch}/${name}`, content);
  return `${scratch}/${name}`;
}

const run = (args: readonly string[], input = '') => runTool(args, { input });

const logOf = (size: number, seed: number, density = 0.02) =>
  [
    ...newLog({ release: '2012.1', size, density, concurrency: 4, format: 'text', seed }).pieces(),
  ].join('');

const RECORD = '2012-05-14 09:21:07 DEBUG nova.compute.manager [-] noise from (pid=1) f /a.py:1\n';

describe('parts', () => {
  const sieve = sieveFor();

  test('of a large plain file begin with a record each and leave nothing out', async () => {
    const text = `${RECORD}  and more of it\n`.repeat(Math.ceil((80 * MB) / (RECORD.length + 17)));
    const parts = await partsOf(file('large.log', text), sieve);
    expect(parts.length).toBe(3);
    expect(parts[0]?.from).toBe(0);
    expect(parts.at(-1)?.to).toBeNull();
    for (const [index, { from, to }] of parts.entries()) {
      expect(text.startsWith(RECORD, from)).toBe(true);
      expect(to).toBe(parts[index + 1]?.from ?? null);
    }
  });

  test.each([
    ['a small file', RECORD],
    ['packed bytes', Buffer.concat([gzipSync('x'), Buffer.alloc(70 * MB, RECORD)])],
    ['a file without records', Buffer.alloc(70 * MB, 'no record\n')],
    [
      'a journal whose lines all pass',
      Buffer.concat([
        Buffer.from('__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1336987267000000\n'),
        Buffer.alloc(70 * MB, RECORD),
      ]),
    ],
  ])('there is one of %s', async (_, content) => {
    const path = file('single.log', content);
    expect(await partsOf(path, sieve)).toEqual([{ file: path, from: 0, to: null }]);
  });
});

describe('the report', () => {
  /** Status, report and messages with so many threads. */
  const report = (threads: number, paths: readonly string[], input?: string) =>
    run(['--threads', String(threads), '--format', 'json', ...paths], input);

  test('of one large file is the same with any number of threads', () => {
    const path = file('one.log', logOf(70 * MB, 3));
    const alone = report(1, [path]);
    expect(JSON.parse(alone.stdout).cycles.length).toBeGreaterThan(100);
    for (const threads of [2, 5]) expect(report(threads, [path])).toEqual(alone);
  }, 300_000);

  test('of packed, damaged, small and missing files and standard input, too', () => {
    const directory = `${scratch}/many`;
    mkdirSync(directory);
    const packed = gzipSync(logOf(3 * MB, 5));
    const paths = [
      file('many/nova-compute.log.3.gz', packed),
      file('many/nova-compute.log.2.gz', packed.subarray(0, packed.length >> 1)),
      file('many/nova-compute.log.1', `${logOf(MB, 6)}x${'y'.repeat(2 * MB)}\n${RECORD}`),
      `${scratch}/many/missing.log`,
      file('many/nova-compute.log', logOf(MB, 7).slice(0, -20)),
      '-',
    ];
    const input = logOf(MB, 8);
    const alone = report(1, paths, input);
    expect(alone.status).toBe(4);
    expect(alone.stderr).toContain('ends early');
    for (const threads of [2, 3, 8]) expect(report(threads, paths, input)).toEqual(alone);
  }, 300_000);

  test.each(['0', '-1', 'x', '65', '1.5'])('of --threads=%s is refused', (threads) => {
    const { status, stdout, stderr } = run([`--threads=${threads}`, 'fixtures/showcase.log']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^inject-trace: --threads \S+: not a number from 1 to 64\n$/);
  });
});
