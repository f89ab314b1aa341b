// The command on one input. In: bytes. Out: what of its status or its messages is not as promised, null when all is.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const tool = fileURLToPath(new URL('../../bin/inject-trace.js', import.meta.url));

/** Of an input that can be opened: analysed, nothing recognised, partly read. */
const STATUSES = [0, 3, 4];
const LONG_MS = 60_000;

/** @param {Buffer} input */
export function misbehaviourOn(input) {
  const options = { input, timeout: LONG_MS, maxBuffer: 1 << 28 };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [tool, '--format', 'json', '-'],
    options,
  );
  if (status === null || !STATUSES.includes(status)) return `command: status ${status}: ${stderr}`;
  const lines = stderr.toString().split('\n').slice(0, -1);
  if (lines.some((line) => !line.startsWith('inject-trace: '))) return `command: says ${stderr}`;
  if ((status === 0) !== (lines.length === 0))
    return `command: status ${status} with ${lines.length} messages`;
  if (status !== 3) JSON.parse(stdout.toString());
  return null;
}
