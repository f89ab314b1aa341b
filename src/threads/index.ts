// Files sieved on several threads. In: files in the order to read them. Out: of each what the sieve lets
// pass, as if one thread had read them one after the other.

import { Worker } from 'node:worker_threads';
import type { Run } from '../model.ts';
import type { Sieve } from '../sieve/index.ts';
import type { FileRange } from '../sources/index.ts';
import { partsOf } from './parts.ts';
import type { Asked, PartCounts, Sent, SystemError } from './worker.ts';

/** The runs of one source; `counts` grows while they are read. */
export type ReadRuns = (source: number, counts: PartCounts) => AsyncGenerator<Run>;

export interface Threads extends AsyncDisposable {
  /** Of each file, null where there is none. To be read in order. */
  readonly files: readonly (ReadRuns | null)[];
}

/** Batches a part may have ready before they are read. */
const AHEAD = 8;

type Passed = Exclude<Sent, { kind: 'read' }>;

/** A part and what a thread has sent of it. */
interface Job {
  readonly part: FileRange;
  readonly sent: Passed[];
  /** At work on it. */
  thread: Worker | null;
  wake: () => void;
}

/** @param files null for sources that are no file
 *  @param count of threads, at most
 *  @param onRead told of the bytes that all of them read, as they come
 *  @param signal ends the reading */
export async function startThreads(
  files: readonly (string | null)[],
  sieve: Sieve,
  count: number,
  onRead?: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<Threads> {
  const jobs: (readonly Job[])[] = [];
  for (const file of count === 0 ? [] : files) {
    // What cannot be opened is told when it is its turn.
    const parts = file === null ? [] : await partsOf(file, sieve).catch(() => []);
    jobs.push(parts.map((part) => ({ part, sent: [], thread: null, wake: () => {} })));
  }
  const all = jobs.flat();
  // With a single part one thread would wait for the other.
  const { release, close } = newPool(all.length > 1 ? all : [], sieve, count, onRead);
  const wake = () => {
    for (const job of all) job.wake();
  };
  signal?.addEventListener('abort', wake);
  return {
    files: jobs.map((own) =>
      own.length === 0 || all.length === 1 ? null : readerOf(own, release, signal),
    ),
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener('abort', wake);
      await close();
    },
  };
}

/** Gives the jobs to threads in order, a few ahead of the one that is read. */
function newPool(waiting: Job[], { head }: Sieve, count: number, onRead?: (bytes: number) => void) {
  const threads: Worker[] = [];
  const start = () => {
    // The path is that of the compiled file.
    const thread = new Worker(new URL('./worker.js', import.meta.url), { workerData: { head } });
    threads.push(thread);
    return thread;
  };
  const idle = Array.from({ length: Math.min(count, waiting.length) }, start);
  let room = 2 * idle.length;
  const assign = () => {
    while (idle.length > 0 && room > 0 && waiting.length > 0) {
      room -= 1;
      work(idle.shift() as Worker, waiting.shift() as Job);
    }
  };
  const work = (thread: Worker, job: Job) => {
    const end = (next: Worker) => {
      thread.off('message', take).off('error', fail);
      job.thread = null;
      idle.push(next);
      assign();
    };
    const take = (sent: Sent) => {
      if (sent.kind === 'read') {
        onRead?.(sent.bytes);
        return;
      }
      job.sent.push(sent);
      if (sent.kind !== 'runs') end(thread);
      job.wake();
    };
    /** The thread has died of it. */
    const fail = ({ message }: Error) => {
      job.sent.push({ kind: 'failed', error: { message } });
      end(start());
      job.wake();
    };
    thread.on('message', take).on('error', fail);
    job.thread = thread;
    thread.postMessage(job.part satisfies Asked);
    for (let batch = 0; batch < AHEAD; batch += 1) thread.postMessage('more' satisfies Asked);
  };
  assign();
  return {
    /** A job was read to its end. */
    release: () => {
      room += 1;
      assign();
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

function readerOf(
  jobs: readonly Job[],
  release: () => void,
  signal: AbortSignal | undefined,
): ReadRuns {
  return async function* (source, counts) {
    let failure: SystemError | null = null;
    for (const job of jobs) {
      const before = counts.lines;
      const placed = (run: Run) => ({ ...run, source, lines: run.lines.map((at) => at + before) });
      let isOver = false;
      let last: Run | undefined;
      for await (const sent of sentBy(job, signal)) {
        isOver = sent.kind !== 'runs';
        // The parts behind it are read and dropped: their threads wait for that.
        if (failure !== null) continue;
        if (sent.kind === 'runs') {
          const runs = sent.runs.map(placed);
          last = runs.at(-1);
          yield* runs;
        } else if (sent.kind === 'done') addPart(counts, sent.counts, source);
        else failure = sent.error;
      }
      if (!isOver) {
        counts.interrupted = 'inside';
        if (last !== undefined) countTo(counts, last);
        return;
      }
      release();
    }
    if (failure !== null) throw thrown(failure);
  };
}

async function* sentBy(job: Job, signal: AbortSignal | undefined): AsyncGenerator<Passed> {
  for (;;) {
    if (signal?.aborted) return;
    const sent = job.sent.shift();
    if (sent === undefined) {
      await new Promise<void>((resolve) => {
        job.wake = resolve;
      });
      continue;
    }
    if (sent.kind === 'runs') job.thread?.postMessage('more' satisfies Asked);
    yield sent;
    if (sent.kind !== 'runs') return;
  }
}

/** Of a part that was not read to its end, as far as the last line that passed. */
function countTo(counts: PartCounts, { lines, starts, bytes }: Run): void {
  const begin = Buffer.from(bytes).lastIndexOf('\n', bytes.length - 2) + 1;
  counts.lines = lines.at(-1) ?? counts.lines;
  counts.bytes = (starts.at(-1) ?? counts.bytes) + bytes.length - begin;
}

/** Adds what was counted of a part to the counts of the parts before it. */
function addPart(counts: PartCounts, part: PartCounts, source: number): void {
  const placed = <Place extends { readonly line: number }>(line: Place) => ({
    ...line,
    source,
    line: line.line + counts.lines,
  });
  counts.tooLong.push(...part.tooLong.map(placed));
  if (part.unterminated !== undefined) counts.unterminated = placed(part.unterminated);
  counts.damage.push(...part.damage);
  counts.compression = part.compression;
  counts.bytes = part.bytes;
  counts.lines += part.lines;
}

/** As it was thrown in the other thread. */
function thrown({ message, ...system }: SystemError): Error {
  return Object.assign(new Error(message), system);
}
