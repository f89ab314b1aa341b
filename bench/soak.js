// `node bench/soak.js [--minutes 30] [--rate 20] [--rotate 60] [--kill 60] [--density 0.002] [--seed 1] [--dir DIR]`: writes a log at
// a steady rate in MB/s, rotates it, and kills the tool that follows it at random, with SIGKILL, within so many seconds,
// to start it again.
// At the end what it told has to be what one run over all the files tells. Prints the figures.

import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { newChance } from './chance.js';
import { newLog } from './log.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    rate: { type: 'string', default: '20' },
    rotate: { type: 'string', default: '60' },
    kill: { type: 'string', default: '60' },
    density: { type: 'string', default: '0.002' },
    seed: { type: 'string', default: '1' },
    dir: { type: 'string' },
  },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate) * 1e6;
const rotate = Number(values.rotate) * 1000;
const chance = newChance(Number(values.seed));

const TOOL = fileURLToPath(new URL('../bin/inject-trace.js', import.meta.url));
const dir = values.dir ?? mkdtempSync(`${tmpdir()}/inject-trace-soak-`);
const log = `${dir}/nova-compute.log`;
const told = `${dir}/told.ndjson`;
const state = `${dir}/state.json`;
const followed = ['--state', state, '--format', 'ndjson', '-o', told];

/** @type {{ at: number, run: number, kb: number }[]} */
const memory = [];
let rotations = 0;
let kills = 0;
let isOver = false;

const began = performance.now();
const following = follow();
const { pieces, truth } = newLog({
  size: minutes * 60 * rate,
  release: '2014.1',
  density: Number(values.density),
  concurrency: 4,
  format: 'text',
  seed: Number(values.seed),
});
await write();
isOver = true;
await following;
run(['--state', state, '-o', told, '--format', 'ndjson', log], 'ignore');
const files = Array.from({ length: rotations }, (_, at) => `${log}.${rotations - at}`);
const whole = `${dir}/whole.ndjson`;
run(['-o', whole, ...files, ...(existsSync(log) ? [log] : [])], 'ignore');
const [one, other] = [await sorted(told), await sorted(whole)];
const isSame = readFileSync(one).equals(readFileSync(other));
report(isSame);
process.exitCode = isSame ? 0 : 1;

/** Writes at the rate, a piece at a time. */
async function write() {
  let file = openSync(log, 'a');
  let written = 0;
  let rotated = performance.now();
  for (const piece of pieces()) {
    writeSync(file, piece);
    written += piece.length;
    const now = performance.now();
    if (now - rotated > rotate) {
      // The last one is not followed by another line of it.
      closeSync(file);
      turn(rotations % 3 === 2);
      file = openSync(log, 'a');
      rotated = now;
    }
    const ahead = (written / rate) * 1000 - (now - began);
    if (ahead > 5) await sleep(ahead);
  }
  closeSync(file);
}

/** As logrotate does: each file gets the next number; the log is moved away, or copied and truncated.
 *  @param {boolean} copies */
function turn(copies) {
  for (let at = rotations; at > 0; at -= 1) renameSync(`${log}.${at}`, `${log}.${at + 1}`);
  if (copies) {
    copyFileSync(log, `${log}.1`);
    truncateSync(log);
  } else renameSync(log, `${log}.1`);
  rotations += 1;
}

/** Follows until all is written, and is killed now and then. */
async function follow() {
  for (let number = 0; !isOver; number += 1) {
    const child = spawn(process.execPath, [TOOL, '--follow', ...followed, log], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    const end = performance.now() + 500 + chance.below(Number(values.kill) * 1000);
    while (!isOver && performance.now() < end) {
      await sleep(250);
      memory.push({ at: performance.now() - began, run: number, kb: residentSize(child.pid) });
    }
    // At the end it has some time for what is left.
    if (isOver) await sleep(5000);
    child.kill(isOver ? 'SIGTERM' : 'SIGKILL');
    if (!isOver) kills += 1;
    await ended;
  }
}

/** @param {number | undefined} pid @returns {number} in kB */
function residentSize(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** @param {readonly string[]} args @param {'ignore'} stdio */
function run(args, stdio) {
  execFileSync(process.execPath, [TOOL, ...args], { stdio: [stdio, stdio, 'inherit'] });
}

/** The lines on cycles and what is found about them, sorted; without the paths, which a rotation changes.
 *  @param {string} path */
async function sorted(path) {
  const plain = `${path}.lines`;
  const out = createWriteStream(plain);
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const { cited: _, ...rest } = JSON.parse(line);
    const isTold = rest.kind === 'cycle' || (rest.kind === 'finding' && rest.cycles.length > 0);
    if (isTold) out.write(`${JSON.stringify(rest)}\n`);
  }
  await new Promise((resolve) => out.end(() => resolve(undefined)));
  execFileSync('sort', ['-o', plain, plain], { env: { ...process.env, LC_ALL: 'C' } });
  return plain;
}

/** @param {boolean} isSame */
function report(isSame) {
  const whole = (memory.at(-1)?.at ?? 0) + 1;
  /** @param {number} part @param {number} parts */
  const most = (part, parts) =>
    Math.max(
      0,
      ...memory.filter(({ at }) => Math.floor((at / whole) * parts) === part).map(({ kb }) => kb),
    );
  const mostOf = (/** @type {number} */ parts) =>
    Array.from({ length: parts }, (_, part) => mb(most(part, parts))).join(', ');
  const mb = (/** @type {number} */ kb) => `${Math.round(kb / 1024)} MB`;
  process.stdout.write(
    [
      `written: ${(truth.bytes / 1e9).toFixed(1)} GB in ${minutes} minutes, ${truth.injections.length} injections`,
      `rotations: ${rotations} (every third by copy and truncate); kills: ${kills}`,
      `lines told: ${lineCount(one)}, by one run over all files: ${lineCount(other)}; ${isSame ? 'the same' : 'NOT the same'}`,
      `most memory in each half: ${mostOf(2)}; in each tenth: ${mostOf(10)}`,
      `state: ${(statSync(state).size / 1e6).toFixed(1)} MB`,
      `in ${dir}`,
      '',
    ].join('\n'),
  );
}

/** @param {string} path */
function lineCount(path) {
  return Number(execFileSync('wc', ['-l', path]).toString().split(' ')[0]);
}
