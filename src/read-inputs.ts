// Inputs to the records in them: each is read to its end, one after the other.

import { splitLines } from './lines.ts';
import type { LogRecord } from './model.ts';
import type { Progress } from './progress.ts';
import { endsInside, type RecordOptions, readRecords } from './records.ts';
import type { Scan } from './scan.ts';
import { sift } from './sieve/index.ts';
import { sieveFor } from './sieve/needles.ts';
import { bytesOf } from './skim.ts';
import { type Input, readingError, untilAborted } from './sources/index.ts';
import { startThreads } from './threads/index.ts';
import { takeWindow, type Window } from './window.ts';
import { newZoneClocks } from './zones.ts';

/** `dialects` are layouts of this site, tried before the others: see `siteLayouts`. */
export interface ReadOptions extends Pick<RecordOptions, 'dialects'> {
  /** Threads that sieve files, besides the one that reads what passes; none by default. */
  readonly threads?: number;
  /** Told how far the reading is. */
  readonly progress?: Pick<Progress, 'read' | 'done'>;
  /** Ends the reading: what was read by then is reported, and marked as interrupted. */
  readonly signal?: AbortSignal | undefined;
  /** Only records inside are read: see `readWindow`. */
  readonly window?: Window | null;
}

/** A source of which a part could not be read or decoded. */
export interface Broken {
  readonly path: string;
  readonly reason: string;
}

/** Who takes what is read. */
export interface Receiver {
  /** A source begins: those before it were read. */
  begin(input: Input): Scan;
  take(record: LogRecord, scan: Scan): void;
  /** Keeps what is not read yet waiting. */
  drain?(): Promise<void>;
}

export async function readInputs(
  inputs: readonly Input[],
  to: Receiver,
  { dialects = [], threads = 0, window = null, progress, signal }: ReadOptions,
): Promise<Broken[]> {
  const sieve = sieveFor(dialects);
  const broken: Broken[] = [];
  const zones = newZoneClocks();
  const files = inputs.map(({ file = null }) => file);
  // Most of what a window leaves out is not sieved at all.
  await using sieving = await startThreads(
    files,
    sieve,
    window === null ? threads : 0,
    progress?.read,
    signal,
  );
  for (const [source, input] of inputs.entries()) {
    const scan = to.begin(input);
    if (progress) scan.onRead = progress.read;
    if (signal?.aborted && !input.endsItself) {
      scan.interrupted = 'before';
      continue;
    }
    const runs =
      sieving.files[source]?.(source, scan) ??
      sift(bytesOf(interruptible(input, signal), scan, window, dialects), source, sieve, scan);
    const { modified, host = null } = input;
    const notAfter = modified?.getTime() ?? null;
    const options: RecordOptions = { dialects, notAfter, host, zone: zones(scan.log, input.zone) };
    const read = readRecords(splitLines(runs, scan), scan, options);
    const unread = (error: unknown) =>
      broken.push({ path: input.path, reason: readingError(error) });
    for await (const records of untilError(takeWindow(read, scan), unread)) {
      for (const record of records) to.take(record, scan);
      await to.drain?.();
    }
    if (endsInside(scan)) scan.cutTail = scan.unterminated ?? null;
    progress?.done(source + 1);
    const [reason] = scan.damage;
    if (reason !== undefined) broken.push({ path: input.path, reason });
  }
  return broken;
}

/** What is read up to an error of the reading itself. */
async function* untilError<Value>(
  values: AsyncIterable<Value>,
  onError: (error: unknown) => void,
): AsyncGenerator<Value> {
  const iterator = values[Symbol.asyncIterator]();
  const next = () =>
    iterator.next().catch((error): IteratorResult<Value> => {
      onError(error);
      return { done: true, value: undefined };
    });
  try {
    for (let come = await next(); !come.done; come = await next()) yield come.value;
  } finally {
    await iterator.return?.();
  }
}

function interruptible(input: Input, signal: AbortSignal | undefined): Input {
  if (signal === undefined || input.endsItself) return input;
  return { ...input, open: (counts) => untilAborted(input.open(counts), signal, counts) };
}
