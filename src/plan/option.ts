// An option as a plan asks for it and speaks of it.

import type { ConfigValue } from '../model.ts';
import { optionText } from '../releases/index.ts';

/** The value in force, null where nothing tells. */
export type Option = (group: string, name: string) => ConfigValue | null;

/** `libvirt_inject_key is True (default of the release)`. */
export function said({ value, origin, file, line, ...option }: ConfigValue): string {
  const place = origin === 'nova.conf' ? `${file}:${line}` : 'default of the release';
  return `${optionText(option)} is ${value} (${place})`;
}
