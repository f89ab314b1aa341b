// The bench: what its generator says it wrote is what the tool reads, and its runner runs.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { newLog } from '../bench/log.js';
import type { LogOptions } from '../bench/model.ts';
import { needles } from '../src/sieve/needles.ts';
import { build, reportOn, root } from './support.ts';

const SLOW = 60_000;

/** @returns the text of a generated log and the truth about it */
function logOf(options: Partial<LogOptions>) {
  const { pieces, truth } = newLog({
    release: '2012.1',
    size: 200_000,
    density: 0.4,
    concurrency: 4,
    format: 'text',
    seed: 1,
    ...options,
  });
  return { text: [...pieces()].join(''), truth };
}

const logs: readonly Partial<LogOptions>[] = [
  ...['2012.1', '2014.1', '31.0.0'].flatMap((release) =>
    [1, 2, 3].map((seed) => ({ release, seed, concurrency: 2 ** (seed + 1) })),
  ),
  { release: '2012.1', density: 0.01, size: 600_000, concurrency: 1 },
  { release: '31.0.0', format: 'journald', size: 400_000 },
];

describe('a generated log', () => {
  test.each(logs)(
    'is read as it was meant: %j',
    async (options) => {
      const { text, truth } = logOf(options);
      const { cycles, releases, sources } = await reportOn(text);
      const read = cycles.map(
        ({ instance, requestId, handler, device, mountDir, items, outcome }) => ({
          instance: instance.uuid,
          request: requestId,
          handler,
          device,
          mountDir,
          items: items.map(({ item }) => item).sort(),
          outcome,
        }),
      );
      const meant = truth.injections.map((one) => ({ ...one, items: [...one.items].sort() }));
      const byInstance = (a: { instance: string | null }, b: { instance: string | null }) =>
        String(a.instance).localeCompare(String(b.instance));
      expect(read.sort(byInstance)).toEqual(meant.sort(byInstance));
      expect(meant.length).toBeGreaterThan(0);
      expect(cycles.every(({ purpose }) => purpose === 'injection')).toBe(true);
      expect(releases.map(({ series }) => series)).toEqual([truth.version]);
      expect(sources[0]).toMatchObject({ bytes: truth.bytes, lines: truth.lines });
    },
    SLOW,
  );

  test.each([0.01, 0.4])('has the share of lines the tool reads: %d', (density) => {
    const { text, truth } = logOf({ density, size: 1_500_000, concurrency: 1 });
    const isRead = (line: string) => needles.some((needle) => line.includes(needle));
    const lines = text.split('\n').filter(isRead).length;
    expect(lines / truth.lines).toBeGreaterThan(0.8 * density);
    expect(lines / truth.lines).toBeLessThan(1.5 * density);
  });

  test('is the same for the same seed, and another one for another', () => {
    expect(logOf({ seed: 7 })).toEqual(logOf({ seed: 7 }));
    expect(logOf({ seed: 7 }).text).not.toBe(logOf({ seed: 8 }).text);
  });
});

test('the runner measures and writes its table', () => {
  build();
  const scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
  try {
    const out = `${scratch}/results.md`;
    const args = ['bench/run.js', '--mb', '1', '--rounds', '1', '--out', out];
    execFileSync(process.execPath, args, { cwd: root, stdio: 'pipe' });
    const works = readFileSync(out, 'utf8').match(/^\| \S.* \| inject-trace \|/gm);
    expect(works).toHaveLength(9);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}, 300_000);
