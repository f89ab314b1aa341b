// Directories and patterns to the files in them, in a fixed order. A symbolic link is followed only to
// a file below the directory searched.

import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type Searched, searchArchive } from './archive.ts';
import { peek } from './bytes.ts';
import { newReadingCounts } from './damage.ts';
import { decode } from './decode.ts';
import {
  type Candidate,
  fileBytes,
  fileInput,
  type Listed,
  readingError,
  type Unreadable,
  wholeFile,
} from './input.ts';
import { judge, LOOK_BYTES, LOOKED_FOR } from './names.ts';
import { hostOfReport } from './sosreport.ts';
import { isTar } from './tar.ts';

/** Deeper than any support archive. */
const MAX_DEPTH = 24;

/** Every file below a directory. */
async function* walk(directory: string, depth = 0): AsyncGenerator<string | Unreadable> {
  let entries: Awaited<ReturnType<typeof entriesOf>>;
  try {
    entries = await entriesOf(directory);
  } catch (error) {
    yield { path: directory, reason: readingError(error) };
    return;
  }
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (depth < MAX_DEPTH) yield* walk(path, depth + 1);
      else yield { path, reason: `deeper than ${MAX_DEPTH} directories` };
    } else if (entry.isFile() || entry.isSymbolicLink()) {
      yield path;
    }
  }
}

async function entriesOf(directory: string) {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Finds the logs below a directory. */
export async function searchDirectory(directory: string): Promise<Searched> {
  const taken: Candidate[] = [];
  const unreadable: Unreadable[] = [];
  const skipped: Listed[] = [];
  const top = await realpath(directory);
  for await (const found of walk(directory)) {
    if (typeof found !== 'string') {
      unreadable.push(found);
      continue;
    }
    try {
      const outside = await leadsElsewhere(found, top);
      if (outside !== null) {
        skipped.push({ path: found, taken: false, why: outside });
        continue;
      }
      const { mtime } = await stat(found);
      const whole = async () => decode(fileBytes(wholeFile(found)), newReadingCounts());
      const head = await headOf(found);
      const input = fileInput(found, mtime, 'named');
      if (isTar(head)) {
        const inside = await searchArchive({ path: found, open: input.open, repeatable: true });
        taken.push(...inside.taken);
        skipped.push(...inside.skipped);
        unreadable.push(...inside.unreadable);
        continue;
      }
      const { isLog, why, evidence } = await judge(found, head, whole);
      if (evidence !== undefined) taken.push({ ...input, why, evidence });
      else if (isLog) taken.push({ ...input, why, host: await hostOfReport(found) });
      else skipped.push({ path: found, taken: false, why });
    } catch (error) {
      unreadable.push({ path: found, reason: readingError(error) });
    }
  }
  const none = unreadable.filter(({ holdsNone }) => holdsNone);
  if (taken.length === 0 && unreadable.length === none.length) {
    const reason = `holds no nova-compute log; looked for ${LOOKED_FOR}`;
    unreadable.push({ path: directory, reason, holdsNone: true });
  }
  // An archive without a log is no more than another file that is none.
  for (const { path, reason } of none) skipped.push({ path, taken: false, why: reason });
  return { taken, unreadable: unreadable.filter((one) => !none.includes(one)), skipped };
}

/** Why a link is not followed, null for a file and for a link that may be. */
async function leadsElsewhere(path: string, top: string): Promise<string | null> {
  if (!(await lstat(path)).isSymbolicLink()) return null;
  try {
    const target = await realpath(path);
    if (!target.startsWith(top + sep)) return 'a link that leads out of the directory';
    return (await stat(target)).isFile() ? 'a link; its file is looked at where it is' : 'a link';
  } catch {
    return 'a link that leads nowhere';
  }
}

async function headOf(path: string): Promise<Buffer> {
  const { head, close } = await peek(
    decode(fileBytes(wholeFile(path), LOOK_BYTES), newReadingCounts()),
    LOOK_BYTES,
  );
  await close();
  return head;
}

/** Whether a path holds the signs of a pattern. */
export function isPattern(path: string): boolean {
  return /[*?]/.test(path);
}

/** The files and directories a pattern of `*`, `?` and `**` fits. */
export async function expand(pattern: string): Promise<readonly string[]> {
  const parts = pattern.split('/');
  const fixed = parts.findIndex(isPattern);
  const start = parts.slice(0, fixed).join('/');
  const base = start === '' && pattern.startsWith('/') ? '/' : start;
  const fits = new RegExp(`^${parts.map(partSource).join('')}$`);
  const deep = parts.includes('**') ? MAX_DEPTH : parts.length - fixed - 1;
  const found: string[] = [];
  const visit = async (directory: string, depth: number): Promise<void> => {
    for (const entry of await entriesOf(directory === '' ? '.' : directory).catch(() => [])) {
      const path = directory === '' ? entry.name : join(directory, entry.name);
      if (fits.test(path)) found.push(path);
      if (entry.isDirectory() && depth < deep) await visit(path, depth + 1);
    }
  };
  await visit(base, 0);
  return found;
}

/** `**` is any number of directories; like in a shell, `*` takes no leading dot. */
function partSource(part: string, index: number, { length }: readonly string[]): string {
  const last = index === length - 1;
  if (part === '**') return last ? '.*' : '(?:[^/]+/)*';
  const dots = /^[*?]/.test(part) ? '(?!\\.)' : '';
  const source = part
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return `${dots}${source}${last ? '' : '/'}`;
}
