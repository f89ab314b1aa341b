// The programs the tool is measured against. In: the path of this shell. Out: which of them there are, with
// their versions.

import { spawnSync } from 'node:child_process';

/** What is asked for, by the name it is called with. */
const PROGRAMS = /** @type {const} */ (['rg', 'grep', 'lnav', 'wc', 'zgrep', 'jq', 'taskset']);

/** @typedef {(typeof PROGRAMS)[number]} Peer */

/** @returns {ReadonlyMap<Peer, string>} versions of those there are */
export function installedPeers() {
  /** @type {Map<Peer, string>} */
  const found = new Map();
  for (const program of PROGRAMS) {
    const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    if (status === 0) found.set(program, stdout.split('\n', 1)[0] ?? '');
  }
  return found;
}

/** @param {ReadonlyMap<Peer, string>} installed */
export const missingPeers = (installed) => PROGRAMS.filter((program) => !installed.has(program));
