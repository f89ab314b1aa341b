// Arguments to flags, by yargs. Prints nothing itself.

import yargs, { type Argv } from 'yargs';
import { filesIn, firstWord, missingWord, wordFirst, wordOf } from './command-words.ts';
import { UsageError } from './errors.ts';
import { MEANINGS } from './exit-statuses.ts';
import {
  type CommandLine,
  type Given,
  type Option,
  type Options,
  optionsOf,
  optionsOfAll,
} from './options.ts';
import { refusal, refuseNearCommand } from './refusals.ts';
import {
  defaultsOf,
  over,
  type Place,
  PROJECT_FILE,
  type Setting,
  type Settings,
  settingsAround,
  USER_FILE,
  type Value,
  variableOf,
} from './settings/index.ts';
import { VERSION } from './version.ts';

type CamelCase<Name> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

export interface Flags
  extends Readonly<{ [Name in keyof Given as CamelCase<Name>]?: Given[Name] | undefined }> {
  readonly command: string;
  readonly subjects: readonly string[];
  readonly files: readonly string[];
  readonly format: string;
  /** The answer goes to standard output: always, but where it goes to files or a broker and no format was typed. */
  readonly prints: boolean;
  readonly noColor: boolean;
  readonly noPager: boolean;
  /** Every option that is set, also of other commands. How this answer is printed is not among it. */
  readonly settings: Settings;
  /** What of this run was set elsewhere than on the command line. */
  readonly elsewhere: Settings;
}

const EPILOGUE = `Options may also be set in ${variableOf('OPTION')}, ${PROJECT_FILE} and ~/.config/${USER_FILE}; inject-trace config shows what is.

Exit status: ${MEANINGS.map((one) => one.join(' ')).join('; ')}.`;

/** What the tool is, in help and manual. */
export const ABOUT =
  'Explains each disk image injection in nova-compute logs. A log may be compressed, or a directory or tar archive to search, or a quoted pattern. Reads standard input when no log is named, or for -.';

/** The flags, or what to print instead: help or the version. @param place where what is not given may be
 *  set @throws UsageError */
export async function readFlags(
  given: readonly string[],
  commands: readonly CommandLine[],
  place: Place,
): Promise<{ readonly flags: Flags } | { readonly answer: string }> {
  const at = firstWord(given);
  const args = wordFirst(given, at, commands);
  const asked = commands.find(({ id }) => id === args[0]) ?? commands.find(({ id }) => id === '');
  const words = commands.map(({ id }) => id).filter((id) => id !== '');
  refuseNearCommand(given[at] ?? '', words);
  let answer = '';
  let read: Read | undefined;
  const parser = yargs([...args]).scriptName('inject-trace');
  for (const command of commands) {
    parser.command({
      command: [wordOf(command), ...subjectsOf(command)].join(' '),
      describe: command.describe,
      builder: (own) => withOptions(own, command),
      handler: (parsed) => {
        read = { command, parsed };
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
  if (answer !== '' || read === undefined) return { answer };
  const options = optionsOfAll(commands);
  const settings = over(defaultsOf(options), await settingsAround(options, place));
  return { flags: flagsOf(read, settings) };
}

interface Read {
  readonly command: CommandLine;
  readonly parsed: Readonly<Record<string, unknown>> & { readonly _: readonly unknown[] };
}

function flagsOf({ command, parsed }: Read, settings: Settings): Flags {
  const options = optionsOf(command);
  const typed = typedOf(options, parsed);
  const { format, 'show-origin': _, ...others } = Object.fromEntries(typed);
  const inForce = over(settings, new Map(Object.entries(others)));
  const elsewhere = new Map(
    [...inForce].filter(([name, setting]) => !typed.has(name) && isFor(command, name, setting)),
  );
  const values = over(over(defaultsOf(options), elsewhere), typed);
  return {
    ...Object.fromEntries([...values].map(([name, { value }]) => [camelCase(name), value])),
    prints: format !== undefined || !ELSEWHERE.some((name) => hasValue(values, name)),
    command: command.id,
    // Of a lone `-` yargs leaves nothing.
    subjects: command.subjects
      .filter((subject) => parsed[subject] !== undefined)
      .map((subject) => String(parsed[subject]) || '-'),
    files: filesIn(command, parsed._),
    settings: inForce,
    elsewhere,
  } as unknown as Flags;
}

/** Where an answer goes that does not go to standard output. */
const ELSEWHERE = ['output', 'publish'];

const hasValue = (values: Settings, name: string) =>
  [values.get(name)?.value ?? []].flat().length > 0;
const subjectsOf = ({ subjects, mayBeAlone }: CommandLine) =>
  subjects.map((subject) => (mayBeAlone ? `[${subject}]` : `<${subject}>`));

function typedOf(options: Options, parsed: Read['parsed']): Settings {
  const given = Object.keys(options).filter((name) => parsed[name] !== undefined);
  const origin = { kind: 'command-line', from: null } as const;
  return new Map(given.map((name) => [name, { value: parsed[name] as Value, origin }]));
}

/** A file is for all commands: what one does not take is not for it, such as a format it has not. */
function isFor(command: CommandLine, name: string, { value, origin }: Setting): boolean {
  const option = optionsOf(command)[name];
  if (option === undefined || origin.kind === 'default') return false;
  if (name === 'nova-conf' && command.ownConf) return false;
  return option.choices === undefined || option.choices.includes(String(value));
}

const camelCase = (name: string) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

function withOptions(parser: Argv, command: CommandLine): Argv {
  for (const [at, subject] of command.subjects.entries()) {
    const choices = at === 0 ? command.choices : undefined;
    parser.positional(subject, { type: 'string', ...(choices ? { choices } : {}) });
  }
  for (const [name, option] of Object.entries(optionsOf(command)))
    parser.option(name, asTyped(option));
  for (const [example, what] of command.examples) parser.example(example, what);
  return parser;
}

/** Without its default, so that what was typed can be told from what was not. */
function asTyped({ default: value, ...option }: Option) {
  return value === undefined ? option : { ...option, defaultDescription: String(value) };
}
