// The built tool, run to its end.

import { spawnSync } from 'node:child_process';
import { root } from './support.ts';

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runTool(
  args: readonly string[],
  { cwd = root, input = '' }: { readonly cwd?: string; readonly input?: string | Uint8Array } = {},
): Ran {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [`${root}bin/inject-trace.js`, ...args],
    { cwd, input, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  return { status, stdout, stderr };
}
