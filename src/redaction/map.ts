// The private half of a redacted report: which pseudonym stands for what. In: names. Out: a JSON text, and back.

import { type Names, PSEUDONYM } from './names.ts';

const WHOLE = new RegExp(`^${PSEUDONYM}$`);

export function mapText(names: Names): string {
  const entries = [...names].map(([value, { kind, pseudonym }]) => [pseudonym, { kind, value }]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/** Value by pseudonym; null for a text that is no such map. */
export function readMap(text: string): ReadonlyMap<string, string> | null {
  const given = parsed(text);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null;
  const values = new Map<string, string>();
  for (const [pseudonym, entry] of Object.entries(given)) {
    const value: unknown = entry?.value;
    if (!WHOLE.test(pseudonym) || typeof value !== 'string') return null;
    values.set(pseudonym, value);
  }
  return values;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
