// Runs a command and says how long it took, on the clock and on the processor, and how much memory it held. In: a command and what it reads on
// standard input. Out: seconds and bytes. The output goes to a file, as grep stops early at /dev/null.

import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';

const TIME = '/usr/bin/time';

/** @typedef {{ readonly seconds: number, readonly cpu: number | null, readonly rss: number | null }} Measure */

/** @typedef {object} Command
 *  @property {readonly string[]} argv
 *  @property {readonly string[]} [from] the command whose output it reads */

/** Throws when it fails.
 *  @param {Command} command @param {string} scratch a folder @returns {Measure} */
export function measure({ argv, from = [] }, scratch) {
  const told = `${scratch}/peak`;
  const timed = existsSync(TIME) ? [TIME, '-f', '%M %U %S', '-o', told, ...argv] : argv;
  const out = openSync(`${scratch}/output`, 'w');
  const begin = process.hrtime.bigint();
  const { status, error, stderr } =
    from.length === 0
      ? spawnSync(timed[0] ?? '', timed.slice(1), { stdio: ['ignore', out, 'pipe'] })
      : spawnSync('/bin/sh', ['-c', PIPE, String(from.length), ...from, ...timed], {
          stdio: ['ignore', out, 'pipe'],
        });
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  closeSync(out);
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${error?.message ?? stderr.toString()}`);
  if (!existsSync(TIME)) return { seconds, cpu: null, rss: null };
  const [peak = 0, user = 0, system = 0] = readFileSync(told, 'utf8').trim().split(' ').map(Number);
  return { seconds, cpu: user + system, rss: peak * 1024 };
}

/** `$0` words of a command, then those of the one that reads it. */
const PIPE =
  'n=$0; while [ "$n" -gt 0 ]; do a="$a \'$1\'"; shift; n=$((n - 1)); done; eval "$a" | "$@"';

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
