// Paths and flags to an analysis: finds the logs, reads them as the flags say, and tells what of them
// is missing. Standard input and where the warnings go are given.

import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type Analysis, type AnalyzeOptions, analyze } from './analyze.ts';
import { readBeside } from './beside.ts';
import { type NovaConf, readNovaConf } from './config/index.ts';
import { InterruptedError, NothingRecognisedError, UsageError } from './errors.ts';
import { type EvidenceFile, evidenceName } from './evidence/index.ts';
import { evidenceGiven, unlinkedEvidence } from './evidence-options.ts';
import { firstRecordsOf } from './first-record.ts';
import type { Flags } from './flags.ts';
import { keepHeapSmall } from './heap.ts';
import { readInputOptions } from './input-options.ts';
import type { Progress } from './progress.ts';
import { type Broken, type ReadOptions, type Receiver, readInputs } from './read-inputs.ts';
import type { Recognition } from './recognition.ts';
import { plain } from './reporters/plain.ts';
import type { Scan } from './scan.ts';
import { maskSecrets } from './secrets.ts';
import { siteLayouts } from './site-layouts.ts';
import {
  type EvidenceInput,
  type Found,
  findInputs,
  type Input,
  packedBytes,
  readingError,
  type Stdin,
} from './sources/index.ts';
import { readWindow } from './window.ts';

export interface Surroundings {
  readonly stdin: Stdin;
  readonly warn: (message: string) => void;
  /** Shows how far the reading is. */
  readonly progress: Progress;
  /** Ends the reading. */
  readonly signal: AbortSignal;
  /** What the hosts of the logs have set. */
  readonly novaConf: readonly NovaConf[];
}

export interface Reading {
  readonly analysis: Analysis;
  /** Part of the input could not be read or decoded; it was named. */
  readonly partly: boolean;
}

/** Finds the logs the paths stand for. @throws UsageError */
export async function findLogs(
  paths: readonly string[],
  flags: Flags,
  around: Surroundings,
): Promise<Found> {
  const { stdin, novaConf, signal } = around;
  // What cannot be is refused before anything is looked for.
  readWindow(flags);
  readMaxOpen(flags);
  if (paths.includes('-') && stdin.isTTY === true) {
    throw new UsageError('no log given: name a file, or pipe one in; --help shows how');
  }
  if (paths.filter((path) => path === '-').length > 1)
    throw new UsageError('standard input can be read only once');
  const dialects = siteLayouts(novaConf, flags.logFormat);
  const told = readInputOptions(flags);
  const given = await evidenceGiven(flags, around);
  const found = await findInputs(paths, stdin, firstRecordsOf(dialects, told.add), signal);
  told.refuseOthers(paths, found);
  const evidence = [...found.evidence, ...given].map((one) => ({
    ...one,
    host: told.add(one).host ?? null,
  }));
  return { ...found, inputs: found.inputs.map(told.add), evidence };
}

/** Who is told of what is read as it is read. Files beside the logs say of a cycle what only all of them
 *  tell, so with those nobody is. */
export type Told = Pick<AnalyzeOptions, 'listen' | 'keepsCycles'>;

/** Reads what was found. @throws UsageError, NothingRecognisedError when there was nothing to read,
 *  InterruptedError */
export async function readLogs(
  found: Found,
  flags: Flags,
  around: Surroundings,
  told: Told = {},
): Promise<Reading> {
  const { inputs, evidence } = found;
  const { warn, novaConf, progress } = around;
  const { release } = flags;
  const reading = await howToRead(found, flags, around);
  const read = { ...reading, maxOpenCycles: readMaxOpen(flags), novaConf, release, evidence };
  const options = evidence.length > 0 ? read : { ...read, ...told };
  const analysis = await analyze(inputs, options).finally(progress.end);
  refuseUnread(analysis);
  refuseOutside(analysis, inputs);
  for (const message of unlinkedEvidence(analysis.report)) warn(message);
  return { analysis, partly: namesPartly(found, analysis.broken, warn) };
}

/** Who takes all that is found. */
export interface Taker extends Receiver {
  readonly scans: readonly Scan[];
  /** What lies beside the logs. */
  beside(file: EvidenceFile, input: EvidenceInput): void;
}

/** Reads what was found for who takes it; resolves to whether part of it could not be read. @throws UsageError */
export async function passLogs(
  found: Found,
  flags: Flags,
  around: Surroundings,
  to: Taker,
): Promise<boolean> {
  const reading = await howToRead(found, flags, around);
  const { inputs, evidence } = found;
  const broken = await readInputs(inputs, to, reading).finally(around.progress.end);
  const files = await readBeside(evidence, inputs.length, broken, around.signal);
  for (const [at, input] of evidence.entries()) {
    const file = files[at];
    if (file !== undefined && file.lines > 0) to.beside(file, input);
  }
  return namesPartly(found, broken, around.warn);
}

