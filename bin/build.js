// What `npm run build` makes of src, the libraries it uses included: the library in one file, and the
// command line in few, of which a run loads what it needs. The types come from tsc.

import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { commandLine, common, licencesOf } from './bundling.js';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** @type {import('rolldown').Plugin} */
const licences = {
  name: 'licences',
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((file) => file.moduleIds ?? []);
    this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licencesOf(modules) });
  },
};

await build({
  ...common,
  input: 'src/index.ts',
  plugins: [licences],
  output: { dir: 'dist', cleanDir: true, codeSplitting: false },
});
await build({
  ...commandLine,
  input: 'src/cli.ts',
  plugins: [...commandLine.plugins, licences],
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
