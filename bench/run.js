// `npm run bench -- [--mb 200] [--stream-mb 200] [--rounds 5] [--out FILE]`: generates logs, measures the tool and its peers on
// them in alternation and writes the table. The logs are removed at the end.

import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { build } from 'rolldown';
import { newLog } from './log.js';
import { measure } from './measure.js';
import { installedPeers, missingPeers } from './peers.js';
import { printTable } from './table.js';
import { toolWith, worksOn } from './works.js';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '200' },
    'stream-mb': { type: 'string' },
    rounds: { type: 'string', default: '5' },
    out: { type: 'string', default: fileURLToPath(new URL('results.md', import.meta.url)) },
  },
});
const mb = Number(values.mb);
const streamMb = Number(values['stream-mb'] ?? mb);
const rounds = Number(values.rounds);
if (!(mb > 0 && streamMb > 0 && rounds >= 1)) {
  process.stderr.write('bench: --mb, --stream-mb and --rounds take numbers above zero\n');
  process.exit(2);
}

/** Files of the rotated log. */
const ROTATED = 10;

const scratch = mkdtempSync(`${tmpdir()}/inject-trace-bench-`);
try {
  await main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function main() {
  const works = worksOn(await writeLogs(), await writeNeedles());
  const installed = installedPeers();
  const results = works.map((work) => resultOf(work, installed));
  const missing = missingPeers(installed);
  const table = printTable(results, [
    `${new Date().toISOString().slice(0, 10)}; ${availableParallelism()} cores, ${cpus()[0]?.model.trim()}; runs in alternation: ${rounds} (of the stream one), medians of them, page cache warm`,
    `logs of ${mb} MB, a stream of ${streamMb} MB, from \`bench/generate.js\`, seed 1; inject-trace writes its full JSON report, its peers only count`,
    `Node ${process.versions.node}; ${[...installed.values()].join('; ')}`,
    ...(missing.length === 0 ? [] : [`not installed, not measured: ${missing.join(', ')}`]),
  ]);
  writeFileSync(values.out, table);
  process.stdout.write(table);
}

/** @param {import('./works.js').Work} work @param {ReturnType<typeof installedPeers>} installed */
function resultOf(work, installed) {
  const tool = { argv: toolWith(work.tool), ...(work.from ? { from: work.from } : {}) };
  const there = work.rivals.map(({ peer }) => peer === undefined || installed.has(peer));
  /** @type {import('./measure.js').Measure[]} */
  const own = [];
  /** @type {(import('./measure.js').Measure[] | null)[]} */
  const others = there.map((is) => (is ? [] : null));
  for (let round = 0; round < (work.once ? 1 : rounds); round += 1) {
    own.push(measure(tool, scratch));
    for (const [index, { command }] of work.rivals.entries()) {
      others[index]?.push(measure(command, scratch));
    }
  }
  return { work, tool: own, rivals: others };
}

async function writeLogs() {
  const text = { concurrency: 4, seed: 1, format: /** @type {const} */ ('text') };
  const essex = { ...text, release: '2012.1', size: mb * 1e6 };
  const journald = { ...text, release: '31.0.0', format: /** @type {const} */ ('journald') };
  return {
    plain: await write('plain.log', { ...essex, density: 0.01 }),
    gzip: await write('plain.log.gz', { ...essex, density: 0.01 }),
    dense: await write('dense.log', { ...essex, density: 0.4 }),
    journal: await write('journal.json', { ...journald, size: mb * 1e6, density: 0.01 }),
    small: await write('small.log', { ...essex, size: 1e6, density: 0.01 }),
    rotated: await writeRotated({ ...essex, density: 0.01 }),
    streamed: streamMb * 1e6,
  };
}

/** @param {string} name @param {import('./model.ts').LogOptions} options */
async function write(name, options) {
  const path = `${scratch}/${name}`;
  const log = Readable.from(newLog(options).pieces());
  if (name.endsWith('.gz')) await pipeline(log, createGzip(), createWriteStream(path));
  else await pipeline(log, createWriteStream(path));
  return { path, bytes: statSync(path).size };
}

/** One log in so many packed files, the last of them the newest. @param {import('./model.ts').LogOptions} options */
async function writeRotated(options) {
  const pieces = newLog(options).pieces();
  const paths = Array.from(
    { length: ROTATED },
    (_, index) => `${scratch}/rotated.log.${ROTATED - index}.gz`,
  );
  for (const path of paths) {
    const isLast = path === paths.at(-1);
    const share = isLast ? Number.POSITIVE_INFINITY : options.size / ROTATED;
    await pipeline(Readable.from(upTo(pieces, share)), createGzip(), createWriteStream(path));
  }
  return paths;
}

/** The next pieces of such a size together; the others stay. @param {Iterator<string>} pieces @param {number} size */
function* upTo(pieces, size) {
  for (let made = 0; made < size; ) {
    const { done, value } = pieces.next();
    if (done) return;
    made += value.length;
    yield value;
  }
}

/** The texts the tool looks for, a line each: as they are, and as patterns; and one pattern of them all. */
async function writeNeedles() {
  const input = fileURLToPath(new URL('../src/sieve/needles.ts', import.meta.url));
  await build({ input, platform: 'node', output: { file: `${scratch}/needles.mjs` } });
  /** @type {typeof import('../src/sieve/needles.ts')} */
  const { needles: texts } = await import(`${scratch}/needles.mjs`);
  const extended = texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  writeFileSync(`${scratch}/needles`, `${texts.join('\n')}\n`);
  writeFileSync(`${scratch}/patterns`, `${extended.join('\n')}\n`);
  return { fixed: `${scratch}/needles`, extended: `${scratch}/patterns`, any: extended.join('|') };
}
