// Where reports are written besides standard output. In: the paths of --output, and the texts. Out: files,
// each whole or not there: written beside its place and moved there when it is complete.

import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  access,
  constants,
  lstat,
  open,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { systemReason, UsageError, WRITING } from './errors.ts';
import { gathered } from './gathered.ts';
import { didYouMean } from './near.ts';
import { plain } from './reporters/plain.ts';

export interface Output<Format extends string = string> {
  readonly path: string;
  readonly format: Format;
}

/** Which format goes where, by the extension of each path. Looks whether it can be written there.
 *  @throws UsageError */
export async function outputsIn<Format extends string>(
  paths: readonly string[],
  extensions: Readonly<Record<string, Format>>,
): Promise<readonly Output<Format>[]> {
  const places = new Set<string>();
  const outputs: Output<Format>[] = [];
  for (const path of paths) {
    const format = formatOf(path, extensions);
    if (format === undefined) refuse(path, noFormat(path, Object.keys(extensions)));
    const place = await placeOf(path);
    if (places.has(place)) refuse(path, 'given twice');
    places.add(place);
    outputs.push({ path, format });
  }
  return outputs;
}

/** @throws UsageError when it cannot be written; what was there before is then untouched */
export async function write(path: string, text: Iterable<string>): Promise<void> {
  const output = await openOutput(path);
  for (const piece of gathered(text)) await output.write(piece);
  await output.commit();
}

/** A file that is there once it is committed. What it throws is a UsageError; nothing was changed then. */
export interface OpenOutput {
  write(text: string): Promise<void>;
  commit(): Promise<void>;
  /** Nothing is to be there after all. */
  drop(): Promise<void>;
}

/** Files that are written beside their places. */
const begun = new Set<string>();

/** Removes them at once: the process is about to end. */
export function dropAll(): void {
  for (const beside of begun) rmSync(beside, { force: true });
}

/** @throws UsageError when it cannot be written */
export async function openOutput(path: string): Promise<OpenOutput> {
  const place = await placeOf(path);
  const beside = join(dirname(place), `.${basename(place)}.${randomBytes(6).toString('hex')}`);
  begun.add(beside);
  const drop = async () => {
    await rm(beside, { force: true });
    begun.delete(beside);
  };
  const orDrop = async <Value>(step: () => Promise<Value>): Promise<Value> => {
    try {
      return await step();
    } catch (error) {
      await drop();
      return refuse(path, systemReason(error, REASONS));
    }
  };
  const file = await orDrop(async () => open(beside, 'wx', await modeOf(place)));
  return {
    write: (text) => orDrop(() => file.appendFile(text)),
    commit: () =>
      orDrop(async () => {
        await file.sync();
        await file.close();
        await rename(beside, place);
        begun.delete(beside);
      }),
    async drop() {
      await file.close();
      await drop();
    },
  };
}

/** As it is, where there is a file already. */
const modeOf = (place: string): Promise<number> =>
  stat(place).then(
    ({ mode }) => mode & 0o777,
    () => 0o666,
  );

/** Of several extensions that fit the longest counts. */
function formatOf<Format>(
  path: string,
  extensions: Readonly<Record<string, Format>>,
): Format | undefined {
  const name = basename(path).toLowerCase();
  const [fitting] = Object.entries(extensions)
    .filter(([extension]) => name.endsWith(extension) && name.length > extension.length)
    .toSorted(([a], [b]) => b.length - a.length);
  return fitting?.[1];
}

function noFormat(path: string, known: readonly string[]): string {
  const hint = didYouMean(extname(path).toLowerCase(), known);
  return `no format has this extension; there are ${known.join(', ')}${hint}`;
}

/** A file that nobody else may read, where there is none yet. @throws UsageError */
export async function writePrivate(option: string, path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o600 }).catch((error) =>
    refuse(path, systemReason(error, REASONS), option),
  );
}

/** Before logs are read in vain. @throws UsageError when something is there */
export async function refuseExisting(option: string, path: string): Promise<void> {
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  if (isThere) refuse(path, REASONS['EEXIST'] ?? '', option);
}

/** The file itself, behind links. */
async function placeOf(path: string): Promise<string> {
  try {
    const directory = await realpath(dirname(path));
    const place = await realpath(path).catch(() => join(directory, basename(path)));
    const found = await stat(place).catch(() => null);
    if (found !== null && !found.isFile()) refuse(path, 'is no file');
    await access(dirname(place), constants.W_OK | constants.X_OK);
    if (found !== null) await access(place, constants.W_OK);
    return place;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return refuse(path, systemReason(error, REASONS));
  }
}

function refuse(path: string, reason: string, option = '--output'): never {
  throw new UsageError(`${option} ${plain(path)}: ${reason}`);
}

const REASONS: Readonly<Record<string, string>> = {
  ...WRITING,
  EEXIST: 'is there already, and is not overwritten',
  ENOSPC: `${WRITING['ENOSPC']}; nothing was changed`,
  EDQUOT: `${WRITING['EDQUOT']}; nothing was changed`,
};
