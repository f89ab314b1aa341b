// Flags in, report out, exit status. The only file that touches the process.

import { pipeline } from 'node:stream/promises';
import yargs from 'yargs';
import { type Analysis, analyze } from './analyze.ts';
import { NothingRecognisedError, UsageError } from './errors.ts';
import { filterReport } from './filter.ts';
import type { Report } from './model.ts';
import { type ReporterId, reporters } from './reporters/index.ts';
import { plain } from './reporters/plain.ts';
import { findInput, type Input, type Unreadable } from './sources.ts';
import { VERSION } from './version.ts';

/** Exit statuses of the report contract. */
const OK = 0;
const USAGE = 2;
const NOTHING_RECOGNISED = 3;
const PARTLY_READ = 4;
const INTERNAL = 5;

const FORMATS = Object.keys(reporters) as ReporterId[];

/** Runs the tool; resolves to its exit status. Never throws. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    if (isClosedPipe(error)) return OK;
    if (error instanceof UsageError) return complain(error.message, USAGE);
    if (error instanceof NothingRecognisedError) return complain(error.message, NOTHING_RECOGNISED);
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return complain(`internal error, please report it: ${detail}`, INTERNAL);
  }
}

async function run(args: readonly string[]): Promise<number> {
  const flags = await readFlags(args);
  if (flags === null) return OK;
  const paths = flags.files.length > 0 ? flags.files : ['-'];
  if (paths.includes('-') && process.stdin.isTTY) {
    throw new UsageError('no log given: name a file, or pipe one in; --help shows how');
  }
  if (paths.filter((path) => path === '-').length > 1)
    throw new UsageError('standard input can be read only once');
  const found = await Promise.all(paths.map((path) => findInput(path, process.stdin)));
  const unreadable = found.filter((input): input is Unreadable => 'reason' in input);
  const inputs = found.filter((input): input is Input => 'open' in input);
  if (inputs.length === 0) throw new UsageError(unreadable.map(name).join('; '));
  for (const input of unreadable) warn(name(input));
  const analysis = await analyze(inputs);
  for (const input of analysis.broken) warn(name(input));
  refuseEmpty(analysis, inputs);
  const report = filterReport(analysis.report, flags);
  if (report.cycles.length === 0 && analysis.report.cycles.length > 0) {
    warn(`none of the ${analysis.report.cycles.length} cycles in the log fits the filter`);
  }
  await print(report, flags);
  return unreadable.length + analysis.broken.length > 0 ? PARTLY_READ : OK;
}

const name = ({ path, reason }: { readonly path: string; readonly reason: string }) =>
  `${plain(path)}: ${reason}`;

interface Flags {
  readonly files: readonly string[];
  readonly format: ReporterId;
  readonly noColor: boolean;
  readonly instance?: string | undefined;
  readonly request?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Null when the answer was printed already: help or the version. */
async function readFlags(args: readonly string[]): Promise<Flags | null> {
  const parser = yargs([...args])
    .scriptName('inject-trace')
    .usage(
      '$0 [LOG…]\n\nExplains each disk image injection in nova-compute logs: handler, reason, items, outcome.\nReads standard input when no log is named, or for -.',
    )
    .option('format', {
      requiresArg: true,
      choices: FORMATS,
      default: 'terminal' as ReporterId,
      describe: 'how to print the report',
    })
    .option('instance', {
      type: 'string',
      requiresArg: true,
      describe: 'only this instance, by uuid or name',
    })
    .option('request', { type: 'string', requiresArg: true, describe: 'only this request id' })
    .option('since', {
      type: 'string',
      requiresArg: true,
      describe: "only cycles that end at or after this time, in the log's clock",
    })
    .option('until', {
      type: 'string',
      requiresArg: true,
      describe: 'only cycles that start at or before this time',
    })
    .option('no-color', {
      type: 'boolean',
      default: false,
      describe: 'no colours, also on a terminal',
    })
    .example('$0 /var/log/nova/nova-compute.log', 'report on a log')
    .example('journalctl -u nova-compute | $0 -', 'report on the journal')
    .example('$0 --format json nova-compute.log | jq .summary', 'the same as data')
    .epilogue(
      'Exit status: 0 analysed, 2 usage, 3 nothing recognised, 4 part of the input unreadable, 5 internal error.',
    )
    .parserConfiguration({ 'duplicate-arguments-array': false, 'boolean-negation': false })
    .strictOptions()
    .version(VERSION)
    .help()
    .exitProcess(false)
    .fail((message, error) => {
      throw new UsageError((message ?? error.message).replace(/\s*\n\s*/g, ' '));
    });
  let shown = false;
  const parsed = await parser.parse(
    [...args],
    {},
    (_error: unknown, _argv: unknown, output: string) => {
      if (output === '') return;
      shown = true;
      process.stdout.write(`${output}\n`);
    },
  );
  if (shown) return null;
  return { ...parsed, files: parsed._.map(String) };
}

/** A report that looks healthy because nothing could be read would be a lie. */
function refuseEmpty(
  { nothingRecognised, firstRejected }: Analysis,
  inputs: readonly Input[],
): void {
  if (!nothingRecognised) return;
  const what = inputs.map(({ path }) => (path === '-' ? 'standard input' : plain(path))).join(', ');
  if (firstRejected === null) throw new NothingRecognisedError(`${what}: empty, nothing to read`);
  const { path, line } = firstRejected;
  const shown = plain(line.text).slice(0, 120);
  throw new NothingRecognisedError(
    `${what}: no nova-compute log line recognised; the first line not understood is ${plain(path)}:${line.line}: ${shown}`,
  );
}

async function print(report: Report, { format, noColor }: Flags): Promise<void> {
  const { stdout, env } = process;
  const plainOnly =
    noColor || !stdout.isTTY || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  const pieces = reporters[format](report, { color: !plainOnly, width: stdout.columns ?? 80 });
  await pipeline(pieces, stdout, { end: false });
}

function isClosedPipe(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
  );
}

function warn(message: string): void {
  process.stderr.write(`inject-trace: ${message}\n`);
}

function complain(message: string, status: number): number {
  warn(message);
  return status;
}
