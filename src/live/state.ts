// The state file: where a reading stands, and all that it knows, so that another run goes on from there. It is
// written whole or not at all, and never over a file that is something else.

import { createHash, randomBytes } from 'node:crypto';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parse, stringify } from 'devalue';
import { systemReason, UsageError, WRITING } from '../errors.ts';
import type { Extracted } from '../facts/extractor.ts';
import { plain } from '../reporters/plain.ts';
import type { Held } from '../session.ts';
import type { Remembered } from '../verdicts/telling.ts';
import { fromState1 } from './state-1.ts';
import type { Place } from './stretches.ts';
import type { Print } from './tail.ts';

/** Counts up with every change of what is kept. */
const SCHEMA = 'inject-trace/state/2';
const SCHEMA_1 = 'inject-trace/state/1';

/** A log and how far it was read. */
export interface Followed {
  readonly path: string;
  /** Index of its source. */
  source: number;
  place: Place;
  /** Null before anything of it was read. */
  print: Print | null;
  /** As long as that is so: since when it may have been written to, in milliseconds; the state may be put down
   *  for another log before this one was looked at. */
  since?: number;
}

/** Lines that were written to a file, or to standard output when that is one. */
export interface Written {
  /** `-` for standard output. */
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
}

/** Plain data, all of it. */
export interface Kept {
  /** What it was told to do, which another run has to be told, too. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly followed: readonly Followed[];
  /** Of a reading that reports. */
  readonly held?: Held;
  readonly remembered?: Remembered;
  /** Of one that extracts facts. */
  readonly extracted?: Extracted;
  readonly written: readonly Written[];
}

export interface StateFile {
  /** What was kept last; null for a file that is not there. */
  readonly kept: Kept | null;
  /** When that was, in milliseconds since 1970 by the clock of the file system. */
  readonly at: number | null;
  /** @throws UsageError when it cannot be written, or another run wrote it meanwhile */
  write(kept: Kept): Promise<void>;
}

/** The first line; the second is what is kept. */
interface Head {
  readonly schema: string;
  readonly sha256: string;
  /** Version 1 has it here. */
  readonly body?: string | undefined;
}

/** @throws UsageError for a file that is no state, is damaged, or is of a version this one does not know */
export async function openState(path: string): Promise<StateFile> {
  const found = await stat(path).catch(() => null);
  // To open a pipe would wait for who writes to it.
  if (found !== null && !found.isFile()) refuse(path, 'is no file');
  const text = await readFile(path, 'utf8').catch((error) => {
    const reason = systemReason(error, REASONS);
    return reason === REASONS['ENOENT'] ? null : refuse(path, reason);
  });
  let own = text === null ? null : await markOf(path);
  const kept = text === null ? null : read(path, text);
  // What cannot be written is told before logs are read.
  if (text === null) await writeBeside(path, []).then((beside) => rm(beside, { force: true }));
  await removeLeft(path);
  // Written every second, so it takes no other memory each time.
  let memory = Buffer.alloc(0);
  return {
    kept,
    at: text === null ? null : (await stat(path)).mtimeMs,
    async write(kept) {
      const mark = await markOf(path);
      if (mark !== own) refuseOther(path);
      const body = stringify(kept).replace(/\p{Surrogate}/gu, escaped);
      const size = Buffer.byteLength(body);
      if (memory.length < size) memory = Buffer.allocUnsafeSlow(2 * size);
      const bytes = memory.subarray(0, memory.write(body));
      const head: Head = { schema: SCHEMA, sha256: hashOf(bytes) };
      const beside = await writeBeside(path, [`${JSON.stringify(head)}\n`, bytes, '\n']);
      await rename(beside, path).catch((error) =>
        error.code === 'ENOENT' ? refuseOther(path) : refuse(path, systemReason(error, REASONS)),
      );
      own = await markOf(path);
    },
  };
}

/** Half a character, where a quote was cut, is none in UTF-8. */
const escaped = (half: string) => `\\u${half.charCodeAt(0).toString(16)}`;

const hashOf = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');

/** Equal as long as nobody writes it; null where there is none. */
const markOf = (path: string): Promise<string | null> =>
  stat(path, { bigint: true }).then(
    ({ ino, mtimeNs, size }) => `${ino} ${mtimeNs} ${size}`,
    () => null,
  );

/** What runs left that were killed while they wrote; one that still writes is not to go on either. */
async function removeLeft(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch((): string[] => []);
  const isLeft = (name: string) =>
    name.startsWith(`.${basename(path)}.`) && /\.[0-9a-f]{12}$/.test(name);
  for (const name of names.filter(isLeft)) await rm(join(dirname(path), name), { force: true });
}

/** On disk when it resolves. @returns its path */
async function writeBeside(path: string, parts: readonly (string | Uint8Array)[]): Promise<string> {
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(beside, 'wx', 0o600);
    try {
      for (const part of parts) await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    return beside;
  } catch (error) {
    await rm(beside, { force: true });
    return refuse(path, systemReason(error, REASONS));
  }
}

function read(path: string, text: string): Kept {
  const end = text.indexOf('\n');
  const head = headIn(text.slice(0, end));
  if (head === null) return refuse(path, 'is no state of inject-trace; it was left as it is');
  const { schema, sha256, body = text.slice(end + 1, -1) } = head;
  if (schema !== SCHEMA && schema !== SCHEMA_1)
    refuse(path, `is a state of another version (${plain(schema)}); it was left as it is`);
  if (hashOf(body) !== sha256) refuse(path, 'is damaged; it was left as it is');
  const kept = parse(body);
  return schema === SCHEMA_1 ? fromState1(kept) : (kept as Kept);
}

function headIn(line: string): Head | null {
  try {
    const { schema, sha256, body } = JSON.parse(line);
    const isHead = typeof schema === 'string' && schema.startsWith('inject-trace/state/');
    const isWhole = typeof sha256 === 'string' && ['undefined', 'string'].includes(typeof body);
    return isHead && isWhole ? { schema, sha256, body } : null;
  } catch {
    return null;
  }
}

const refuseOther = (path: string): never =>
  refuse(path, 'was written by another run; this one stops, so nothing is told twice');

function refuse(path: string, reason: string): never {
  throw new UsageError(`--state ${plain(path)}: ${reason}`);
}

const REASONS: Readonly<Record<string, string>> = {
  ...WRITING,
  ENOSPC: `${WRITING['ENOSPC']}; the state before it stands`,
  EDQUOT: `${WRITING['EDQUOT']}; the state before it stands`,
};
