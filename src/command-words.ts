// The words of a command line that are no options: which is the command's, and which are logs.

import { UsageError } from './errors.ts';
import { COMMON, type CommandLine, type Option, TABLE } from './options.ts';

/** As typed, and whether a value follows. */
const TYPED: ReadonlyMap<string, boolean> = new Map(
  Object.entries<Option>({ ...TABLE, ...COMMON }).flatMap(([name, { type, alias }]) =>
    [`--${name}`, ...[alias ?? []].flat().map((letter) => `-${letter}`)].map(
      (typed) => [typed, type !== 'boolean'] as const,
    ),
  ),
);

/** Where the command stands, or a log; -1 when nothing but options is given. */
export function firstWord(args: readonly string[]): number {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') return -1;
    if (arg === '-' || !arg.startsWith('-')) return at;
    if (TYPED.get(arg)) at++;
  }
  return -1;
}

/** yargs takes a word behind an option that it knows only later for the option's value. */
export function wordFirst(
  args: readonly string[],
  at: number,
  commands: readonly CommandLine[],
): readonly string[] {
  const word = args[at];
  if (word === undefined || !commands.some(({ id }) => id === word)) return args;
  return [word, ...args.slice(0, at), ...args.slice(at + 1)];
}

export const wordOf = ({ id }: CommandLine): string => (id === '' ? '$0' : id);

export const missingWord = ([word]: readonly string[]): string =>
  `a word is missing; inject-trace ${word} --help shows how`;

/** Taken from what yargs leaves over: as a positional, `-` and what stands behind `--` would be lost. */
export function filesIn(
  { id, subjects, readsLogs, readsText, readsFiles, noFurtherLog }: CommandLine,
  words: readonly unknown[],
): readonly string[] {
  const files = words.slice(id === '' ? 0 : 1).map(String);
  if (readsText && files.length > 1)
    throw new UsageError(`${id} reads one text, and ${files.length} were given`);
  if (noFurtherLog && files.length > 0)
    throw new UsageError(`${id} takes ${subjects.join(' and ')}; ${files[0]} is one log too many`);
  if (readsLogs || readsText || readsFiles) return files.length > 0 ? files : ['-'];
  if (files.length > 0) throw new UsageError(`${id} reads no log, and ${files[0]} was given`);
  return [];
}
