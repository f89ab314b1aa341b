// What a text holds that names somebody. In: what is known, then a text and its field. Out: the values in it, in
// order, none over another.

import { literal } from './literal.ts';
import { BEGIN, END, type Found, type Known } from './names.ts';
import { isTelling } from './ordinary.ts';
import { partsOf, wholeHost } from './places.ts';
import { type Shown, shownIn } from './shown.ts';
import type { Text } from './strings.ts';

/** Taken as a whole, so that no part of one is taken for a name. Users and projects are called so, of which
 *  there may be thousands: they are looked up, not looked for one by one. */
const ID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}';
const isId = (value: string) => WHOLE_ID.test(value);
const WHOLE_ID = new RegExp(`^(?:${ID})$`);

/** The shortest line that is quoted in part. */
const QUOTED = 200;
const LAST = /(?<![A-Za-z0-9])[A-Za-z0-9][\w.:-]{4,80}(?=…?$)/;

export type Find = (text: Text) => readonly Found[];

export function finderOf(known: Known, shown: Shown = shownIn): Find {
  // Of two that begin alike, the longer is meant.
  const names = [...known.keys()]
    .filter((value) => !isId(value))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const pattern = new RegExp(`${BEGIN}(${[...names.map(literal), ID].join('|')})${END}`, 'gu');
  const inOrder = [...known.keys()].sort();
  /** Of a value that the end of a quote cut. */
  const beginningAtEnd = (text: string, found: readonly Found[]): readonly Found[] => {
    const last = text.length < QUOTED && !text.endsWith('…') ? null : LAST.exec(text);
    const whole = last && beginningWith(inOrder, last[0]);
    const kind = known.get(whole ?? '');
    if (!last || kind === undefined || !isTelling(kind, last[0])) return [];
    const cut = { kind, value: last[0], start: last.index };
    return found.some((other) => overlap(cut, other)) ? [] : [cut];
  };
  return ({ text, field }) => {
    const found: Found[] = [];
    for (const { 1: value, index } of text.matchAll(pattern)) {
      const kind = value === undefined ? undefined : known.get(value);
      if (value !== undefined && kind !== undefined) found.push({ kind, value, start: index });
    }
    const whole = field === 'host' ? wholeHost(text) : [];
    for (const one of [...whole, ...shown(text)].flatMap(partsOf)) {
      // What tells anywhere was found above.
      if (isTelling(one.kind, one.value) || found.some((other) => overlap(one, other))) continue;
      found.push(one);
    }
    found.sort((a, b) => a.start - b.start);
    return [...found, ...beginningAtEnd(text, found)];
  };
}

/** The first value that begins so. @param values sorted */
function beginningWith(values: readonly string[], start: string): string | undefined {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? '') < start) low = middle + 1;
    else high = middle;
  }
  const value = values[low];
  return value?.startsWith(start) ? value : undefined;
}

const overlap = (a: Found, b: Found) =>
  a.start < b.start + b.value.length && b.start < a.start + a.value.length;
