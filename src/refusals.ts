// What is wrong with a command line. In: what yargs says of it, and the words that are known. Out: one
// line, with the nearest word there is.

import { existsSync } from 'node:fs';
import { UsageError } from './errors.ts';
import { didYouMean } from './near.ts';

/** One line of what yargs says over several. */
export function refusal(told: string, options: readonly string[]): string {
  const line = told.replace(/[^\S\n]{0,80}\n\s*/g, ' ');
  const [, names] = /^Unknown arguments?: (.*)$/.exec(line) ?? [];
  if (names !== undefined) return unknownOptions(names.split(', '), options);
  const [, given = '', choices = ''] = /Given: "(.*)", Choices: (.*)$/.exec(line) ?? [];
  return `${line}${didYouMean(
    given,
    [...choices.matchAll(/"([^"]*)"/g)].map(([, word = '']) => word),
  )}`;
}

function unknownOptions(names: readonly string[], options: readonly string[]): string {
  // Of a name with hyphens yargs tells the camel-case spelling, too.
  const typed = names.filter((name) => kebab(name) === name || !names.includes(kebab(name)));
  const asTyped = typed.map(dashed);
  const hint = asTyped
    .map((name) => didYouMean(name, options.map(dashed)))
    .find((found) => found !== '');
  return `unknown option${typed.length > 1 ? 's' : ''} ${asTyped.join(', ')}${hint ?? ''}`;
}

const dashed = (name: string) => (name.length > 1 ? `--${name}` : `-${name}`);
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A first word that is no log there is, but nearly a command. @throws UsageError */
export function refuseNearCommand(word: string, commands: readonly string[]): void {
  const hint = /^[\w-]+$/.test(word) ? didYouMean(word, commands) : '';
  if (hint === '' || commands.includes(word) || existsSync(word)) return;
  throw new UsageError(`${word}: no such file, and no command${hint}`);
}
