// Flags in, report out, exit status. The only file that touches the process.

import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Analysis, analyze } from './analyze.ts';
import { examine } from './doctor.ts';
import { NothingRecognisedError, UsageError } from './errors.ts';
import { filterReport } from './filter.ts';
import { firstRecord } from './first-record.ts';
import { type Flags, readFlags } from './flags.ts';
import type { Report } from './model.ts';
import { reporters } from './reporters/index.ts';
import { plain } from './reporters/plain.ts';
import { siteLayouts } from './site-layouts.ts';
import { type Found, findInputs, type Input, readingError } from './sources/index.ts';

/** Exit statuses of the report contract. */
const OK = 0;
const USAGE = 2;
const NOTHING_RECOGNISED = 3;
const PARTLY_READ = 4;
const INTERNAL = 5;

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
  const read = await readFlags(args);
  if ('answer' in read) {
    process.stdout.write(`${read.answer}\n`);
    return OK;
  }
  const { flags } = read;
  const paths = flags.files.length > 0 ? flags.files : ['-'];
  if (paths.includes('-') && process.stdin.isTTY) {
    throw new UsageError('no log given: name a file, or pipe one in; --help shows how');
  }
  if (paths.filter((path) => path === '-').length > 1)
    throw new UsageError('standard input can be read only once');
  const dialects = siteLayouts(await Promise.all(flags.novaConf.map(readConf)));
  const found = await findInputs(paths, process.stdin, (head, { modified }) =>
    firstRecord(head, { dialects, notAfter: modified?.getTime() ?? null }),
  );
  const { inputs, unreadable } = found;
  if (flags.listInputs) return await list(found);
  refuseNone(found);
  for (const input of unreadable) warn(name(input));
  for (const { path, of } of found.copies) {
    warn(`${plain(path)}: same content as ${plain(of)}; read once`);
  }
  const analysis = await analyze(inputs, { dialects, release: flags.release });
  for (const input of analysis.broken) warn(name(input));
  if (flags.doctor) {
    await pipeline(examine(analysis.report, analysis.layouts), process.stdout, { end: false });
    if (analysis.nothingRecognised) return NOTHING_RECOGNISED;
    return unreadable.length + analysis.broken.length > 0 ? PARTLY_READ : OK;
  }
  refuseEmpty(analysis, inputs);
  const report = filterReport(analysis.report, flags);
  if (report.cycles.length === 0 && analysis.report.cycles.length > 0) {
    warn(`none of the ${analysis.report.cycles.length} cycles in the log fits the filter`);
  }
  await print(report, flags);
  return unreadable.length + analysis.broken.length > 0 ? PARTLY_READ : OK;
}

async function readConf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--nova-conf ${plain(path)}: ${readingError(error)}`);
  }
}

const name = ({ path, reason }: { readonly path: string; readonly reason: string }) =>
  `${plain(path)}: ${reason}`;

function refuseNone({ inputs, unreadable }: Found): void {
  if (inputs.length > 0) return;
  const message = unreadable.map(name).join('; ');
  if (unreadable.every(({ holdsNone }) => holdsNone)) throw new NothingRecognisedError(message);
  throw new UsageError(message);
}

/** One line for each file, in the order they would be read; usage error when none would be. */
async function list({ inputs, listing }: Found): Promise<number> {
  const lines = listing.map(
    ({ path, taken, why }) => `${taken ? 'taken  ' : 'skipped'}  ${plain(path)}: ${plain(why)}\n`,
  );
  await pipeline(lines, process.stdout, { end: false });
  return inputs.length > 0 ? OK : USAGE;
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
