// `node bench/fleet.js [--hosts 1000] [--cycles 10000] [--level INFO] [--dir DIR]`: facts of so many hosts, each with so many cycles,
// and what their report takes: `extract` of one host's log, `merge` of two hosts, `fleet` of all. Prints a Markdown table.

import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { newLog } from './log.js';
import { measure } from './measure.js';

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '1000' },
    cycles: { type: 'string', default: '10000' },
    level: { type: 'string', default: 'INFO' },
    density: { type: 'string', default: '0.4' },
    dir: { type: 'string' },
  },
});
const hosts = Number(values.hosts);
const cycles = Number(values.cycles);
const TOOL = fileURLToPath(new URL('../bin/inject-trace.js', import.meta.url));
const dir = values.dir ?? mkdtempSync(`${tmpdir()}/inject-trace-fleet-`);
const facts = `${dir}/facts`;
mkdirSync(facts, { recursive: true });

/** Bytes of a log that a cycle and the lines around it take, at the density that is asked for. */
const BYTES_OF_CYCLE = 6600 / Number(values.density);
const HIDDEN = values.level === 'INFO' ? / (?:DEBUG|TRACE) / : null;

const tool = (/** @type {readonly string[]} */ ...args) =>
  measure({ argv: [process.execPath, TOOL, ...args] }, dir);

const log = `${dir}/nova-compute.log`;
const { pieces } = newLog({
  size: cycles * BYTES_OF_CYCLE,
  release: '2012.1',
  density: Number(values.density),
  concurrency: 4,
  format: 'text',
  seed: 1,
});
await pipeline(Readable.from(seen(pieces())), createWriteStream(log));
const first = `${facts}/${nameOf(1)}.ndjson.gz`;
const extracted = tool('extract', '--host', nameOf(1), '-o', `${dir}/one.ndjson`, log);
for (let host = 1; host <= hosts; host += 1) {
  await pipeline(
    Readable.from(renamed(`${dir}/one.ndjson`, host)),
    createGzip({ level: 1 }),
    createWriteStream(`${facts}/${nameOf(host)}.ndjson.gz`),
  );
}
const packed = statSync(first).size;
const one = tool('fleet', first);
const merged = tool('merge', first, `${facts}/${nameOf(Math.min(2, hosts))}.ndjson.gz`);
const all = Array.from({ length: hosts }, (_, at) => `${facts}/${nameOf(at + 1)}.ndjson.gz`);
const fleet = tool('fleet', '--format', 'json', ...all);

const mb = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
const row = (
  /** @type {string} */ what,
  /** @type {import('./measure.js').Measure} */ { seconds, cpu, rss },
) =>
  `| ${what} | ${seconds.toFixed(1)} | ${cpu?.toFixed(1) ?? '–'} | ${rss === null ? '–' : mb(rss)} |\n`;
process.stdout.write(
  `${values.level} log of one host: ${mb(statSync(log).size)}; its facts ${mb(statSync(`${dir}/one.ndjson`).size)}, packed ${mb(packed)}\n\n` +
    '| what | seconds | on the processor | most memory |\n|---|---|---|---|\n' +
    row('`extract` on one host', extracted) +
    row('`fleet` of one host', one) +
    row('`merge` of two hosts', merged) +
    row(`\`fleet\` of ${hosts} hosts`, fleet),
);

/** @param {number} host */
function nameOf(host) {
  return `compute-${String(host).padStart(4, '0')}`;
}

/** Without the lines that the level hides. @param {Iterable<string>} texts */
function* seen(texts) {
  let rest = '';
  for (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    const kept = HIDDEN === null ? lines : lines.filter((line) => !HIDDEN.test(line.slice(0, 40)));
    if (kept.length > 0) yield `${kept.join('\n')}\n`;
  }
}

/** The facts of another host, with requests of its own. @param {string} path @param {number} host */
async function* renamed(path, host) {
  const own = nameOf(host);
  const digits = host.toString(16).padStart(4, '0');
  for await (const line of createInterface({ input: createReadStream(path) })) {
    yield `${line.replaceAll(nameOf(1), own).replaceAll(/req-[0-9a-f]{4}/g, `req-${digits}`)}\n`;
  }
}
