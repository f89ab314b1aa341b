// `npm run fuzz -- [--cases 100000] [--seed N] [--first 0] [--minutes M]`: reads so many damaged logs and checks what holds
// for any input. What does not hold is kept, as small as it gets, in fixtures/fuzz/. Exit status 1 with a find.

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { newCase } from './fuzz/cases.js';
import { logsIn } from './fuzz/material.js';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    first: { type: 'string', default: '0' },
    minutes: { type: 'string', default: 'Infinity' },
  },
});
const cases = Number(values.cases);
const seed = Number(values.seed);
const first = Number(values.first);
const minutes = Number(values.minutes);
if (!(cases > 0 && seed >= 0 && first >= 0 && minutes > 0)) {
  process.stderr.write('fuzz: --cases, --seed, --first and --minutes take numbers\n');
  process.exit(2);
}

const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const corpus = path('../fixtures/fuzz');
/** Real logs, where there are more than those of the clone. */
const folders = [path('../fixtures'), path('../../shared/logs')];
/** A case takes a few milliseconds; one that takes so long has no end. */
const HANGS_MS = 120_000;
const TOLD_EACH_MS = 60_000;

const at = new Int32Array(new SharedArrayBuffer(4)).fill(first);
/** The case at work on. */
const now = () => at[0] ?? first;
const started = Date.now();
const until = started + minutes * 60_000;
const library = new URL('../dist/index.js', import.meta.url).href;
let finds = 0;
say(`seed ${seed}, ${cases} cases from ${first}`);

const worker = new Worker(new URL('fuzz/worker.js', import.meta.url), {
  workerData: { folders, library, seed, first, cases, until, at },
});
worker.on('message', (/** @type {any} */ told) => {
  if ('done' in told) finish(told.done);
  else keep(told.number, told.problem, told.bytes);
});
worker.on('error', (error) => {
  keep(now(), `ends the thread: ${error}`, newCase(logsIn(folders), seed, now()).bytes);
  finish(now() - first);
});

let seen = { number: -1, since: started };
let told = started;
setInterval(() => {
  const time = Date.now();
  if (now() !== seen.number) seen = { number: now(), since: time };
  if (time - seen.since > HANGS_MS) {
    keep(now(), 'hangs', newCase(logsIn(folders), seed, now()).bytes);
    finish(now() - first);
  }
  if (time - told < TOLD_EACH_MS) return;
  told = time;
  say(`${now() - first} cases, ${finds} finds`);
}, 1000).unref();

/** @param {number} number @param {string} problem @param {Uint8Array} bytes */
function keep(number, problem, bytes) {
  finds += 1;
  const name = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  mkdirSync(corpus, { recursive: true });
  writeFileSync(`${corpus}/${name}`, bytes);
  say(`case ${number}, kept as fixtures/fuzz/${name}: ${problem}`);
}

/** @param {number} done */
function finish(done) {
  const seconds = (Date.now() - started) / 1000;
  const rss = Math.round(process.memoryUsage().rss / 2 ** 20);
  say(
    `${done} cases in ${seconds.toFixed(0)} s (${Math.round(done / seconds)}/s), ${finds} finds, ${rss} MB, seed ${seed}`,
  );
  process.exit(finds > 0 ? 1 : 0);
}

/** @param {string} text */
function say(text) {
  process.stdout.write(`fuzz: ${text}\n`);
}
