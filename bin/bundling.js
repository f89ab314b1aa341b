// What every bundle of src has in common: options of rolldown, a plugin for what yargs does beside its work, and
// the licences of the libraries.

import { readdirSync, readFileSync } from 'node:fs';

export const common = /** @type {const} */ ({
  platform: 'node',
  transform: { target: 'node20.19' },
  // What is installed beside the tool by who asks for it, and loaded only then.
  external: /^@nats-io\//,
});

/** What yargs lays out its help with is slow to begin, so that it begins only when help is asked for: the
 *  cutting of text, and a pattern of all emoji, which V8 reads even where it is not reached. So is what Node says
 *  of two values that should not be equal, which yargs catches. And it would guess the version, which it is told,
 *  from a package.json in the current directory or above.
 *  @type {import('rolldown').Plugin} */
const leanYargs = {
  name: 'lean-yargs',
  transform: {
    filter: { id: /\/(?:yargs\/lib\/platform-shims\/esm\.mjs|string-width\/index\.js)$/ },
    handler: (code) => LEAN.reduce((text, [from, to]) => text.replace(from, () => to), code),
  },
};

const LEAN = [
  [
    "import { notStrictEqual, strictEqual } from 'assert'",
    `const refuse = () => { throw new Error('not what yargs expects') };
const strictEqual = (a, b) => Object.is(a, b) || refuse();
const notStrictEqual = (a, b) => Object.is(a, b) && refuse();`,
  ],
  ["import escalade from 'escalade/sync'", 'const escalade = () => undefined'],
  ["import cliui from 'cliui'", "const cliui = (...of) => require('cliui')(...of)"],
  [
    "import stringWidth from 'string-width'",
    "const stringWidth = (...of) => require('string-width').default(...of)",
  ],
  ['const require = createRequire(import.meta.url)', ''],
  ['/^\\p{RGI_Emoji}$/v', "new RegExp('^\\\\p{RGI_Emoji}$', 'v')"],
];

/** What cli-table3 does for each cell once more than once: it makes a pattern of all that a terminal takes for
 *  colour for each width it asks for, and splits the names of the same fifteen options. Of a report on many
 *  cycles that was half the time.
 *  @type {import('rolldown').Plugin} */
const leanTables = {
  name: 'lean-tables',
  transform: {
    filter: { id: /\/node_modules\/(?:ansi-regex\/index|cli-table3\/src\/cell)\.js$/ },
    handler: (code) => TABLES.reduce((text, [from, to]) => text.replace(from, () => to), code),
  },
};

const TABLES = [
  [
    'module.exports = ({onlyFirst = false} = {}) => {',
    'const known = {};\nmodule.exports = ({onlyFirst = false} = {}) => (known[onlyFirst] ??= make(onlyFirst));\nconst make = (onlyFirst) => {',
  ],
  [
    /let nameA = nameB\.split\('-'\);\s+if \(nameA\.length > 1\) \{[^;]+;\s+nameA = nameA\.join\(''\);/,
    'const nameA = (NAMES[nameB] ??= nameB.replace(/-(.)/, (_, letter) => letter.toUpperCase()));\n  if (nameA !== nameB) {',
  ],
  ['function setOption(', 'const NAMES = {};\nfunction setOption('],
  ['args.filter((v) => v !== undefined && v !== null).shift()', 'args.find((v) => v != null)'],
];

/** Of a bundle with the command line. */
export const commandLine = {
  ...common,
  plugins: [leanYargs, leanTables],
  // Where yargs reads configuration that it is not told to read.
  transform: { ...common.transform, define: { 'import.meta.resolve': 'undefined' } },
};

/** The licences of the libraries that modules are of ask to be passed on with them.
 *  @param {readonly string[]} modules paths */
export function licencesOf(modules) {
  const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []);
  return [...new Set(folders.sort().map(licenceOf))].join('\n');
}

/** @param {string} folder */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? license : readFileSync(`${folder}/${file}`, 'utf8');
  return `${name} ${version}\n\n${text.trim()}\n`;
}
