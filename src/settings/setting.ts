// What an option is set to, and where; which of several settings counts.

import { plain } from '../reporters/plain.ts';

export type Value = string | boolean | readonly string[];

/** From what counts least to what counts most. */
export type OriginKind = 'default' | 'user' | 'project' | 'environment' | 'command-line';

export interface Origin {
  readonly kind: OriginKind;
  /** The file or the variable; null for the others. */
  readonly from: string | null;
}

export interface Setting {
  readonly value: Value;
  readonly origin: Origin;
}

/** By the name of the option. */
export type Settings = ReadonlyMap<string, Setting>;

/** Both, of which the higher counts. A list replaces the lower one, and `redact` a lower `no-redact`. */
export function over(lower: Settings, higher: Settings): Settings {
  const merged = new Map(lower);
  for (const [name, { value }] of higher) if (value === true) merged.delete(opposite(name));
  for (const [name, setting] of higher) merged.set(name, setting);
  return merged;
}

const NO = 'no-';
const opposite = (name: string) => (name.startsWith(NO) ? name.slice(NO.length) : NO + name);

/** Where the options that a message names were set, for whoever did not type them; else nothing. */
export function whereSet(message: string, elsewhere: Settings): string {
  const told = [...elsewhere].flatMap(([name, { origin }]) => {
    if (!new RegExp(`--${name}(?![\\w-])`).test(message)) return [];
    const preposition = origin.kind === 'environment' ? 'by' : 'in';
    return [`--${name} is set ${preposition} ${plain(origin.from ?? '')}`];
  });
  return told.length === 0 ? '' : ` (${told.join('; ')})`;
}
