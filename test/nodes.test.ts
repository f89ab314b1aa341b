// The built command, in its files and as a single one, with each Node.js it is tried with: the same reports to
// the byte, by the goldens.

import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeAt, TRIED } from '../bin/nodes.js';
import { reporters } from '../src/reporters/index.ts';
import { withoutPage } from './goldens.ts';
import { runTool } from './running.ts';
import { build, fixtures, root } from './support.ts';

const PACKED = ['bz2', 'gz', 'xz', 'zst'].map((codec) => `excerpt.${codec}`);
const LOGS = fixtures('releases/').map(({ path }) => path);

let scratch = '';
beforeAll(() => {
  build();
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
  copyFileSync(`${root}fixtures/showcase.log`, `${scratch}/nova-compute.log`);
  for (const name of PACKED) copyFileSync(`${root}fixtures/sources/${name}`, `${scratch}/${name}`);
  execFileSync(process.execPath, ['bin/build-single.js', `${scratch}/inject-trace.mjs`], {
    cwd: root,
  });
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const tried = TRIED.map((version) => ({ version, node: nodeAt(version) }));

describe.each(tried)(
  'Node.js $version (skipped where `npm run test:nodes` fetched none that runs)',
  ({ node }) => {
    // It may be there and lack a library of the system.
    const runs = node !== null && spawnSync(node, ['--version']).status === 0;

    describe.skipIf(!runs).each([
      ['the command', () => `${root}bin/inject-trace.js`],
      ['the single file', () => `${scratch}/inject-trace.mjs`],
    ])('%s', (_, file) => {
      function run(args: readonly string[], cwd = scratch): string {
        const { status, stdout, stderr } = spawnSync(node ?? '', [file(), ...args], {
          cwd,
          encoding: 'utf8',
          maxBuffer: 1 << 28,
        });
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        return stdout;
      }

      test.each(Object.keys(reporters))('reports the showcase log as %s', (id) => {
        const args = ['--no-redact', '--format', id, 'nova-compute.log'];
        const printed = run(args);
        const golden = readFileSync(`${root}fixtures/showcase/${id}`, 'utf8');
        // Of the lines told while the log is read, there is no golden.
        const expected = id === 'ndjson' ? runTool(args, { cwd: scratch }).stdout : golden;
        expect(id === 'html' ? withoutPage(printed) : printed).toBe(expected);
      });

      test('reports the logs of the releases', () => {
        expect(LOGS.length).toBeGreaterThan(20);
        for (const path of LOGS) {
          const golden = readFileSync(path.replace(/\.log$/, '.report.json'), 'utf8');
          expect(run(['--format', 'json', basename(path)], dirname(path))).toBe(golden);
        }
      }, 300_000);

      test.each(PACKED)('reads %s, on threads, too', (name) => {
        for (const args of [[name], ['-j', '2', 'nova-compute.log', name]]) {
          const printed = run(['--format', 'json', ...args]);
          expect(printed).toBe(runTool(['--format', 'json', ...args], { cwd: scratch }).stdout);
        }
      });
    });
  },
);
