// The command line out of dist. Where the build has kept what this Node compiles of it, that is taken instead
// of compiling it again. Nothing is written.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const dist = fileURLToPath(new URL('../dist/cli/', import.meta.url));
const require = createRequire(`${dist}cli.cjs`);
const compiled = (file) => `${file}.${process.version}-${process.arch}`;

/** @type {typeof import('../src/cli.ts')} */
export const { main } = existsSync(compiled(`${dist}cli.cjs`))
  ? newLoader().load('./cli.cjs')
  : require('./cli.cjs');

/** Loads modules as `require` does, those of dist from what was compiled of them. V8 itself compares that
 *  with its own version and settings, and compiles what does not fit. */
export function newLoader() {
  const modules = new Map();
  const scripts = new Map();
  return {
    load,
    /** What is compiled by now of all that was loaded, by the file to keep it in. */
    *compiled() {
      for (const [file, script] of scripts) yield [compiled(file), script.createCachedData()];
    },
  };

  function load(id) {
    if (!id.startsWith('./')) return require(id);
    const known = modules.get(id);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(id, module);
    const filename = dist + id.slice('./'.length);
    const code = readFileSync(filename, 'utf8');
    const script = new Script(`(function (exports, require, module, __filename) {${code}\n})`, {
      filename,
      cachedData: read(compiled(filename)),
    });
    scripts.set(filename, script);
    script.runInThisContext()(module.exports, load, module, filename);
    return module.exports;
  }
}

function read(file) {
  return existsSync(file) ? readFileSync(file) : undefined;
}
