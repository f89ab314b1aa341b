// `npm run build:exe`, and half of `npm run build:bin`: `dist/bin/inject-trace`, or the file it is given, which
// has Node.js in it. With --if-possible, as in build:bin, it is no failure where that cannot be fetched.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EMBEDDED, fetchEmbedded } from './nodes.js';
import { buildScripts } from './single-file.js';

/** Where Node.js looks for a script in itself, and what tells that there is one. */
const RESOURCE = 'NODE_SEA_BLOB';
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'if-possible': { type: 'boolean', default: false } },
});
const file = resolve(
  positionals[0] ?? fileURLToPath(new URL('../dist/bin/inject-trace', import.meta.url)),
);
process.chdir(fileURLToPath(new URL('..', import.meta.url)));

// None is better than one of an earlier state.
rmSync(file, { force: true });
const found = embedded();
if (found !== null) await make(found);

function embedded() {
  try {
    return fetchEmbedded();
  } catch (error) {
    process.stderr.write(`${relative('', file)} is not made: ${error.message}\n`);
    process.exitCode = values['if-possible'] ? 0 : 1;
    return null;
  }
}

/** @param {ReturnType<typeof fetchEmbedded>} embedded */
async function make({ node, licence }) {
  const scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
  const part = `${file}.${process.pid}`;
  /** @param {string} name */
  const at = (name) => `${scratch}/${name}`;
  try {
    const libraries = await buildScripts(at('main.cjs'), at('worker.cjs'));
    const licences = [
      readFileSync('LICENSE', 'utf8'),
      libraries,
      `Node.js ${EMBEDDED.version}\n`,
      licence,
    ];
    writeFileSync(at('licences.txt'), licences.join('\n'));
    const config = {
      main: at('main.cjs'),
      output: at('blob'),
      disableExperimentalSEAWarning: true,
      useCodeCache: true,
      assets: { worker: at('worker.cjs'), licences: at('licences.txt') },
    };
    writeFileSync(at('config.json'), JSON.stringify(config));
    execFileSync(node, ['--experimental-sea-config', at('config.json')], { stdio: 'pipe' });
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(part, readFileSync(node));
    const args = [part, RESOURCE, at('blob'), '--sentinel-fuse', FUSE];
    // It warns of what it does not know of the format.
    execFileSync('node_modules/.bin/postject', args, { stdio: 'pipe' });
    chmodSync(part, 0o755);
    renameSync(part, file);
  } finally {
    for (const path of [scratch, part]) rmSync(path, { recursive: true, force: true });
  }
}
