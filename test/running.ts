// The built tool, run to its end.

import { spawnSync } from 'node:child_process';
import { root } from './support.ts';

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface How {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  /** All the variables there are. */
  readonly env?: NodeJS.ProcessEnv;
}

export function runTool(
  args: readonly string[],
  { cwd = root, input = '', env = process.env }: How = {},
): Ran {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [`${root}bin/inject-trace.js`, ...args],
    { cwd, input, env, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  return { status, stdout, stderr };
}
