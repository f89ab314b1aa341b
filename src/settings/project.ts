// The file of settings of a project: where it is looked for, and what it may not set, since it may come with
// what somebody sent.

import { realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../errors.ts';
import type { Option } from '../options.ts';
import { plain } from '../reporters/plain.ts';
import { ownerOf } from './file.ts';
import type { Value } from './setting.ts';

export const PROJECT_FILE = '.inject-trace.json';

export interface ProjectFile {
  readonly path: string;
  readonly owner: number;
}

/** In the directory or the nearest above it; not in the home directory, nor above that. */
export function findProjectFile(directory: string, home: string | null): ProjectFile | null {
  const homes = home === null ? [] : [resolve(home), real(home)];
  for (let at = directory; !homes.includes(at); at = dirname(at)) {
    const path = join(at, PROJECT_FILE);
    const owner = ownerOf(path);
    if (owner !== null) return { path, owner };
    if (dirname(at) === at) return null;
  }
  return null;
}

/** @param value paths of it from the root on @throws UsageError naming file and key */
export function refuseForProject(file: string, name: string, option: Option, value: Value): void {
  const { byProject, isPath } = option;
  const place = `${plain(file)}: ${name}`;
  if (byProject === 'never' || (byProject === 'only-true' && value !== true)) {
    const what = byProject === 'never' ? 'is' : `${value} is`;
    throw new UsageError(`${place}: ${what} not for the file of a project${WHERE}`);
  }
  if (!isPath) return;
  for (const path of [value].flat()) refuseOutside(place, dirname(file), String(path));
}

const WHERE = '; the command line, the environment and your own file may set it';

function refuseOutside(place: string, directory: string, path: string): void {
  const refuse = (reason: string) => {
    throw new UsageError(`${place}: ${plain(path)}: ${reason}`);
  };
  const [first] = relative(real(directory), real(path)).split(sep);
  if (first === '..') refuse(`is outside the directory of the file${WHERE}`);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) refuse('is no file');
}

/** Behind links; what is not there, and what cannot be seen, as it is named. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
