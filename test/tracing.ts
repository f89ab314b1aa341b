// The built tool under strace. In: its arguments. Out: what it printed, and each system call that names a file,
// starts a program or opens a connection, sorted by what it may do.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Ran } from './running.ts';
import { root } from './support.ts';

/** What is done by io_uring is none of a process's calls, so that it is told that there is none. */
const NO_RING = ['-e', 'inject=io_uring_setup:error=ENOSYS'];
const CALLS = ['-f', '-qq', '-s', '4096', '-e', 'trace=%file,%network,io_uring_setup', ...NO_RING];
export const canTrace = spawnSync('strace', [...CALLS, 'true']).status === 0;

/** They ask, or need what another call has opened. */
const HARMLESS =
  /^(?:access|faccessat2?|get(?:cwd|xattr|sockname|sockopt)|setsockopt|shutdown|[lf]?stat(?:64|fs)?|newfstatat|statx|readlink(?:at)?|chdir|io_uring_setup)$/;
const OPENING = /^open(?:at|at2)?$/;
const WRITING = /\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b/;
const CONNECTING = /^(?:socket(?:pair)?|connect|bind|listen|accept4?|send\w*|recv\w*)$/;

export interface Call {
  readonly name: string;
  readonly args: string;
  /** The file it names first. */
  readonly path: string;
}

export interface Traced extends Ran {
  /** Files opened to be read, and nothing else. */
  readonly reading: readonly Call[];
  readonly connecting: readonly Call[];
  /** Programs started, the tool itself apart. */
  readonly starting: readonly Call[];
  /** Everything else: it may leave something behind. */
  readonly changing: readonly Call[];
}

interface Circumstances {
  readonly cwd: string;
  readonly input?: Uint8Array;
  /** Its screen is a terminal, and this the pager. */
  readonly pager?: string;
}

/** It starts with no mode taken off what it writes. */
export function traceTool(
  args: readonly string[],
  { cwd, input = new Uint8Array(), pager }: Circumstances,
): Traced {
  const scratch = mkdtempSync(`${tmpdir()}/inject-trace-`);
  const out = `${scratch}/calls`;
  const tool = ['strace', ...CALLS, '-o', out, process.execPath, `${root}bin/inject-trace.js`];
  const command = `umask 000; exec ${[...tool, ...args].map((word) => `'${word}'`).join(' ')}`;
  const [shell, words] =
    pager === undefined
      ? (['sh', ['-c', command]] as const)
      : (['script', ['-qec', command, '/dev/null']] as const);
  try {
    const env = { ...process.env, HOME: scratch, TERM: 'xterm', PAGER: pager };
    const options = { cwd, input, env, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
    const { status, stdout, stderr } = spawnSync(shell, words, options);
    return { status, stdout, stderr, ...sorted(callsIn(readFileSync(out, 'utf8'), cwd)) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Where a call was interrupted by another, its beginning names what it is about. */
function callsIn(text: string, cwd: string): readonly Call[] {
  return [...text.matchAll(/^\d+ +(\w+)\((.*)$/gm)].map(([, name = '', args = '']) => {
    const [, path = ''] = /"((?:[^"\\]|\\.)*)"/.exec(args) ?? [];
    return { name, args, path: resolve(cwd, path) };
  });
}

function sorted(calls: readonly Call[]) {
  const reads = ({ name, args }: Call) => OPENING.test(name) && !WRITING.test(args);
  const connects = ({ name }: Call) => CONNECTING.test(name);
  const starts = ({ name }: Call) => name.startsWith('execve');
  const others = (call: Call) => !reads(call) && !connects(call) && !starts(call);
  return {
    reading: calls.filter(reads),
    connecting: calls.filter(connects),
    starting: calls.filter(starts).slice(1),
    changing: calls.filter((call) => others(call) && !HARMLESS.test(call.name)),
  };
}