/** Begins the progress. @throws UsageError */
async function howToRead(
  found: Found,
  flags: Flags,
  { warn, novaConf, progress, signal }: Surroundings,
): Promise<ReadOptions> {
  const { inputs, unreadable } = found;
  refuseNone(found);
  for (const input of unreadable) warn(named(input));
  for (const { path, of } of found.copies) {
    warn(`${plain(path)}: same content as ${plain(of)}; read once`);
  }
  const dialects = siteLayouts(novaConf, flags.logFormat);
  const threads = await threadsFor(inputs, flags);
  const window = readWindow(flags);
  progress.begin(await sizesOf(inputs));
  keepHeapSmall();
  return { dialects, threads, window, progress, signal };
}

/** Names what could not be read; whether there is such. */
function namesPartly(
  { unreadable }: Found,
  broken: readonly Broken[],
  warn: Surroundings['warn'],
): boolean {
  for (const input of broken) warn(named(input));
  return unreadable.length + broken.length > 0;
}

/** So many packed bytes are worth more threads than one; plain ones are read as fast as they are judged. */
const MUCH = 1 << 22;
const MOST_THREADS = 64;

/** Besides the one that reads what the others let pass; none for one. @throws UsageError */
async function threadsFor(inputs: readonly Input[], { threads }: Flags): Promise<number> {
  if (threads !== undefined) {
    const count = /^\d{1,2}$/.test(threads) ? Number(threads) : 0;
    if (count < 1 || count > MOST_THREADS)
      throw new UsageError(`--threads ${plain(threads)}: not a number from 1 to ${MOST_THREADS}`);
    return count === 1 ? 0 : count;
  }
  const cores = availableParallelism();
  const packed = await Promise.all(inputs.map(({ file }) => (file ? packedBytes(file) : 0)));
  return cores === 1 || packed.reduce((sum, size) => sum + size, 0) < MUCH ? 0 : cores;
}

/** What --max-open-cycles says. @throws UsageError */
export function readMaxOpen({ maxOpenCycles }: Flags): number | undefined {
  if (maxOpenCycles === undefined) return undefined;
  const count = /^\d{1,9}$/.test(maxOpenCycles) ? Number(maxOpenCycles) : 0;
  if (count < 1)
    throw new UsageError(`--max-open-cycles ${plain(maxOpenCycles)}: not a number from 1 on`);
  return count;
}

/** On disk, null for what is no file. */
const sizesOf = (inputs: readonly Input[]): Promise<readonly (number | null)[]> =>
  Promise.all(inputs.map(({ file }) => (file === undefined ? null : sizeOf(file))));

const sizeOf = async (file: string) => (await stat(file).catch(() => ({ size: 0 }))).size;

/** @throws InterruptedError when the reading was stopped before anything was recognised */
function refuseUnread({ report, nothingRecognised }: Analysis): void {
  if (report.summary.partial && nothingRecognised) throw new InterruptedError();
}

/** A report that looks healthy because nothing could be read would be a lie.
 *  @throws NothingRecognisedError */
export function refuseNothing(
  { nothingRecognised, isEmpty, firstRejected }: Recognition,
  inputs: readonly Input[],
): void {
  if (!nothingRecognised) return;
  const what = namesOf(inputs);
  if (firstRejected === null) {
    const why = isEmpty ? 'empty, nothing to read' : 'no record of nova-compute recognised';
    throw new NothingRecognisedError(`${what}: ${why}`);
  }
  const { path, line } = firstRejected;
  const shown = plain(maskSecrets(line.text)).slice(0, 120);
  throw new NothingRecognisedError(
    `${what}: no nova-compute log line recognised; the first line not understood is ${plain(path)}:${line.line}: ${shown}`,
  );
}

/** A window beside the logs is a mistake, and no healthy report. @throws NothingRecognisedError */
function refuseOutside({ outside, report }: Analysis, inputs: readonly Input[]): void {
  if (outside === null || report.summary.partial) return;
  const { first, last } = outside;
  const why =
    first === null
      ? 'no record has a time, so --since and --until leave none'
      : `nothing between --since and --until; the records go from ${first} to ${last}`;
  throw new NothingRecognisedError(`${namesOf(inputs)}: ${why}`);
}

const namesOf = (inputs: readonly Input[]) =>
  inputs.map(({ path }) => (path === '-' ? 'standard input' : plain(path))).join(', ');

/** The files of --nova-conf. @throws UsageError */
export const readConfs = ({ novaConf = [] }: Flags): Promise<readonly NovaConf[]> =>
  Promise.all(novaConf.map(readConf));

async function readConf(path: string): Promise<NovaConf> {
  const file = plain(path);
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new UsageError(`--nova-conf ${file}: ${readingError(error)}`);
  });
  return readNovaConf(text, file);
}

const named = ({ path, reason }: { readonly path: string; readonly reason: string }) =>
  `${plain(path)}: ${reason}`;

function refuseNone({ inputs, evidence, unreadable }: Found): void {
  if (inputs.length > 0) return;
  if (evidence.length > 0 && unreadable.length === 0) {
    const what = evidence.map(
      ({ path, evidence: kind }) => `${plain(path)} is ${evidenceName(kind)}`,
    );
    throw new NothingRecognisedError(`no log of nova-compute given: ${what.join('; ')}`);
  }
  const message = unreadable.map(named).join('; ');
  if (unreadable.every(({ holdsNone }) => holdsNone)) throw new NothingRecognisedError(message);
  throw new UsageError(message);
}
