// Which compute host a line is of. In: the name it carries, if any, and the log it stands in. Lines
// without a name are of one host only within one log and its rotations.

import type { ComputeHost } from './model.ts';

/** @param log equal for a log and its rotations */
export function hostOf(name: string | null, log: string): ComputeHost {
  return { name, key: name === null ? `the host of ${log}` : name };
}
