// What a thread does: sieves the parts it is given, one after the other, and sends what passes, never more
// ahead than it is asked for.

import { parentPort, workerData } from 'node:worker_threads';
import type { Run } from '../model.ts';
import { type SieveCounts, sift } from '../sieve/index.ts';
import { sieveFor } from '../sieve/needles.ts';
import {
  type FileRange,
  newReadingCounts,
  type ReadingCounts,
  rangeBytes,
} from '../sources/index.ts';

/** The batch of runs a thread sends, or how a part ended. */
export type Sent =
  | { readonly kind: 'runs'; readonly runs: readonly Run[] }
  /** As they come, of the part at work on. */
  | { readonly kind: 'read'; readonly bytes: number }
  | { readonly kind: 'done'; readonly counts: PartCounts }
  | { readonly kind: 'failed'; readonly error: SystemError };

/** Lines and their numbers count from the start of the part, bytes from that of the file. */
export type PartCounts = SieveCounts & ReadingCounts;

/** What is left of an error on its way between threads. */
export interface SystemError {
  readonly message: string;
  readonly code?: string;
  readonly syscall?: string;
}

/** A part to sieve, or leave to send one batch more. */
export type Asked = FileRange | 'more';

/** Bytes that pass are sent together. */
const BATCH_BYTES = 1 << 18;

const { head } = workerData as { readonly head: RegExp };
const sieve = { ...sieveFor(), head };
const send = (sent: Sent) => parentPort?.postMessage(sent);
let allowed = 0;
let resume = () => {};

parentPort?.on('message', (asked: Asked) => {
  if (asked !== 'more') {
    allowed = 0;
    work(asked).catch((error) => send({ kind: 'failed', error: plainError(error) }));
    return;
  }
  allowed += 1;
  resume();
});

async function work(part: FileRange): Promise<void> {
  const onRead = (bytes: number) => send({ kind: 'read', bytes });
  const counted = { ...newReadingCounts(), bytes: part.from, lines: 0, tooLong: [] };
  const counts: PartCounts = { ...counted, onRead };
  const place = { isFirst: part.from === 0, isLast: part.to === null };
  let runs: Run[] = [];
  let size = 0;
  const flush = async () => {
    while (allowed === 0) await new Promise<void>((resolve) => (resume = resolve));
    allowed -= 1;
    send({ kind: 'runs', runs });
    runs = [];
    size = 0;
  };
  for await (const run of sift(rangeBytes(part, counts), 0, sieve, counts, place)) {
    // The memory of a run is used again, and a view would take all of it along.
    runs.push({ ...run, bytes: new Uint8Array(run.bytes) });
    size += run.bytes.length;
    if (size >= BATCH_BYTES) await flush();
  }
  if (runs.length > 0) await flush();
  const { onRead: _, ...told } = counts;
  send({ kind: 'done', counts: told });
}

function plainError(error: unknown): SystemError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, code, syscall } = error as NodeJS.ErrnoException;
  return { message, ...(code && { code }), ...(syscall && { syscall }) };
}
