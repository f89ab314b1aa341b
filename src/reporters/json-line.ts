// In: a value. Out: its JSON on one line. Letters that drive a terminal, hide others or break a line for
// some readers are escaped; the value read back is the same.

import { invisible } from './plain.ts';

export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(invisible, escaped);

/** By UTF-16 unit, as JSON has it. */
const escaped = (letter: string) =>
  Array.from(
    { length: letter.length },
    (_, at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
