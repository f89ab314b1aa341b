// Arguments to flags, by yargs: the table of options, and which command takes which. Prints nothing
// itself.

import yargs, { type Argv, type InferredOptionTypes, type Options } from 'yargs';
import { UsageError } from './errors.ts';
import { MEANINGS } from './exit-statuses.ts';
import { refusal, refuseNearCommand } from './refusals.ts';
import { VERSION } from './version.ts';

/** Of an option given several times, the last counts. */
const last = (given: string | readonly string[]): string => [given].flat().at(-1) ?? '';
const all = (given: string | readonly string[]): string[] => [given].flat();

const one = { type: 'string', requiresArg: true, coerce: last } as const;
const several = { type: 'string', requiresArg: true, coerce: all } as const;

/** What any command that reads logs takes. */
const READING = {
  release: {
    ...one,
    describe: "Nova's release, as codename or version, instead of what the log tells",
  },
  'nova-conf': {
    ...several,
    describe:
      'a nova.conf of the hosts: its options and log format are read; of several, the later wins',
  },
  'metadata-log': {
    ...several,
    describe: 'a log of who asked the metadata service: nova-api, uwsgi, neutron agent, haproxy',
  },
  'console-log': { ...several, describe: "a guest's serial console" },
  'cloud-init-log': { ...several, describe: "a guest's /var/log/cloud-init.log" },
  'cloud-init-output': { ...several, describe: "a guest's /var/log/cloud-init-output.log" },
  'authorized-keys': { ...several, describe: "root's authorized_keys file of a guest" },
  'log-format': {
    ...one,
    describe: "the hosts' logging_context_format_string, as nova.conf would set it",
  },
  tz: {
    ...several,
    describe: 'ZONE or LOG=ZONE: the time zone of times printed without an offset; repeatable',
  },
  host: { ...several, describe: 'NAME or LOG=NAME: the host of lines that name none; repeatable' },
  threads: {
    ...one,
    alias: 'j',
    describe: 'how many threads read files; one for each core when much is packed, else one',
  },
  since: {
    ...one,
    describe:
      'read only records from this TIME on: 2026-07-01, "2026-07-01 12:30", 2026-07-01T12:30:05Z; without an offset it is on the clock of the stamps as the log prints them (UTC in a journal as JSON)',
  },
  until: { ...one, describe: 'read only records up to this TIME, itself included' },
  'list-inputs': {
    type: 'boolean',
    default: false,
    describe: 'only list the files taken and skipped, and why',
  },
} as const satisfies Record<string, Options>;

/** What a command may take. */
const OPTIONS = {
  instance: { ...one, describe: 'only this instance, by uuid or name' },
  request: { ...one, describe: 'only this request id' },
  output: {
    ...several,
    alias: 'o',
    describe: 'write to this file instead, in the format of its extension; repeatable',
  },
  verbose: {
    type: 'boolean',
    alias: 'v',
    default: false,
    describe: 'quote the lines that claims cite',
  },
  redact: {
    type: 'boolean',
    describe:
      'pseudonyms for hosts, addresses, users and projects; the default where a report is handed on (md, jira, html)',
  },
  'no-redact': { type: 'boolean', describe: 'no pseudonyms, in no format' },
  'redact-map': {
    ...one,
    describe: 'write to this new file what the pseudonyms stand for; unredact reads it',
  },
  set: {
    ...several,
    describe: 'OPTION=VALUE, as in libvirt.inject_key=false: what would be set; repeatable',
  },
  'max-lines': {
    ...one,
    describe: 'how many lines --format md or jira may have, 40 or more; 60 without it',
  },
  ignore: { ...several, describe: 'leave out the findings of this id; repeatable' },
  'fail-on': {
    ...several,
    describe:
      'exit with 1 when there is a finding at or above error, warning or info, or of this id; repeatable',
  },
} as const satisfies Record<string, Options>;

const COMMON = {
  format: { ...one, describe: 'how to print' },
  'no-pager': {
    type: 'boolean',
    default: false,
    describe: 'do not page a text that is longer than the terminal',
  },
  'no-color': {
    type: 'boolean',
    default: false,
    describe: 'no colours and no progress, also on a terminal',
  },
} as const satisfies Record<string, Options>;

const TABLE = { ...READING, ...OPTIONS };

/** As typed, and whether a value follows. */
const TYPED: ReadonlyMap<string, boolean> = new Map(
  Object.entries<Options>({ ...TABLE, ...COMMON }).flatMap(([name, { type, alias }]) =>
    [`--${name}`, ...[alias ?? []].flat().map((letter) => `-${letter}`)].map(
      (typed) => [typed, type !== 'boolean'] as const,
    ),
  ),
);

export type OptionName = keyof typeof TABLE;

/** What the command line has to know of a command. */
export interface CommandLine {
  /** The word typed; '' for the one without. */
  readonly id: string;
  /** Words it needs before the logs: `show INSTANCE`. */
  readonly subjects: readonly string[];
  /** The only ones that the first of those may be. */
  readonly choices?: readonly string[];
  readonly readsLogs: boolean;
  /** Its words are the only logs. */
  readonly noFurtherLog?: true;
  /** Takes one text, which is no log; standard input without one. */
  readonly readsText?: true;
  readonly describe: string;
  /** The first is what the terminal gets. */
  readonly formats: readonly string[];
  readonly takes: readonly OptionName[];
  readonly examples: readonly (readonly [command: string, what: string])[];
}

type Given = Partial<InferredOptionTypes<typeof TABLE>>;
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

/** What the command takes, by name, in the order of its help. */
export function optionsOf({
  takes,
  readsLogs,
  formats,
}: CommandLine): Readonly<Record<string, Options>> {
  const { format, ...others } = COMMON;
  return {
    ...Object.fromEntries(takes.map((name) => [name, TABLE[name]])),
    ...(readsLogs ? READING : {}),
    format: { ...format, choices: formats, defaultDescription: formats[0] },
    ...others,
  };
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
