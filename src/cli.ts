// A command line in, text out, exit status. The only file that touches the process. What reads logs is
// loaded only when there are some to read.

import type { Answer } from './commands/command.ts';
import { commands } from './commands/index.ts';
import { InterruptedError, NothingRecognisedError, UsageError } from './errors.ts';
import {
  FAILED,
  INTERNAL,
  INTERRUPTED,
  NOTHING_RECOGNISED,
  OK,
  PARTLY_READ,
  USAGE,
} from './exit-statuses.ts';
import { type Flags, readFlags } from './flags.ts';
import { gathered } from './gathered.ts';
import type { Report, ReporterOptions } from './model.ts';
import { newProgress, type Screen } from './progress.ts';
import type { Surroundings } from './reading.ts';
import { plain } from './reporters/plain.ts';
import { whereSet } from './settings/index.ts';
import type { Found, Stdin } from './sources/index.ts';

/** Runs the tool; resolves to its exit status. Never throws. */
export async function main(args: readonly string[]): Promise<number> {
  // Who writes is told of it; without a listener it would end the process, too.
  process.stdout.on('error', () => undefined);
  try {
    return await run(args);
  } catch (error) {
    if (isClosedPipe(error)) return OK;
    if (error instanceof UsageError) return complain(error.message, USAGE);
    if (error instanceof NothingRecognisedError) return complain(error.message, NOTHING_RECOGNISED);
    if (error instanceof InterruptedError) return complain(error.message, INTERRUPTED);
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return complain(`internal error, please report it: ${detail}`, INTERNAL);
  }
}

async function run(args: readonly string[]): Promise<number> {
  const given = await readFlags(args, commands, {
    env: process.env,
    directory: process.cwd(),
    user: process.getuid?.() ?? null,
    warn,
  });
  if ('answer' in given) {
    await printNow(`${given.answer}\n`);
    return OK;
  }
  return carryOut(given.flags).catch((error) => {
    if (error instanceof UsageError || error instanceof NothingRecognisedError)
      error.message += whereSet(error.message, given.flags.elsewhere);
    throw error;
  });
}

async function carryOut(flags: Flags): Promise<number> {
  const interruption = newInterruption();
  try {
    return await answered(flags, interruption);
  } finally {
    interruption.end();
  }
}

async function answered(
  given: Flags,
  { signal, during, untilSignal }: Interruption,
): Promise<number> {
  const command = commands.find(({ id }) => id === given.command);
  if (command === undefined) throw new Error(`no command ${given.command}`);
  const { stdin, flags } = await pipedInto(given, signal);
  const { findLogs, passLogs, readConfs, readLogs, refuseNothing } = await import('./reading.ts');
  const { withoutEvidence } = await import('./evidence-options.ts');
  const { recognitionOf } = await import('./recognition.ts');
  const confs = await readConfs(flags);
  const progress = newProgress(screenFor(flags));
  const around: Surroundings = {
    stdin,
    warn: (message) => progress.beside(() => warn(message)),
    progress,
    signal,
    novaConf: command.ownConf ? [] : confs,
  };
  if (flags.listInputs) return list(await findLogs(flags.files, flags, around));
  let status = OK;
  let partial: Report | null = null;
  const answer = await command.load();
  const {
    text,
    files = [],
    failed,
    partly,
    isInterrupted,
  } = await answer({
    flags,
    page: pageFor(flags),
    stdin,
    warn,
    env: process.env,
    confs,
    print: printNow,
    interrupted: untilSignal,
    read: (paths, { evidence = true, ...told } = {}) =>
      during(async () => {
        const own = evidence ? flags : withoutEvidence(flags);
        const found = await findLogs(paths, own, around);
        const { analysis, partly } = await readLogs(found, own, around, told);
        if (partly) status = PARTLY_READ;
        if (!command.answersNothing) refuseNothing(analysis, found.inputs);
        else if (analysis.nothingRecognised) status = NOTHING_RECOGNISED;
        if (analysis.report.summary.partial) partial = analysis.report;
        return analysis;
      }),
    pass: (paths, to) =>
      during(async () => {
        const found = await findLogs(paths, flags, around);
        if (await passLogs(found, flags, around, to)) status = PARTLY_READ;
        refuseNothing(recognitionOf(to.scans), found.inputs);
        return { isInterrupted: signal.aborted };
      }),
  });
  if (files.length > 0) {
    const { write } = await import('./outputs.ts');
    for (const file of files) await write(file.path, file.text);
  }
  if (partial !== null) {
    warn('interrupted: the answer is of what had been read until then');
    await show(command.id === '' ? text : marked(text, partial, flags), flags);
    return INTERRUPTED;
  }
  await show(text, flags);
  if (isInterrupted) return INTERRUPTED;
  if (partly) status = PARTLY_READ;
  return failed ? FAILED : status;
}

/** On a terminal a pipe that stays open is followed, as of `journalctl -f`: who waits for the report would
 *  wait for ever. */
