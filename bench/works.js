// What is measured: each kind of work with the programs that do it and the target for the tool. In: the
// generated logs and the needles. Out: the works. A new one is an entry here.

import { fileURLToPath } from 'node:url';

/** @typedef {import('./measure.js').Command} Command */
/** @typedef {import('./peers.js').Peer} Peer */

/** @typedef {object} Rival
 *  @property {string} name
 *  @property {Peer} [peer] the program it needs
 *  @property {Command} command
 *  @property {{ readonly ratio: number, readonly of: 'tool' | 'rival' | 'memory' }} [target] what the tool
 *   may take at most of its time, or of its memory, or it of the tool's time at least */

/** @typedef {object} Work
 *  @property {string} title
 *  @property {number} bytes
 *  @property {readonly string[]} tool its arguments
 *  @property {readonly string[]} [from] the command whose output it reads
 *  @property {number} [speed] MB/s it has to reach
 *  @property {number} [memory] MB it may hold
 *  @property {boolean} [once] it takes too long to be measured in every round
 *  @property {readonly Rival[]} rivals */

/** @typedef {Readonly<Record<'plain' | 'gzip' | 'dense' | 'journal' | 'small', { readonly path: string, readonly bytes: number }>>
 *  & { readonly rotated: readonly string[], readonly streamed: number }} Logs `streamed`: bytes of a stream */

const bench = fileURLToPath(new URL('.', import.meta.url));
const REPORT = ['--format', 'json'];
const MEMORY = 150;

/** @param {string} path */
const cat = (path) => ['cat', path];

/** @param {string} script @param {readonly string[]} args */
const node = (script, ...args) => [process.execPath, `${bench}${script}`, ...args];

/** @param {number} bytes */
const stream = (bytes) => node('generate.js', '--mb', String(bytes / 1e6), '--density', '0.0002');

/** @param {Logs} logs @param {{ readonly fixed: string, readonly extended: string, readonly any: string }} needles
 *   files of them, and a pattern that fits each @returns {readonly Work[]} */
export function worksOn(
  { plain, gzip, dense, journal, small, rotated, streamed },
  { fixed, extended, any },
) {
  const empty = { name: 'node -e 0', command: { argv: [process.execPath, '-e', '0'] } };
  return [
    {
      title: 'plain file, 1 % relevant',
      bytes: plain.bytes,
      tool: [...REPORT, plain.path],
      memory: MEMORY,
      rivals: [
        rival('rg', 'rg -c, same needles', ['rg', '-c', '-F', '-f', fixed, plain.path], atMost(1)),
        rival('grep', 'grep -cE, same needles', ['grep', '-cE', '-f', extended, plain.path]),
        rival('lnav', 'lnav -n, the lines', ['lnav', '-n', '-c', `:filter-in ${any}`, plain.path]),
        rival('wc', 'wc -l', ['wc', '-l', plain.path], atMost(2)),
        { name: 'reading in Node', command: { argv: node('drain.js', plain.path) } },
      ],
    },
    {
      title: 'the same on standard input',
      bytes: plain.bytes,
      tool: [...REPORT, '-'],
      from: cat(plain.path),
      memory: MEMORY,
      rivals: [
        {
          name: 'inject-trace on the file',
          command: { argv: toolWith([...REPORT, plain.path]) },
          target: atMost(1.3),
        },
      ],
    },
    {
      title: 'one gzip file',
      bytes: plain.bytes,
      tool: [...REPORT, gzip.path],
      memory: MEMORY,
      rivals: [
        {
          name: 'gunzip in Node',
          command: { argv: node('drain.js', gzip.path, '--gunzip') },
          target: atMost(1.1),
        },
        rival('rg', 'rg -z -c', ['rg', '-z', '-c', '-F', '-f', fixed, gzip.path], faster(4)),
        rival('zgrep', 'zgrep -cE', ['zgrep', '-cE', '-f', extended, gzip.path], faster(4)),
      ],
    },
    {
      title: 'ten rotated gzip files, all cores',
      bytes: plain.bytes,
      tool: [...REPORT, ...rotated],
      rivals: [
        rival(
          'taskset',
          'inject-trace on one core',
          ['taskset', '-c', '0', ...toolWith([...REPORT, ...rotated])],
          faster(1.8),
        ),
      ],
    },
    {
      title: 'plain file, 40 % relevant',
      bytes: dense.bytes,
      tool: [...REPORT, dense.path],
      speed: 150,
      memory: MEMORY,
      rivals: [],
    },
    {
      title: 'journald JSON on standard input',
      bytes: journal.bytes,
      tool: [...REPORT, '-'],
      from: cat(journal.path),
      memory: MEMORY,
      rivals: [
        {
          ...rival('jq', 'jq -c select(…)', ['jq', '-c', SELECT], faster(3)),
          command: { argv: ['jq', '-c', SELECT], from: cat(journal.path) },
        },
      ],
    },
    {
      title: 'stream generated on the fly, 0.02 % relevant',
      bytes: streamed,
      once: true,
      tool: [...REPORT, '-'],
      from: stream(streamed),
      memory: MEMORY,
      rivals: [
        {
          name: 'inject-trace on a tenth of it',
          command: { argv: toolWith([...REPORT, '-']), from: stream(streamed / 10) },
          target: { ratio: 1.1, of: 'memory' },
        },
      ],
    },
    {
      title: 'start-up: --version',
      bytes: 0,
      tool: ['--version'],
      rivals: [{ ...empty, target: atMost(1.5) }],
    },
    {
      title: 'start-up: log of 1 MB',
      bytes: 0,
      tool: [...REPORT, small.path],
      rivals: [{ ...empty, target: atMost(3) }],
    },
  ];
}

const SELECT = 'select(.LOGGER_NAME | startswith("nova.virt.disk"))';

/** @param {readonly string[]} args */
export const toolWith = (args) => [
  process.execPath,
  fileURLToPath(new URL('../bin/inject-trace.js', import.meta.url)),
  ...args,
];

/** @param {Peer} peer @param {string} name @param {readonly string[]} argv @param {Rival['target']} [target]
 *  @returns {Rival} */
function rival(peer, name, argv, target) {
  return { peer, name, command: { argv }, ...(target === undefined ? {} : { target }) };
}

/** The tool takes at most so many times its time. @param {number} ratio */
function atMost(ratio) {
  return { ratio, of: /** @type {const} */ ('rival') };
}

/** It takes at least so many times the tool's. @param {number} ratio */
function faster(ratio) {
  return { ratio, of: /** @type {const} */ ('tool') };
}
