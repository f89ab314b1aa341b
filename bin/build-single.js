// What `npm run build:bin` makes: `dist/bin/inject-trace.mjs`, a single file that runs wherever Node.js is,
// with the licences of the tool and of what is in it at its end.

import { chmodSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { commandLine, licencesOf } from './bundling.js';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const FILE = 'dist/bin/inject-trace.mjs';
const WORKER = "new URL('./worker.js', import.meta.url)";

/** There is no other file that a thread could start.
 *  @type {import('rolldown').Plugin} */
const ownWorker = {
  name: 'own-worker',
  transform: {
    filter: { id: /\/src\/threads\/index\.ts$/ },
    handler(code) {
      if (!code.includes(WORKER)) this.error(`no ${WORKER}`);
      return code.replace(WORKER, 'new URL(import.meta.url)');
    },
  },
};

await build({
  ...commandLine,
  input: 'bin/single.js',
  plugins: [...commandLine.plugins, ownWorker],
  output: {
    file: FILE,
    codeSplitting: false,
    banner: '#!/usr/bin/env node',
    footer: ({ moduleIds }) =>
      `${readFileSync('LICENSE', 'utf8')}\n${licencesOf(moduleIds)}`
        .trimEnd()
        .replace(/^/gm, '// ')
        .replace(/ +$/gm, ''),
  },
});
chmodSync(FILE, 0o755);
