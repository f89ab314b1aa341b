// The command as one module: the `.mjs` that runs wherever Node.js is, with the licences of the tool and of what
// is in it at its end, and the script of the executable.

import { chmodSync, readFileSync } from 'node:fs';
import { build } from 'rolldown';
import { commandLine, licencesOf } from './bundling.js';

const THREAD = "new Worker(new URL('./worker.js', import.meta.url), {";

/** There is no other file that a thread could start: what it starts instead.
 *  @param {string} instead
 *  @returns {import('rolldown').Plugin} */
const threadsBy = (instead) => ({
  name: 'threads',
  transform: {
    filter: { id: /\/src\/threads\/index\.ts$/ },
    handler(code) {
      if (!code.includes(THREAD)) this.error(`no ${THREAD}`);
      return code.replace(THREAD, instead);
    },
  },
});

/** @param {string} file where it is put
 *  @returns {Promise<string>} the licences of the libraries in it */
export async function buildSingle(file) {
  const { output } = await build({
    ...commandLine,
    input: 'bin/single.js',
    plugins: [...commandLine.plugins, threadsBy('new Worker(new URL(import.meta.url), {')],
    output: {
      file,
      codeSplitting: false,
      banner: '#!/usr/bin/env node',
      footer: ({ moduleIds }) =>
        `${readFileSync('LICENSE', 'utf8')}\n${licencesOf(moduleIds)}`
          .trimEnd()
          .replace(/^/gm, '// ')
          .replace(/ +$/gm, ''),
    },
  });
  chmodSync(file, 0o755);
  return licencesOf(output[0].moduleIds);
}

/** The script of the executable and that of its threads, which is an asset of it.
 *  @param {string} main @param {string} worker where they are put
 *  @returns {Promise<string>} the licences of the libraries in them */
export async function buildScripts(main, worker) {
  const asset = "new Worker(require('node:sea').getAsset('worker', 'utf8'), { eval: true,";
  const format = /** @type {const} */ ('cjs');
  const { output } = await build({
    ...commandLine,
    input: 'bin/executable.js',
    plugins: [...commandLine.plugins, threadsBy(asset)],
    output: { file: main, format, codeSplitting: false },
  });
  await build({
    ...commandLine,
    input: 'src/threads/worker.ts',
    output: { file: worker, format, codeSplitting: false },
  });
  return licencesOf(output[0].moduleIds);
}
