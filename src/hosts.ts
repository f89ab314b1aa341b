// Which compute host a line is of. In: the name it carries, if any, and the log it stands in. Lines
// without a name are of one host only within one log and its rotations.

import type { ComputeHost } from './model.ts';

/** The one asked for last: lines of one host follow each other, and its key is looked up for each. */
let last: { readonly log: string; readonly host: ComputeHost } | null = null;

/** @param log equal for a log and its rotations */
export function hostOf(name: string | null, log: string): ComputeHost {
  if (last === null || last.host.name !== name || last.log !== log)
    last = { log, host: { name, key: name === null ? `the host of ${log}` : name } };
  return last.host;
}
