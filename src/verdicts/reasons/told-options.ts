// The options a choice depends on, as the log or nova.conf tells them. In: a case and a name. Out: the
// value with where it is told, in words.

import type { ConfigValue } from '../../model.ts';
import type { Case } from './case.ts';

export type Told = ConfigValue & { readonly value: string };

/** An option with a value in force, be it the release's default. */
export function inForce({ cycle, around }: Case, name: string, group = 'DEFAULT'): Told | null {
  const option = around.option(cycle.host, group, name, cycle.firstEvidence);
  return option === null || option.value === null ? null : { ...option, value: option.value };
}

/** An option as the log or nova.conf tells it: a default is what holds where neither does. */
export function told(given: Case, name: string, group = 'DEFAULT'): Told | null {
  const option = inForce(given, name, group);
  return option === null ? null : unlessDefault(option);
}

export const unlessDefault = (option: Told): Told | null =>
  option.origin === 'release-default' ? null : option;

/** Something sets the option, but the log masks to what. */
export function isMasked({ cycle, around }: Case, name: string, group = 'DEFAULT'): boolean {
  return around.option(cycle.host, group, name, cycle.firstEvidence)?.masked === true;
}

export function whereTold({ origin, file, line }: Told): string {
  if (origin === 'nova.conf') return `nova.conf ${file}:${line}`;
  if (origin === 'release-default') return 'the default; no config seen';
  return `from the options in the log${origin === 'inferred' ? ' before a restart' : ''}`;
}

export const said = (option: Told) => `${option.value} (${whereTold(option)})`;

/** nova.conf may have changed since, and a default may have been set. */
export const isProven = (option: Told | null) => option?.origin === 'log-dump';

export const SETTLED_BY_OPTIONS =
  'the options nova-compute logs at DEBUG when it starts, or else its nova.conf given with --nova-conf';
