// The logs of a live reading, each with what was written to it: files that are moved, copied and begun anew,
// and streams.

import { UsageError } from '../errors.ts';
import { plain } from '../reporters/plain.ts';
import { type ReadFirst, readingError, type Stdin } from '../sources/index.ts';
import { catchUp } from './catch-up.ts';
import type { Source } from './source.ts';
import { openTail, PAUSE, pause, type Tail, whyNot } from './tail.ts';

export interface ReaderOptions {
  /** What comes is waited for; else only what is there is read. */
  readonly follows: boolean;
  /** Nothing more is wanted. */
  readonly signal: AbortSignal;
  readonly readFirst: ReadFirst;
  readonly warn: (message: string) => void;
  /** Runs one step at a time, over all logs. */
  readonly step: (work: () => Promise<void>) => Promise<void>;
  /** A part of the log is nowhere to be found. */
  readonly onLost: () => void;
}

/** When nothing came for so long, the last line is taken for whole. */
const QUIET_MS = 1000;

/** Reads a file, and each that is written in its place. @throws UsageError */
export async function readFile(source: Source, options: ReaderOptions): Promise<void> {
  const { follows, signal, step } = options;
  const { followed } = source;
  let isFirst = true;
  await catchUp(source, options);
  while (!signal.aborted) {
    const tail = await opened(source, isFirst, options);
    if (tail === null) return;
    isFirst = false;
    const why = await readTail(source, tail, options);
    await tail.close();
    if (why === null) return;
    if (why === 'begun-anew') await catchUp(source, options);
    else
      await step(async () => {
        await source.end();
        source.next(followed.path);
      });
    if (!follows) return;
  }
}

/** Null when nothing more is to be read of it. */
async function readTail(source: Source, tail: Tail, { follows, signal, step }: ReaderOptions) {
  let quiet = 0;
  while (!signal.aborted) {
    const bytes = await tail.read().catch((error) => {
      throw new UsageError(`${plain(source.followed.path)}: ${readingError(error)}`);
    });
    if (bytes !== null) {
      quiet = 0;
      await step(() => source.take(bytes));
      continue;
    }
    const over = await tail.over();
    if (over !== null) return over;
    if (quiet === QUIET_MS / PAUSE || !follows) await step(() => source.take(null));
    if (!follows) return null;
    quiet += 1;
    await pause(signal);
  }
  return null;
}

/** Waits for a file that is not there, where it is followed; null when that is over.
 *  @throws UsageError for one that cannot be read, where it never could */
async function opened(
  { followed }: Source,
  isFirst: boolean,
  { follows, signal, warn }: ReaderOptions,
): Promise<Tail | null> {
  let told: string | null = null;
  while (!signal.aborted) {
    try {
      return await openTail(followed.path, followed.place.bytes, followed.print);
    } catch (error) {
      const reason = whyNot(error) ?? 'no such file';
      const isThere = whyNot(error) !== null;
      if (!follows || (isThere && isFirst))
        throw new UsageError(`${plain(followed.path)}: ${reason}`);
      if (told !== reason && (isFirst || isThere))
        warn(`${plain(followed.path)}: ${reason}; waiting for it`);
      told = reason;
      await pause(signal);
    }
  }
  return null;
}

/** Reads a stream to its end. */
export async function readStream(
  source: Source,
  stdin: Stdin,
  { signal, step }: ReaderOptions,
): Promise<void> {
  const chunks = stdin[Symbol.asyncIterator]();
  let next = chunks.next();
  let isQuiet = false;
  while (!signal.aborted) {
    const come = await Promise.race([next, pause(signal, QUIET_MS)]);
    if (come === undefined) {
      if (!isQuiet) await step(() => source.take(null));
      isQuiet = true;
      continue;
    }
    if (come.done) return;
    isQuiet = false;
    const bytes = Buffer.from(come.value);
    await step(() => source.take(bytes));
    next = chunks.next();
  }
  next.catch(() => {});
}
