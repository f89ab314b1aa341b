// What nova.conf and the release's defaults say of an option. In: the files read, the release, the
// option. Out: its value with `$names` put in, and where it is set; also the names the release ignores.

import type { IgnoredOption } from '../model.ts';
import {
  aliasesOf,
  aliasTarget,
  hasOption,
  isKnownOption,
  type OptionName,
  optionDefault,
  optionIn,
  optionOf,
} from '../releases/index.ts';
import { nearestOption } from './near-names.ts';
import type { NovaConf, Setting } from './nova-conf.ts';

export interface Placed {
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

/** As nova.conf sets it: a later file and a later line win, within a file the name of the release
 *  wins over its deprecated aliases. */
export function settingOf(
  files: readonly NovaConf[],
  version: string | null,
  option: OptionName,
): Placed | null {
  if (files.length === 0) return null;
  const names = [option, ...(version === null ? [] : aliasesOf(version, option))];
  for (const { file, settings } of files.toReversed()) {
    for (const { group, name } of names) {
      const found = settings.findLast((one) => one.group === group && one.name === name);
      if (found?.value == null) continue;
      const value = filledIn(found.value, files, version, option.group);
      return { value, file, line: found.line };
    }
  }
  return null;
}

/** As Nova prints it, `None` for no value; null where the release has no such option, none that Nova
 *  runs with, or one that is not known whole. */
export function defaultOf(
  files: readonly NovaConf[],
  version: string,
  option: OptionName,
): string | null {
  const row = optionOf(version, option);
  if (row === undefined || row.required === true) return null;
  const value = row.default ?? 'None';
  return value.startsWith('...') ? null : filledIn(value, files, version, option.group);
}

// ---------------------------------------------------------------- $name

const REFERENCE = /\$\$|\\\$|\$(?:([a-z_]\w*)|\{([a-z_][\w.]*)\})/gi;

/** A value may refer to one that refers to another; more is a circle. */
const MAX_DEPTH = 8;

/** A reference to what is not known, such as where Nova is installed, is left as it stands. */
function filledIn(
  value: string,
  files: readonly NovaConf[],
  version: string | null,
  group: string,
  depth = 0,
): string {
  if (!value.includes('$') || depth === MAX_DEPTH) return value;
  return value.replace(REFERENCE, (text: string, plain?: string, braced?: string) => {
    const name = plain ?? braced;
    if (name === undefined) return '$';
    for (const option of referred(name, group)) {
      const set = setOrDefault(files, version, option);
      if (set !== null) return filledIn(set, files, version, option.group, depth + 1);
    }
    return text;
  });
}

/** `$name` is of the group it stands in, else of [DEFAULT]; `${group.name}` of the one it names. */
function referred(name: string, group: string): readonly OptionName[] {
  const [first = '', second] = name.split('.', 2);
  if (second !== undefined) return [{ group: first, name: second }];
  return [...new Set([group, 'DEFAULT'])].map((each) => ({ group: each, name }));
}

function setOrDefault(
  files: readonly NovaConf[],
  version: string | null,
  { group, name }: OptionName,
): string | null {
  const isIt = (one: Setting) => one.group === group && one.name === name && one.value !== null;
  const set = files.toReversed().flatMap(({ settings }) => settings.findLast(isIt) ?? [])[0];
  return set?.value ?? (version === null ? null : (optionDefault(version, group, name) ?? null));
}

// ---------------------------------------------------------------- names without effect

/** The names set in nova.conf that this release does not take: those of other releases, and those that
 *  look like a slip of the pen. Whatever else Nova has options for is no business of ours. */
export function ignoredNames(
  files: readonly NovaConf[],
  version: string,
): readonly IgnoredOption[] {
  return files.flatMap(({ file, settings }) =>
    settings.flatMap(({ group, name, line }) => {
      const given = { group, name };
      const isTaken =
        hasOption(version, given) !== false || aliasTarget(version, group, name) !== null;
      if (isTaken) return [];
      const known = isKnownOption(group, name);
      const meant = known ? optionIn(version, given) : nearestOption(version, given);
      return known || meant !== null ? [{ group, name, file, line, meant }] : [];
    }),
  );
}
