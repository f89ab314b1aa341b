// Lines that are appended as they are told. In: lines. Out: files that hold them, and how much of each is told
// for good: what a run wrote behind that before it was killed is written again by the next one.

import { fstat, ftruncate } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { systemReason, UsageError, WRITING } from '../errors.ts';
import { plain } from '../reporters/plain.ts';
import type { Written } from './state.ts';

export interface Appended {
  /** @param shown what standard output gets of it */
  write(lines: string, shown: string): Promise<void>;
  /** What is in the files now, and on disk. */
  written(): Promise<readonly Written[]>;
  close(): Promise<void>;
}

const STDOUT = 1;

/** Where lines go besides files; each resolves when it has taken them. */
export interface Sinks {
  /** Standard output, null where nothing goes there. */
  readonly print: ((text: string) => Promise<void>) | null;
  /** A broker, null where there is none. */
  readonly send: ((lines: string) => Promise<void>) | null;
}

/** @param before what the run before had told for good
 *  @throws UsageError for a file that cannot be written */
export async function openAppended(
  paths: readonly string[],
  { print, send }: Sinks,
  before: readonly Written[],
): Promise<Appended> {
  const files: { readonly path: string; readonly file: FileHandle }[] = [];
  for (const path of paths) {
    const file = await open(path, 'a').catch((error) => refuse(path, error));
    const known = before.find((one) => one.path === path);
    if (known !== undefined && isCut(await file.stat(), known)) await file.truncate(known.size);
    files.push({ path, file });
  }
  if (print !== null) await cutStdout(before.find(({ path }) => path === '-'));
  return {
    async write(lines, shown) {
      if (lines !== '') await send?.(lines);
      if (shown !== '') await print?.(shown);
      if (lines === '') return;
      for (const { path, file } of files) {
        await file.appendFile(lines).catch((error) => refuse(path, error));
      }
    },
    async written() {
      const all: Written[] = [];
      for (const { path, file } of files) {
        await file.sync();
        const { dev, ino, size } = await file.stat();
        all.push({ path, dev, ino, size });
      }
      const out = print === null ? null : await promisify(fstat)(STDOUT);
      if (out?.isFile()) all.push({ path: '-', dev: out.dev, ino: out.ino, size: out.size });
      return all;
    },
    async close() {
      for (const { file } of files) await file.close();
    },
  };
}

/** Only a file that was appended to since. */
const isCut = (
  found: { readonly dev: number; readonly ino: number; readonly size: number },
  { dev, ino, size }: Written,
) => found.ino === ino && found.dev === dev && found.size > size;

/** Where standard output is the same file as before. */
async function cutStdout(known: Written | undefined): Promise<void> {
  const out = await promisify(fstat)(STDOUT);
  if (known === undefined || !out.isFile() || !isCut(out, known)) return;
  await promisify(ftruncate)(STDOUT, known.size);
}

function refuse(path: string, error: unknown): never {
  throw new UsageError(`--output ${plain(path)}: ${systemReason(error, WRITING)}`);
}
