// The settings of the environment. In: the variables. Out: what those named after an option set it to.

import { UsageError } from '../errors.ts';
import { nearest } from '../near.ts';
import type { Options } from '../options.ts';
import { plain } from '../reporters/plain.ts';
import type { Setting, Settings } from './setting.ts';
import { readText } from './values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'INJECT_TRACE_';

export const variableOf = (name: string): string =>
  PREFIX + name.toUpperCase().replaceAll('-', '_');

/** An empty variable sets nothing. @throws UsageError */
export function environmentSettings(env: Environment, options: Options): Settings {
  refuseSlips(env, Object.keys(options));
  const settings = new Map<string, Setting>();
  for (const [name, option] of Object.entries(options)) {
    const from = variableOf(name);
    const text = env[from] ?? '';
    if (text === '') continue;
    const value = readText(text, option, from);
    settings.set(name, { value, origin: { kind: 'environment', from } });
  }
  return settings;
}

/** Whoever runs the tool may have variables of his own that begin as these do. */
function refuseSlips(env: Environment, names: readonly string[]): void {
  const known = new Set(names.map(variableOf));
  for (const [variable, text = ''] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || known.has(variable) || text === '') continue;
    const given = variable.slice(PREFIX.length).toLowerCase().replaceAll('_', '-');
    const meant = nearest(given, names, (name) => name);
    if (meant === null) continue;
    throw new UsageError(`${plain(variable)}: no such option; did you mean ${variableOf(meant)}?`);
  }
}