async function pipedInto(
  flags: Flags,
  signal: AbortSignal,
): Promise<{ readonly stdin: Stdin; readonly flags: Flags }> {
  const { firstOf, standardInput } = await import('./sources/index.ts');
  const stdin = standardInput(() => process.stdin, signal);
  const { stdout } = process;
  const isReport =
    flags.command === '' && flags.format === 'terminal' && !flags.listInputs && flags.prints;
  if (!isReport || !stdout.isTTY || stdin.isTTY || flags.files.join() !== '-')
    return { stdin, flags };
  const { needsWhole } = await import('./commands/live.ts');
  if (flags.follow || needsWhole(flags) !== null) return { stdin, flags };
  const { bytes, staysOpen } = await firstOf(stdin);
  return { stdin: bytes, flags: staysOpen ? { ...flags, follow: true } : flags };
}

/** A report says itself that it is partial. */
async function* marked(text: Answer['text'], report: Report, { format }: Flags) {
  const { partialText } = await import('./reporters/verdict.ts');
  const { flat } = await import('./reporters/wrap.ts');
  if (format === 'terminal') yield `${flat(partialText(report) ?? [])}\n\n`;
  yield* text;
}

type Interruption = ReturnType<typeof newInterruption>;

/** While logs are read, SIGINT and SIGTERM end the reading; the next one ends the process. */
function newInterruption() {
  const controller = new AbortController();
  const { signal } = controller;
  const take = () => {
    if (signal.aborted) void endNow();
    else controller.abort();
  };
  const listen = () => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, take);
  };
  const end = () => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, take);
    // What nobody reads any more would keep the process waiting.
    if (signal.aborted) process.stdin.destroy();
  };
  return {
    signal,
    /** A terminal that hangs up, or who rotates logs, ends nothing: files are looked at again anyway. */
    untilSignal(): AbortSignal {
      listen();
      process.on('SIGHUP', () => undefined);
      return signal;
    },
    async during<Value>(reading: () => Promise<Value>): Promise<Value> {
      end();
      listen();
      try {
        return await reading();
      } catch (error) {
        const isRefusal = error instanceof UsageError || error instanceof NothingRecognisedError;
        throw signal.aborted && isRefusal ? new InterruptedError() : error;
      } finally {
        if (signal.aborted) process.stdin.destroy();
        else end();
      }
    },
    end,
  };
}

async function endNow(): Promise<never> {
  const { dropAll } = await import('./outputs.ts');
  dropAll();
  process.exit(INTERRUPTED);
}

/** One line for each file, in the order they would be read; usage error when none would be. */
async function list({ inputs, listing }: Found): Promise<number> {
  await print(
    listing.map(
      ({ path, taken, why }) => `${taken ? 'taken  ' : 'skipped'}  ${plain(path)}: ${plain(why)}\n`,
    ),
  );
  return inputs.length > 0 ? OK : USAGE;
}

/** Resolves when more can be taken. */
const printNow = (text: string) =>
  new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });

async function print(text: Answer['text']): Promise<void> {
  const { pipeline } = await import('node:stream/promises');
  await pipeline(inPieces(text), process.stdout, { end: false });
}

/** What comes when it comes is written then. */
const inPieces = (text: Answer['text']) => (Symbol.iterator in text ? gathered(text) : text);

function pageFor({ noColor, verbose = false }: Flags): ReporterOptions {
  const { stdout, env } = process;
  const isTerminal = stdout.isTTY === true;
  const encoding = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return {
    color: isTerminal && !isPlain(noColor),
    width: stdout.columns || 80,
    blocks: isTerminal && env['TERM'] !== 'dumb' && /utf-?8/i.test(encoding),
    verbose,
  };
}

/** Through the pager where a person reads on a terminal; as it is where there is no pager. */
async function show(text: Answer['text'], { format, noPager }: Flags): Promise<void> {
  const { stdout, env } = process;
  const [pager = '', ...args] = (env['PAGER'] ?? 'less').split(' ');
  if (format !== 'terminal' || !stdout.isTTY || noPager || pager === '' || env['TERM'] === 'dumb')
    return print(text);
  const { page } = await import('./pager.ts');
  await page(inPieces(text), { pager, args, env: { LESS: 'FRX', ...env } }, print);
}

/** Where the progress is drawn, null for anything that is no terminal or a plain one. */
function screenFor({ noColor }: Flags): Screen | null {
  const { stderr } = process;
  if (!stderr.isTTY || isPlain(noColor)) return null;
  return {
    write: (text) => stderr.write(text),
    // A terminal that does not tell has none.
    columns: stderr.columns || 80,
    now: () => performance.now(),
  };
}

function isPlain(noColor: boolean): boolean {
  const { NO_COLOR = '', TERM } = process.env;
  return noColor || NO_COLOR !== '' || TERM === 'dumb';
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
