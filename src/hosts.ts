// Which compute host a line is of. In: the name it carries, if any, and the log it stands in. Lines
// without a name are of one host only within one log and its rotations.

import type { ComputeHost } from './model.ts';

/** Of the log asked for last: to make the key for each line costs more than to look it up. */
let unnamed = { log: '', key: '' };

/** @param log equal for a log and its rotations */
export function hostOf(name: string | null, log: string): ComputeHost {
  if (name !== null) return { name, key: name };
  if (unnamed.key === '' || unnamed.log !== log) unnamed = { log, key: `the host of ${log}` };
  return { name, key: unnamed.key };
}
