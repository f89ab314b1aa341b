// A file of settings. In: its path. Out: what stands in it by key, or one line on why it cannot be read.

import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { systemReason, UsageError } from '../errors.ts';
import { plain } from '../reporters/plain.ts';

/** More is no file of settings. */
const MOST_BYTES = 1 << 16;

/** Null where there is none. @throws UsageError */
export async function readKeys(path: string): Promise<Readonly<Record<string, unknown>> | null> {
  if (ownerOf(path) === null) return null;
  const text = decoded(path, bytesOf(path));
  const keys = jsonIn(text) ?? (await json5In(text, path));
  if (typeof keys === 'object' && keys !== null && !Array.isArray(keys)) return { ...keys };
  return refuse(path, 'is no object of options and their values');
}

/** Of what has no comments, which is soon read; undefined for any other. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function json5In(text: string, path: string): Promise<unknown> {
  const { default: JSON5 } = await import('json5');
  try {
    return JSON5.parse(text);
  } catch (error) {
    throw new UsageError(`${plain(path)}${parsingReason(error, text)}`);
  }
}

/** The user id, of a link that of the link itself; null where nothing is, or nothing can be seen. */
export function ownerOf(path: string): number | null {
  try {
    return lstatSync(path).uid;
  } catch {
    return null;
  }
}

function bytesOf(path: string): Uint8Array {
  let file: number | undefined;
  try {
    // Without waiting for who writes into a named pipe.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = fstatSync(file);
    if (found.isDirectory()) refuse(path, 'is a directory');
    if (!found.isFile()) refuse(path, NO_FILE);
    const bytes = new Uint8Array(MOST_BYTES + 1);
    const length = readSync(file, bytes);
    if (length > MOST_BYTES) refuse(path, `is longer than ${MOST_BYTES} bytes`);
    return bytes.subarray(0, length);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return refuse(path, systemReason(error, REASONS));
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function decoded(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse(path, 'is not UTF-8');
  }
}

/** `:3:5: invalid character 'x'` */
function parsingReason(error: unknown, text: string): string {
  if (!(error instanceof SyntaxError && 'lineNumber' in error && 'columnNumber' in error))
    throw error;
  let line = Number(error.lineNumber);
  let column = Number(error.columnNumber);
  // A line break where none may be is told as before the first column of the next line.
  if (column === 0) {
    line--;
    column = (text.split('\n')[line - 1] ?? '').length + 1;
  }
  const reason = error.message.replace(/^JSON5: | at \d+:\d+$/g, '');
  return `:${line}:${column}: ${plain(reason)}`;
}

function refuse(path: string, reason: string): never {
  throw new UsageError(`${plain(path)}: ${reason}`);
}

const NO_FILE = 'is no file';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'is a link to what is not there',
  ELOOP: 'too many symbolic links',
  ENXIO: NO_FILE,
};
