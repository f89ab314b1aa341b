// What is set besides the command line. In: the options there are, the environment, and where the tool runs.
// Out: each option that is set, with its value and its origin.

import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { didYouMean } from '../near.ts';
import type { Options } from '../options.ts';
import { plain } from '../reporters/plain.ts';
import { type Environment, environmentSettings } from './environment.ts';
import { readKeys } from './file.ts';
import { findProjectFile, refuseForProject } from './project.ts';
import { over, type Setting, type Settings, type Value } from './setting.ts';
import { readValue } from './values.ts';

export { variableOf } from './environment.ts';
export { PROJECT_FILE } from './project.ts';
export { over, type Setting, type Settings, type Value, whereSet } from './setting.ts';

/** Below the directory for configuration, which is `~/.config` where XDG_CONFIG_HOME does not say. */
export const USER_FILE = 'inject-trace/config.json';

export interface Place {
  readonly env: Environment;
  /** The working directory. */
  readonly directory: string;
  /** Whose run it is, null where the system has no such ids. */
  readonly user: number | null;
  readonly warn: (message: string) => void;
}

/** The environment over the file of the project over the user's. @throws UsageError */
export async function settingsAround(options: Options, place: Place): Promise<Settings> {
  const files = over(await ofUser(options, place), await ofProject(options, place));
  return over(files, environmentSettings(place.env, options));
}

/** What holds where nothing is set. */
export function defaultsOf(options: Options): Settings {
  const settings = new Map<string, Setting>();
  for (const [name, { default: value }] of Object.entries(options))
    if (value !== undefined) settings.set(name, { value, origin: { kind: 'default', from: null } });
  return settings;
}

const NONE: Settings = new Map();

async function ofUser(options: Options, { env, directory }: Place): Promise<Settings> {
  const home = absolute(env['HOME']);
  const base = absolute(env['XDG_CONFIG_HOME']) ?? (home === null ? null : join(home, '.config'));
  if (base === null) return NONE;
  const path = join(base, USER_FILE);
  return settingsIn(path, 'user', options, directory);
}

async function ofProject(options: Options, place: Place): Promise<Settings> {
  const { env, directory, user, warn } = place;
  const found = findProjectFile(directory, absolute(env['HOME']));
  if (found === null) return NONE;
  const { path, owner } = found;
  if (user === null || owner === user || owner === ROOT)
    return settingsIn(path, 'project', options, directory);
  warn(`${plain(path)}: is another user's, and is not read`);
  return NONE;
}

const ROOT = 0;

/** The specification of XDG leaves out what is not. */
const absolute = (path = '') => (isAbsolute(path) ? path : null);

async function settingsIn(
  path: string,
  kind: 'user' | 'project',
  options: Options,
  directory: string,
): Promise<Settings> {
  const settings = new Map<string, Setting>();
  for (const [name, given] of Object.entries((await readKeys(path)) ?? {})) {
    const place = `${plain(path)}: ${plain(name)}`;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined)
      throw new UsageError(`${place}: no such option${didYouMean(name, Object.keys(options))}`);
    const value = readValue(given, option, place);
    const placed = option.isPath ? fromRoot(value, dirname(path)) : value;
    if (kind === 'project') refuseForProject(path, name, option, placed);
    const seen = option.isPath ? seenFrom(placed, directory) : placed;
    settings.set(name, { value: seen, origin: { kind, from: path } });
  }
  return settings;
}

/** A path of a file is meant from where the file lies; `-` is standard input. */
const fromRoot = (value: Value, directory: string) =>
  eachPath(value, (path) => (path === '-' ? path : resolve(directory, path)));

/** As it would be typed, so that a report names it as short. */
const seenFrom = (value: Value, directory: string) =>
  eachPath(value, (path) => {
    const below = relative(directory, path);
    return path === '-' || NOT_SHORT.test(below) ? path : below;
  });

/** Outside, the directory itself, or what would be standard input. */
const NOT_SHORT = /^(?:\.\.(?:\/.*)?|-?)$/;

function eachPath(value: Value, made: (path: string) => string): Value {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' ? made(value) : value.map(made);
}
