// What a file or a variable gives an option, to the value that the command line would give it. What is of
// another type, or none of the choices, is refused.

import { UsageError } from '../errors.ts';
import { didYouMean } from '../near.ts';
import type { Option } from '../options.ts';
import { plain } from '../reporters/plain.ts';
import type { Value } from './setting.ts';

/** Of a file. @param place what a refusal begins with @throws UsageError */
export function readValue(given: unknown, option: Option, place: string): Value {
  if (option.type === 'boolean')
    return typeof given === 'boolean' ? given : refuse(place, 'true or false', given);
  if (option.isList) {
    const texts: readonly unknown[] = Array.isArray(given) ? given : [given];
    return texts.map((text) =>
      typeof text === 'string'
        ? checked(text, option, place)
        : refuse(place, 'a text or a list of texts', text),
    );
  }
  if (option.isNumber) {
    const isWhole = typeof given === 'string' ? /^\d+$/.test(given) : Number.isSafeInteger(given);
    return isWhole ? String(given) : refuse(place, 'a whole number', given);
  }
  return typeof given === 'string'
    ? checked(given, option, place)
    : refuse(place, 'a text in quotes', given);
}

/** Of a variable. @throws UsageError */
export function readText(text: string, option: Option, place: string): Value {
  if (option.type === 'boolean') {
    const value = SWITCHED.get(text.toLowerCase());
    return value ?? refuse(place, '1 or 0, true or false', text);
  }
  return readValue(option.isList ? parted(text) : text, option, place);
}

const SWITCHED: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

/** At commas, but not at `\,`. */
const parted = (text: string) =>
  text
    .split(/(?<!\\),/)
    .map((part) => part.replaceAll('\\,', ',').trim())
    .filter((part) => part !== '');

/** They drive a terminal or turn the writing round, and no value needs them. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}]/u;

function checked(text: string, { choices }: Option, place: string): string {
  if (text === '') throw new UsageError(`${place}: is empty`);
  if (UNSEEN.test(text)) throw new UsageError(`${place}: holds a control character`);
  if (choices === undefined || choices.includes(text)) return text;
  const hint = didYouMean(text, choices);
  throw new UsageError(`${place}: ${shown(text)} is none of ${choices.join(', ')}${hint}`);
}

function refuse(place: string, taken: string, given: unknown): never {
  throw new UsageError(`${place}: takes ${taken}, and not ${shown(given)}`);
}

/** A text is quoted up to this. */
const QUOTED = 60;

function shown(given: unknown): string {
  if (typeof given === 'string') return `"${plain(given).slice(0, QUOTED)}"`;
  if (Array.isArray(given)) return 'a list';
  return typeof given === 'object' && given !== null ? 'an object' : String(given);
}
