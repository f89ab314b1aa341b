// Arguments to flags, by yargs. Prints nothing itself.

import yargs, { type Argv } from 'yargs';
import { UsageError } from './errors.ts';
import { MEANINGS } from './exit-statuses.ts';
import { COMMON, type CommandLine, type Given, type Option, optionsOf, TABLE } from './options.ts';
import { refusal, refuseNearCommand } from './refusals.ts';
import { VERSION } from './version.ts';

/** As typed, and whether a value follows. */
const TYPED: ReadonlyMap<string, boolean> = new Map(
  Object.entries<Option>({ ...TABLE, ...COMMON }).flatMap(([name, { type, alias }]) =>
    [`--${name}`, ...[alias ?? []].flat().map((letter) => `-${letter}`)].map(
      (typed) => [typed, type !== 'boolean'] as const,
    ),
  ),
);

type CamelCase<Name> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

export interface Flags
  extends Readonly<{ [Name in keyof Given as CamelCase<Name>]?: Given[Name] | undefined }> {
  readonly command: string;
  readonly subjects: readonly string[];
  readonly files: readonly string[];
  readonly format: string;
  /** The answer goes to standard output: always, but where it goes to files and no format was given. */
  readonly prints: boolean;
  readonly noColor: boolean;
  readonly noPager: boolean;
}

const EPILOGUE = `Exit status: ${MEANINGS.map((one) => one.join(' ')).join('; ')}.`;

/** What the tool is, in help and manual. */
export const ABOUT =
  'Explains each disk image injection in nova-compute logs. A log may be compressed, or a directory or tar archive to search, or a quoted pattern. Reads standard input when no log is named, or for -.';

/** The flags, or what to print instead: help or the version. @throws UsageError */
export async function readFlags(
  given: readonly string[],
  commands: readonly CommandLine[],
): Promise<{ readonly flags: Flags } | { readonly answer: string }> {
  const at = firstWord(given);
  const args = wordFirst(given, at, commands);
  const asked = commands.find(({ id }) => id === args[0]) ?? commands.find(({ id }) => id === '');
  const words = commands.map(({ id }) => id).filter((id) => id !== '');
  refuseNearCommand(given[at] ?? '', words);
  let answer = '';
  let flags: Flags | undefined;
  const parser = yargs([...args]).scriptName('inject-trace');
  for (const command of commands) {
    parser.command({
      command: [wordOf(command), ...command.subjects.map((subject) => `<${subject}>`)].join(' '),
      describe: command.describe,
      builder: (own) => withOptions(own, command),
      handler: (parsed) => {
        flags = {
          ...parsed,
          format: parsed['format'] ?? command.formats[0],
          prints: parsed['format'] !== undefined || parsed['output'] === undefined,
          command: command.id,
          // Of a lone `-` yargs leaves nothing.
          subjects: command.subjects.map((subject) => String(parsed[subject]) || '-'),
          files: filesIn(command, parsed._),
        } as unknown as Flags;
      },
    });
  }
  await parser
    .usage(`$0 [COMMAND] [LOG…]\n\n${ABOUT}`)
    .epilogue(EPILOGUE)
    .parserConfiguration({ 'boolean-negation': false, 'parse-positional-numbers': false })
    .strictOptions()
    .version(VERSION)
    .help()
    .locale('en')
    .exitProcess(false)
    .fail((message, error) => {
      const told = refusal(message ?? error.message, asked ? Object.keys(optionsOf(asked)) : []);
      throw new UsageError(told.replace(/^Not enough non-option arguments.*/, missingWord(args)));
    })
    .parse([...args], {}, (_error: unknown, _argv: unknown, output: string) => {
      answer = output;
    });
  if (answer !== '' || flags === undefined) return { answer };
  return { flags };
}

/** Where the command stands, or a log; -1 when nothing but options is given. */
function firstWord(args: readonly string[]): number {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') return -1;
    if (arg === '-' || !arg.startsWith('-')) return at;
    if (TYPED.get(arg)) at++;
  }
  return -1;
}

/** yargs takes a word behind an option that it knows only later for the option's value. */
function wordFirst(
  args: readonly string[],
  at: number,
  commands: readonly CommandLine[],
): readonly string[] {
  const word = args[at];
  if (word === undefined || !commands.some(({ id }) => id === word)) return args;
  return [word, ...args.slice(0, at), ...args.slice(at + 1)];
}

const wordOf = ({ id }: CommandLine) => (id === '' ? '$0' : id);

const missingWord = ([word]: readonly string[]) =>
  `a word is missing; inject-trace ${word} --help shows how`;

/** Taken from what yargs leaves over: as a positional, `-` and what stands behind `--` would be lost. */
function filesIn(
  { id, subjects, readsLogs, readsText, noFurtherLog }: CommandLine,
  words: readonly unknown[],
): readonly string[] {
  const files = words.slice(id === '' ? 0 : 1).map(String);
  if (readsText && files.length > 1)
    throw new UsageError(`${id} reads one text, and ${files.length} were given`);
  if (noFurtherLog && files.length > 0)
    throw new UsageError(`${id} takes ${subjects.join(' and ')}; ${files[0]} is one log too many`);
  if (readsLogs || readsText) return files.length > 0 ? files : ['-'];
  if (files.length > 0) throw new UsageError(`${id} reads no log, and ${files[0]} was given`);
  return [];
}

function withOptions(parser: Argv, command: CommandLine): Argv {
  for (const [at, subject] of command.subjects.entries()) {
    const choices = at === 0 ? command.choices : undefined;
    parser.positional(subject, { type: 'string', ...(choices ? { choices } : {}) });
  }
  parser.options(optionsOf(command));
  for (const [example, what] of command.examples) parser.example(example, what);
  return parser;
}
