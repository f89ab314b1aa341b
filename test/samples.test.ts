// The logs whose truth was recorded while they were written, where they are at hand: no claim of a report
// may contradict it.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { build, root } from './support.ts';

const SCORE = '../shared/score/score.mjs';
const atHand = existsSync(`${root}../shared/logs`) && existsSync(`${root}${SCORE}`);
/** On a machine that does much else, too. */
const A_QUARTER = 900_000;

describe.skipIf(!atHand)(
  'sample logs with recorded truth (skipped where ../shared is absent)',
  () => {
    test(
      'no claim is wrong, and what is visible is found',
      async () => {
        build();
        const series = 'essex,folsom,grizzly,havana,icehouse,victoria,epoxy';
        const run = await promisify(execFile)('node', [SCORE, '--series', series], {
          cwd: root,
          maxBuffer: 1 << 26,
        }).catch((error: { readonly stdout: string; readonly code: number }) => error);
        const verdict = run.stdout.trim().split('\n').at(-1);
        expect(verdict).toMatch(/^\d+ logs: 0 wrong/);
        expect('code' in run ? run.code : 0).toBe(0);
      },
      A_QUARTER,
    );
  },
);
