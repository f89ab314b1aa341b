// What can be typed. In: the commands. Out: each one's options as they are typed, and what may follow.

import { type CommandLine, optionsOf } from '../options.ts';

export interface Typed {
  /** Without its hyphens, as the next. */
  readonly name: string;
  readonly letter: string | null;
  readonly describe: string;
  /** Nothing follows it. */
  readonly isSwitch: boolean;
  /** The only values there are; empty where any text or file may follow. */
  readonly values: readonly string[];
}

/** What yargs adds to every command. */
const ADDED: readonly Typed[] = [
  { name: 'help', letter: null, describe: 'show help', isSwitch: true, values: [] },
  { name: 'version', letter: null, describe: 'show the version', isSwitch: true, values: [] },
];

/** The options of a command, in the order of its help. */
export function typedOptions(command: CommandLine): readonly Typed[] {
  const own = Object.entries(optionsOf(command)).map(([name, option]) => ({
    name,
    letter: option.alias ?? null,
    describe: option.describe,
    isSwitch: option.type === 'boolean',
    values: option.choices ?? [],
  }));
  return [...own, ...ADDED];
}

/** `--output` and `-o`. */
export const spellings = ({ name, letter }: Typed): readonly string[] => [
  `--${name}`,
  ...(letter === null ? [] : [`-${letter}`]),
];

/** What takes the next word for its value, of any command. */
export function valued(commands: readonly CommandLine[]): readonly string[] {
  const options = commands.flatMap(typedOptions).filter(({ isSwitch }) => !isSwitch);
  return [...new Set(options.flatMap(spellings))];
}

export const takesFiles = ({ readsLogs, readsText, subjects, choices }: CommandLine): boolean =>
  choices === undefined && (readsLogs || readsText === true || subjects.length > 0);

/** Those with a word to type. */
export const named = (commands: readonly CommandLine[]): readonly CommandLine[] =>
  commands.filter(({ id }) => id !== '');

/** For bash and zsh. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
