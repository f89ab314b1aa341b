// What `npm run build` makes of src, the libraries it uses included: the library in one file, and the
// command line in few, of which a run loads what it needs. The types come from tsc.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** What yargs lays out its help with is slow to begin, so that it begins only when help is asked for: the
 *  cutting of text, and a pattern of all emoji, which V8 reads even where it is not reached.
 *  @type {import('rolldown').Plugin} */
const lazyHelp = {
  name: 'lazy-help',
  transform: {
    filter: { id: /\/(?:yargs\/lib\/platform-shims\/esm\.mjs|string-width\/index\.js)$/ },
    handler: (code) => LAZY.reduce((text, [eager, lazy]) => text.replace(eager, () => lazy), code),
  },
};

const LAZY = [
  ["import cliui from 'cliui'", "const cliui = (...of) => require('cliui')(...of)"],
  [
    "import stringWidth from 'string-width'",
    "const stringWidth = (...of) => require('string-width').default(...of)",
  ],
  ['const require = createRequire(import.meta.url)', ''],
  ['/^\\p{RGI_Emoji}$/v', "new RegExp('^\\\\p{RGI_Emoji}$', 'v')"],
];

/** The licences of the libraries ask to be passed on with them.
 *  @type {import('rolldown').Plugin} */
const licences = {
  name: 'licences',
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((file) => file.moduleIds ?? []);
    const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []);
    const source = [...new Set(folders.sort().map(licenceOf))].join('\n');
    this.emitFile({ type: 'asset', fileName: 'licences.txt', source });
  },
};

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? license : readFileSync(`${folder}/${file}`, 'utf8');
  return `${name} ${version}\n\n${text.trim()}\n`;
}

const common = /** @type {const} */ ({
  platform: 'node',
  transform: { target: 'node20.19' },
});

await build({
  ...common,
  input: 'src/index.ts',
  plugins: [licences],
  output: { dir: 'dist', cleanDir: true, codeSplitting: false },
});
await build({
  ...common,
  input: 'src/cli.ts',
  plugins: [lazyHelp, licences],
  // Where yargs reads configuration that it is not told to read.
  transform: { ...common.transform, define: { 'import.meta.resolve': 'undefined' } },
  output: {
    dir: 'dist/cli',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    codeSplitting: {
      groups: [
        { name: 'start', test: /\/src\/cli\.ts$/, priority: 2 },
        {
          name: 'logs',
          test: /\/src\/(?:reading|commands\/report|reporters\/json)\.ts$/,
          priority: 1,
        },
        { name: 'page', test: /\/src\/reporters\/(?:terminal|page)\.ts$/ },
      ],
    },
  },
});
for (const dir of ['dist', 'dist/cli']) {
  const output = /** @type {const} */ ({ file: `${dir}/worker.js`, codeSplitting: false });
  await build({ ...common, input: 'src/threads/worker.ts', output });
}
