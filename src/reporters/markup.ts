// In: text of a log, or words about it. Out: the same as text of XML or HTML, in an element or in quotes.

import { plain } from './plain.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Line breaks stay; what XML has no place for does not. */
export function escaped(text: string): string {
  return text
    .split('\n')
    .map((line) => plain(line).replace(/[&<>"\uFFFE\uFFFF]/g, (letter) => ENTITIES[letter] ?? ''))
    .join('\n');
}
