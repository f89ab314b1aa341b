// In: a text with pseudonyms, in pieces, and what they stand for. Out: the text with the values, in pieces.

import { BEGIN, END, PSEUDONYM } from './names.ts';

const WORD = new RegExp(`${BEGIN}(${PSEUDONYM})(…?)${END}`, 'gu');

/** A word at the end, which may go on in the next piece. */
const LAST = /(?<![\p{L}\p{N}\\#…-])[\p{L}\p{N}\\#…-]*$/u;

export async function* unredacted(
  pieces: AsyncIterable<string>,
  values: ReadonlyMap<string, string>,
): AsyncGenerator<string> {
  const isWhole = (pseudonym: string) =>
    ![...values.keys()].some((other) => other !== pseudonym && other.startsWith(pseudonym));
  const translated = (text: string) =>
    text.replace(WORD, (word, pseudonym: string, cut: string) => {
      const value = values.get(pseudonym);
      // Of a longer one that was cut, nobody can tell which it was.
      return value === undefined || (cut !== '' && !isWhole(pseudonym)) ? word : value + cut;
    });
  let rest = '';
  for await (const piece of pieces) {
    const text = rest + piece;
    // What is behind an ellipsis belongs to no pseudonym in front of it.
    const last = LAST.exec(piece)?.index || piece.indexOf('…') + 1;
    const whole = last === 0 ? 0 : rest.length + last;
    yield translated(text.slice(0, whole));
    rest = text.slice(whole);
  }
  yield translated(rest);
}
