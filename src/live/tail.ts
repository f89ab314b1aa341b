// A file that is written to: what comes, and when it is another one that is written to. Looks at it a few times
// a second, which works on every file system.

import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemReason } from '../errors.ts';

/** Which file it is, wherever it is moved: the hash of its first bytes. */
export interface Print {
  readonly bytes: number;
  readonly sha256: string;
}

/** Bytes that tell one log from another: the first stamp is among them. */
export const PRINTED = 1024;

/** More of the file may tell it better. */
export const isShort = (print: Print | null): boolean => print === null || print.bytes < PRINTED;

export const printOf = (head: Uint8Array): Print => {
  const bytes = head.subarray(0, PRINTED);
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
};

/** Whether a file begins with what was printed. */
export const isPrintOf = (head: Uint8Array, { bytes, sha256 }: Print): boolean =>
  head.length >= bytes && printOf(head.subarray(0, bytes)).sha256 === sha256;

/** One file as long as it is there under its name. */
export interface Tail {
  /** What was written since, null where nothing was. It stands until the next call. */
  read(): Promise<Buffer | null>;
  /** Another file has its place, and all of this one was read; or it begins anew, and what was written
   *  last may be in a copy. Null while neither is. */
  over(): Promise<'replaced' | 'begun-anew' | null>;
  close(): Promise<void>;
}

const CHUNK = 1 << 20;

/** @param from bytes that were read before
 *  @throws the system's error where it cannot be opened */
export async function openTail(path: string, from: number, print: Print | null): Promise<Tail> {
  const found = await stat(path);
  // To open a pipe would wait for who writes to it.
  if (!found.isFile()) throw new NoFileError();
  const file = await open(path);
  const { ino, dev } = await file.stat();
  const memory = Buffer.allocUnsafeSlow(CHUNK);
  let at = from;
  let known = print;
  const firstBytes = async () => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PRINTED), 0, PRINTED, 0);
    return buffer.subarray(0, bytesRead);
  };
  /** Copied away and begun anew, as logrotate's copytruncate does. */
  const isBegunAnew = async () => {
    const { size } = await file.stat();
    if (size < at) return true;
    return known !== null && at > 0 && !isPrintOf(await firstBytes(), known);
  };
  const read = async () => {
    const { bytesRead } = await file.read(memory, 0, CHUNK, at);
    if (bytesRead === 0) return null;
    if (await isBegunAnew()) return null;
    at += bytesRead;
    if (isShort(known)) {
      known = printOf((await firstBytes()).subarray(0, at));
    }
    return memory.subarray(0, bytesRead);
  };
  return {
    read,
    async over() {
      if (await isBegunAnew()) return 'begun-anew';
      const there = await stat(path).catch(() => null);
      // Without another in its place it may still be written to.
      if (there === null || (there.ino === ino && there.dev === dev)) return null;
      return there.size > 0 && (await file.stat()).size <= at ? 'replaced' : null;
    },
    close: () => file.close(),
  };
}

/** Between two looks, in milliseconds. */
export const PAUSE = 200;

/** Waits; at once when it is stopped. */
export const pause = (signal: AbortSignal, ms = PAUSE): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => {});

/** A directory, a pipe or a device. */
export class NoFileError extends Error {}

/** Why a file cannot be opened, null where it is only not there yet. @throws what is no system's error */
export function whyNot(error: unknown): string | null {
  if (error instanceof NoFileError) return 'is no file; what is piped in can be followed as -';
  const reason = systemReason(error, REASONS);
  return reason === REASONS['ENOENT'] ? null : reason;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};
