// What to read: paths to byte streams. A path that cannot be read is named with its reason and does
// not stop the others.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

export interface Input {
  /** As given; `-` for standard input. */
  readonly path: string;
  open(): AsyncIterable<Uint8Array>;
}

export interface Unreadable {
  readonly path: string;
  readonly reason: string;
}

/** A file, or standard input for `-`; tells why if it cannot be read. */
export async function findInput(
  path: string,
  stdin: AsyncIterable<Uint8Array>,
): Promise<Input | Unreadable> {
  if (path === '-') return { path, open: () => stdin };
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { path, reason: 'is a directory; name the log files in it' };
    return { path, open: () => createReadStream(path, { highWaterMark: CHUNK }) };
  } catch (error) {
    return { path, reason: readingError(error) };
  }
}

const CHUNK = 1 << 20;

/** The system's reason in a few words; an error that is not the system's is thrown on. */
export function readingError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  if (code === null || !(error instanceof Error) || !('syscall' in error)) throw error;
  return REASONS[code] ?? error.message;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a directory; name the log files in it',
  EIO: 'input/output error',
};
