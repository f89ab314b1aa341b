// In: a value. Out: its JSON on one line. Letters that drive a terminal, hide others or break a line for
// some readers are escaped; the value read back is the same.

import { invisible } from './plain.ts';

export const jsonLine = (value: unknown): string => visible(JSON.stringify(value));

/** JSON text without such letters, but for its own line breaks. */
export const visible = (json: string): string =>
  isAscii(json) && !json.includes(DEL) ? json : json.replace(invisible, escaped);

/** Of these JSON escapes all that are not to be seen but one. */
const isAscii = (json: string) => Buffer.byteLength(json) === json.length;

const DEL = '\u007f';

/** By UTF-16 unit, as JSON has it. */
const escaped = (letter: string) =>
  letter === '\n'
    ? letter
    : Array.from(
        { length: letter.length },
        (_, at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`,
      ).join('');
