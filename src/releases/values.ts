// What a value means, whether the log printed it or nova.conf writes it. In: the text. Out: what Nova
// makes of it, so that the two can be compared.

import type { OptionType } from './options.ts';

const TRUE: readonly string[] = ['true', '1', 'on', 'yes'];
const FALSE: readonly string[] = ['false', '0', 'off', 'no'];

/** Null for a value that is no boolean to Nova, such as `None` or a masked one. */
export function booleanOf(value: string | null | undefined): boolean | null {
  const word = value?.toLowerCase() ?? '';
  if (TRUE.includes(word)) return true;
  return FALSE.includes(word) ? false : null;
}

/** The entries of `loop, nbd` or of `['loop', u'nbd']`. */
export function listOf(value: string): readonly string[] {
  const printed = /^\[(.*)\]$/.exec(value);
  const entries = (printed?.[1] ?? value).split(',').map((entry) => entry.trim());
  return entries
    .map((entry) => (printed === null ? entry : entry.replace(/^u?(['"])(.*)\1$/, '$2')))
    .filter((entry) => entry !== '');
}

/** Whether two texts are one value to Nova. */
export function isSameValue(one: string, other: string, type: OptionType): boolean {
  return meaning(one, type) === meaning(other, type);
}

function meaning(value: string, type: OptionType): string {
  if (type === 'boolean') return String(booleanOf(value) ?? value);
  if (type === 'list') return listOf(value).join();
  return type === 'integer' && /^[+-]?\d+$/.test(value) ? String(Number(value)) : value.trim();
}
