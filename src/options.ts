// The table of options, and what the command line has to know of a command: which takes which. Help,
// completion, the manual page, and the settings of files and environment are made of it.

/** In the words of yargs. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly describe: string;
  readonly alias?: string;
  readonly requiresArg?: boolean;
  readonly coerce?: (given: string | readonly string[]) => string | string[];
  readonly default?: boolean | string | undefined;
  readonly choices?: readonly string[];
  // What yargs does not know.
  /** Counts as often as it is given; of any other the last counts. */
  readonly isList?: true;
  readonly isNumber?: true;
  /** Its value is the path of a file. */
  readonly isPath?: true;
  /** Its value is a URL, which may have a login in it. */
  readonly isUrl?: true;
  /** What writes or shows more is not for a file that comes with what somebody sent. */
  readonly byProject?: 'never' | 'only-true';
}

/** By name. */
export type Options = Readonly<Record<string, Option>>;

/** Of an option given several times, the last counts. */
const last = (given: string | readonly string[]): string => [given].flat().at(-1) ?? '';
const all = (given: string | readonly string[]): string[] => [given].flat();

const one = { type: 'string', requiresArg: true, coerce: last } as const;
const several = { type: 'string', requiresArg: true, coerce: all, isList: true } as const;
const aNumber = { ...one, isNumber: true } as const;
const files = { ...several, isPath: true } as const;

/** What any command that reads logs takes. */
const READING = {
  release: {
    ...one,
    describe: "Nova's release, as codename or version, instead of what the log tells",
  },
  'nova-conf': {
    ...files,
    describe:
      'a nova.conf of the hosts: its options and log format are read; of several, the later wins',
  },
  'metadata-log': {
    ...files,
    describe: 'a log of who asked the metadata service: nova-api, uwsgi, neutron agent, haproxy',
  },
  'console-log': { ...files, describe: "a guest's serial console" },
  'cloud-init-log': { ...files, describe: "a guest's /var/log/cloud-init.log" },
  'cloud-init-output': { ...files, describe: "a guest's /var/log/cloud-init-output.log" },
  'authorized-keys': { ...files, describe: "root's authorized_keys file of a guest" },
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
    ...aNumber,
    alias: 'j',
    describe: 'how many threads read files; one for each core when much is packed, else one',
  },
  'max-open-cycles': {
    ...aNumber,
    describe:
      'how many openings of images may be followed at once, over all hosts (5000): with more the oldest is let go of, and counted',
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
} as const satisfies Record<string, Option>;

/** What a command may take. */
const OPTIONS = {
  instance: { ...one, describe: 'only this instance, by uuid or name' },
  request: { ...one, describe: 'only this request id' },
  output: {
    ...files,
    byProject: 'never',
    alias: 'o',
    describe: 'write to this file instead, in the format of its extension; repeatable',
  },
  follow: {
    type: 'boolean',
    alias: 'f',
    default: false,
    describe:
      'go on reading what is written to the logs, also when they are rotated, and tell each cycle when it is over',
  },
  idle: {
    ...aNumber,
    describe: 'with --follow, tell of a cycle that nothing happened to for so many seconds; 60',
  },
  state: {
    ...one,
    isPath: true,
    byProject: 'never',
    describe:
      'keep in this file where the reading stands, and go on from there; -o FILE.ndjson then holds each cycle once',
  },
  publish: {
    ...one,
    isUrl: true,
    byProject: 'never',
    describe:
      'send the facts to this broker instead: nats://HOST:4222, or tls:// (needs @nats-io/transport-node, @nats-io/jetstream)',
  },
  consume: {
    ...one,
    isUrl: true,
    byProject: 'never',
    describe: 'append the facts that this broker has to -o FILE.ndjson, instead of reading files',
  },
  subject: { ...one, describe: 'the subject of the facts at the broker; inject.facts without it' },
  durable: {
    ...one,
    describe: 'what the broker knows these consumers by from run to run; inject-trace without it',
  },
  share: {
    ...one,
    describe: '2/3: be the second of three consumers, each of which takes the facts of its hosts',
  },
  verbose: {
    type: 'boolean',
    alias: 'v',
    default: false,
    describe: 'quote the lines that claims cite',
  },
  redact: {
    type: 'boolean',
    byProject: 'only-true',
    describe:
      'pseudonyms for hosts, addresses, users and projects; the default where a report is handed on (md, jira, html)',
  },
  'no-redact': {
    type: 'boolean',
    byProject: 'never',
    describe: 'no pseudonyms, in no format',
  },
  'redact-map': {
    ...one,
    isPath: true,
    byProject: 'never',
    describe: 'write to this new file what the pseudonyms stand for; unredact reads it',
  },
  set: {
    ...several,
    describe: 'OPTION=VALUE, as in libvirt.inject_key=false: what would be set; repeatable',
  },
  'max-lines': {
    ...aNumber,
    describe: 'how many lines --format md or jira may have, 40 or more; 60 without it',
  },
  ignore: { ...several, describe: 'leave out the findings of this id; repeatable' },
  'fail-on': {
    ...several,
    describe:
      'exit with 1 when there is a finding at or above error, warning or info, or of this id; repeatable',
  },
  'show-origin': {
    type: 'boolean',
    default: false,
    describe: 'say of each setting where it comes from',
  },
} as const satisfies Record<string, Option>;

export const COMMON = {
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
} as const satisfies Record<string, Option>;

export const TABLE = { ...READING, ...OPTIONS };

export type OptionName = keyof typeof TABLE;

/** What the command line has to know of a command. */
export interface CommandLine {
  /** The word typed; '' for the one without. */
  readonly id: string;
  /** Words it needs before the logs: `show INSTANCE`. */
  readonly subjects: readonly string[];
  /** Says what it can do where none of them is given. */
  readonly mayBeAlone?: true;
  /** The only ones that the first of those may be. */
  readonly choices?: readonly string[];
  readonly readsLogs: boolean;
  /** Its words are the only logs. */
  readonly noFurtherLog?: true;
  /** Takes one text, which is no log; standard input without one. */
  readonly readsText?: true;
  /** Takes files that are no logs; standard input without one. */
  readonly readsFiles?: true;
  /** --nova-conf is the command's own, not what the hosts of the logs had. */
  readonly ownConf?: true;
  readonly describe: string;
  /** The first is what the terminal gets. */
  readonly formats: readonly string[];
  readonly takes: readonly OptionName[];
  readonly examples: readonly (readonly [command: string, what: string])[];
}

/** What is known of an option when it is given. */
type ValueOf<One> = One extends { coerce: (given: never) => infer Value } ? Value : boolean;
export type Given = { [Name in OptionName]?: ValueOf<(typeof TABLE)[Name]> };

/** What the command takes, by name, in the order of its help. */
export function optionsOf({ takes, readsLogs, formats }: CommandLine): Options {
  const { format, ...others } = COMMON;
  return {
    ...Object.fromEntries(takes.map((name) => [name, TABLE[name]])),
    ...(readsLogs ? READING : {}),
    format: { ...format, choices: formats, default: formats[0] },
    ...others,
  };
}

/** The options of all commands by name, each format among the choices. */
export function optionsOfAll(commands: readonly CommandLine[]): Options {
  const choices = [...new Set(commands.flatMap(({ formats }) => formats))];
  const format = { ...COMMON.format, choices, default: choices[0] };
  return { ...TABLE, ...COMMON, format };
}
