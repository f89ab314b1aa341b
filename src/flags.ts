// Arguments to flags, by yargs. Prints nothing itself.

import yargs from 'yargs';
import { UsageError } from './errors.ts';
import { type ReporterId, reporters } from './reporters/index.ts';
import { VERSION } from './version.ts';

const FORMATS = Object.keys(reporters) as ReporterId[];

export interface Flags {
  /** Tell what can be read of the files instead of reporting on them. */
  readonly doctor: boolean;
  readonly files: readonly string[];
  readonly format: ReporterId;
  readonly noColor: boolean;
  readonly listInputs: boolean;
  readonly novaConf: readonly string[];
  readonly release?: string | undefined;
  readonly instance?: string | undefined;
  readonly request?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Of an option given several times, the last counts. */
function last<Value>(given: Value | readonly Value[]): Value {
  return [given].flat().at(-1) as Value;
}

/** The flags, or what to print instead: help or the version. @throws UsageError */
export async function readFlags(
  args: readonly string[],
): Promise<{ readonly flags: Flags } | { readonly answer: string }> {
  const parser = yargs([...args])
    .scriptName('inject-trace')
    .usage(
      '$0 [LOG…]\n$0 doctor [LOG…]\n\nExplains each disk image injection in nova-compute logs: handler, reason, items, outcome.\nA log may be compressed, or a directory or tar archive to search, or a quoted pattern.\nReads standard input when no log is named, or for -.',
    )
    .option('format', {
      requiresArg: true,
      choices: FORMATS,
      default: 'terminal' as ReporterId,
      coerce: last<ReporterId>,
      describe: 'how to print the report',
    })
    .option('instance', {
      type: 'string',
      requiresArg: true,
      coerce: last<string>,
      describe: 'only this instance, by uuid or name',
    })
    .option('request', {
      type: 'string',
      requiresArg: true,
      coerce: last<string>,
      describe: 'only this request id',
    })
    .option('since', {
      type: 'string',
      requiresArg: true,
      coerce: last<string>,
      describe: "only cycles that end at or after this time, in the log's clock",
    })
    .option('until', {
      type: 'string',
      requiresArg: true,
      coerce: last<string>,
      describe: 'only cycles that start at or before this time',
    })
    .option('release', {
      type: 'string',
      requiresArg: true,
      coerce: last<string>,
      describe: "Nova's release, as codename or version, instead of what the log tells",
    })
    .option('nova-conf', {
      type: 'string',
      requiresArg: true,
      coerce: (given: string | readonly string[]) => [given].flat(),
      describe: 'a nova.conf of the host: the log format it sets is read; repeatable',
    })
    .option('list-inputs', {
      type: 'boolean',
      default: false,
      describe: 'only list the files taken and skipped, and why',
    })
    .option('no-color', {
      type: 'boolean',
      default: false,
      describe: 'no colours, also on a terminal',
    })
    .example('$0 /var/log/nova/nova-compute.log', 'report on a log')
    .example('journalctl -u nova-compute | $0 -', 'report on the journal')
    .example('$0 sosreport.tar.xz', 'report on the logs in an archive')
    .example('$0 doctor nova-compute.log', 'what can be read of a log, and what not')
    .example('$0 --format json nova-compute.log | jq .summary', 'the same as data')
    .epilogue(
      'Exit status: 0 analysed, 2 usage, 3 nothing recognised, 4 part of the input unreadable, 5 internal error.',
    )
    .parserConfiguration({ 'boolean-negation': false })
    .strictOptions()
    .version(VERSION)
    .help()
    .exitProcess(false)
    .fail((message, error) => {
      throw new UsageError((message ?? error.message).replace(/\s*\n\s*/g, ' '));
    });
  let answer = '';
  const parsed = await parser.parse(
    [...args],
    {},
    (_error: unknown, _argv: unknown, output: string) => {
      answer = output;
    },
  );
  if (answer !== '') return { answer };
  const [first, ...others] = parsed._.map(String);
  const doctor = first === 'doctor';
  const files = doctor || first === undefined ? others : [first, ...others];
  return { flags: { ...parsed, novaConf: parsed.novaConf ?? [], doctor, files } };
}
