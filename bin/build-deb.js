// `npm run build:deb`: `dist/deb/inject-trace_VERSION_all.deb`, or in the directory it is given: the single file,
// the manual page and the completions. The same commit makes the same bytes, unless SOURCE_DATE_EPOCH, DEBFULLNAME
// and DEBEMAIL say otherwise.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { changelog, control, copyright, debianVersion } from './debian.js';
import { buildSingle } from './single-file.js';

const [folder = 'dist/deb'] = process.argv.slice(2).map((path) => resolve(path));
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const made = JSON.parse(readFileSync('package.json', 'utf8'));

const scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
const tree = `${scratch}/tree`;
mkdirSync(tree);
chmodSync(tree, 0o755);
try {
  await make();
} catch (error) {
  process.stderr.write(`no package is made: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function make() {
  if (spawnSync('dpkg-deb', ['--version']).error) throw new Error('there is no dpkg-deb');
  const { epoch, maintainer } = origin();
  const files = Object.entries(await contents(new Date(epoch * 1000), maintainer));
  const bytes = files.reduce((sum, [, content]) => sum + Buffer.byteLength(content), 0);
  for (const [path, content] of files) put(path, content);
  put('DEBIAN/control', control(made, maintainer, bytes));
  put('DEBIAN/md5sums', files.map(([path, content]) => `${md5(content)}  ${path}\n`).join(''));
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/inject-trace_${debianVersion(made)}_all.deb`;
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', tree, file], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** When the state was made that is packed, and by whom. */
function origin() {
  const { SOURCE_DATE_EPOCH, DEBFULLNAME, DEBEMAIL } = process.env;
  const log = spawnSync('git', ['log', '-1', '--format=%ct%n%an <%ae>'], { encoding: 'utf8' });
  const [date, author] = log.status === 0 ? log.stdout.trim().split('\n') : [];
  const epoch = Number(SOURCE_DATE_EPOCH ?? date);
  const maintainer = DEBFULLNAME && DEBEMAIL ? `${DEBFULLNAME} <${DEBEMAIL}>` : author;
  if (!Number.isInteger(epoch) || maintainer === undefined)
    throw new Error(
      'no commit tells when and by whom: set SOURCE_DATE_EPOCH, DEBFULLNAME, DEBEMAIL',
    );
  return { epoch, maintainer };
}

/** @param {Date} date @param {string} maintainer @returns {Promise<Record<string, string | Buffer>>} */
async function contents(date, maintainer) {
  const command = `${scratch}/inject-trace.mjs`;
  const licences = await buildSingle(command);
  /** @param {string[]} args */
  const print = (...args) => execFileSync(process.execPath, [command, ...args]);
  const share = 'usr/share';
  return {
    // Of the package that it depends on, whatever else is on the path.
    'usr/bin/inject-trace': readFileSync(command, 'utf8').replace(/^#!.*/, '#!/usr/bin/node'),
    [`${share}/man/man1/inject-trace.1.gz`]: packed(print('man')),
    [`${share}/bash-completion/completions/inject-trace`]: print('completion', 'bash'),
    [`${share}/zsh/vendor-completions/_inject-trace`]: print('completion', 'zsh'),
    [`${share}/fish/vendor_completions.d/inject-trace.fish`]: print('completion', 'fish'),
    [`${share}/doc/inject-trace/copyright`]: copyright(licences),
    [`${share}/doc/inject-trace/changelog.gz`]: packed(readFileSync('CHANGELOG.md')),
    [`${share}/doc/inject-trace/changelog.Debian.gz`]: packed(changelog(made, date, maintainer)),
  };
}

/** @param {string | Buffer} content */
function packed(content) {
  return gzipSync(content, { level: 9 });
}

/** @param {string | Buffer} content */
function md5(content) {
  return createHash('md5').update(content).digest('hex');
}

/** With the modes of a package, whatever those of who builds it.
 *  @param {string} path @param {string | Buffer} content */
function put(path, content) {
  mkdirSync(dirname(`${tree}/${path}`), { recursive: true });
  for (let at = dirname(path); at !== '.'; at = dirname(at)) chmodSync(`${tree}/${at}`, 0o755);
  writeFileSync(`${tree}/${path}`, content);
  chmodSync(`${tree}/${path}`, path.startsWith('usr/bin/') ? 0o755 : 0o644);
}
