// What to read: paths, patterns, directories, archives and standard input to byte streams, in the order
// to read them. What cannot be read is named with its reason and does not stop the others.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Searched, searchArchive } from './archive.ts';
import { type Bytes, peek } from './bytes.ts';
import { newReadingCounts } from './damage.ts';
import { decode } from './decode.ts';
import { apart, evidenceIn } from './evidence.ts';
import { whyTaken } from './evidence-met.ts';
import {
  type Candidate,
  type EvidenceInput,
  fileInput,
  type Input,
  type Listed,
  readingError,
  type Unreadable,
} from './input.ts';
import { unlessAborted, untilAborted } from './interruption.ts';
import { withNeighbours } from './neighbours.ts';
import { order, type ReadFirst } from './order.ts';
import { pipeBytes } from './pipe.ts';
import { expand, isPattern, searchDirectory } from './search.ts';
import { hostOfReport } from './sosreport.ts';
import { isTar, TAR_BLOCK } from './tar.ts';

export { nothing, peek, type Stdin } from './bytes.ts';
export { codecOf } from './codecs.ts';
export { newReadingCounts, type ReadingCounts } from './damage.ts';
export { evidenceIn, isCompute } from './evidence.ts';
export {
  type EvidenceInput,
  type FileRange,
  type Input,
  type Listed,
  rangeBytes,
  readingError,
  type Unreadable,
  wholeFile,
} from './input.ts';
export { type Interruption, untilAborted } from './interruption.ts';
export { firstOf } from './open-pipe.ts';
export type { ReadFirst } from './order.ts';
export { standardInput } from './pipe.ts';
export { rotationSet } from './rotation.ts';
export { openSeekable, packedBytes, type Seekable } from './seekable.ts';

export interface Found {
  /** In the order to read them. */
  readonly inputs: readonly Input[];
  /** Files that are no logs of nova-compute, but tell of its instances. */
  readonly evidence: readonly EvidenceInput[];
  readonly unreadable: readonly Unreadable[];
  /** Inputs left out because another has the same content. */
  readonly copies: readonly { readonly path: string; readonly of: string }[];
  /** Every file looked at, in the order met. */
  readonly listing: readonly Listed[];
}

/** Finds what the paths stand for: `-` is standard input, a directory or a tar archive the nova-compute
 *  logs in it, a pattern the files it fits. Compressed input is told by its content. After the signal
 *  nothing is looked into any more: what is left stands for itself. */
export async function findInputs(
  paths: readonly string[],
  stdin: Bytes,
  readFirst: ReadFirst,
  signal?: AbortSignal,
): Promise<Found> {
  const taken: Candidate[] = [];
  const unreadable: Unreadable[] = [];
  const listing: Listed[] = [];
  for (const path of paths) {
    const searched = await search(path, stdin, signal);
    taken.push(...searched.taken.map((input) => ({ ...input, argument: path })));
    unreadable.push(...searched.unreadable);
    listing.push(...searched.skipped);
  }
  const { logs, evidence, ofHost } = apart(taken);
  const { inputs, copies, unreadable: unopened } = await order(logs, readFirst, signal);
  unreadable.push(...unopened);
  const looked = [...taken, ...unreadable, ...listing].map(({ path }) => path);
  return {
    inputs: await withNeighbours(inputs, looked),
    evidence,
    unreadable,
    copies,
    listing: [
      ...inputs.map(({ path, why }) => ({ path, taken: true, why })),
      ...evidence.map(({ path, evidence: kind }) => ({ path, taken: true, why: whyTaken(kind) })),
      ...copies.map(({ path, of }) => ({ path, taken: false, why: `same content as ${of}` })),
      ...unreadable.map(({ path, reason }) => ({ path, taken: false, why: reason })),
      ...ofHost,
      ...listing,
    ],
  };
}

/** One file, or standard input for `-`, as it is; tells why if it cannot be read. */
export async function findInput(path: string, stdin: Bytes): Promise<Input | Unreadable> {
  if (path === '-') return streamInput(path, stdin);
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { path, reason: 'is a directory' };
    return fileInput(path, found.mtime, 'named');
  } catch (error) {
    return { path, reason: readingError(error) };
  }
}

/** Whether the path stands for something to read: a file or directory there is, a pattern, or `-`. */
export async function isInput(path: string): Promise<boolean> {
  if (path === '-' || isPattern(path)) return true;
  try {
    await stat(path);
    return true;
  } catch (error) {
    return readingError(error) !== 'no such file';
  }
}

async function search(path: string, stdin: Bytes, signal?: AbortSignal): Promise<Searched> {
  if (path === '-') return searchStream(path, stdin, signal);
  const isPipe = (await stat(path).catch(() => null))?.isFIFO() === true;
  if (isPipe) return searchStream(path, pipeBytes(path, signal), signal);
  const searched = await unlessAborted(() => searchPath(path, stdin, signal), signal);
  return searched ?? { ...nothing, taken: [fileInput(path, null, 'named')] };
}

const nothing: Searched = { taken: [], unreadable: [], skipped: [] };

async function searchPath(path: string, stdin: Bytes, signal?: AbortSignal): Promise<Searched> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return await searchDirectory(path);
    if (!found.isFile()) return await searchStream(path, createReadStream(path), signal);
    const input = fileInput(path, found.mtime, 'named');
    const { head, close } = await peek(input.open(newReadingCounts()), TAR_BLOCK);
    await close();
    if (!isTar(head)) {
      const evidence = await evidenceIn(input);
      const own = evidence === null ? { host: await hostOfReport(path) } : { evidence };
      return { ...nothing, taken: [{ ...input, ...own }] };
    }
    return await searchArchive({ path, open: input.open, repeatable: true });
  } catch (error) {
    const reason = readingError(error);
    if (!isPattern(path) || reason !== 'no such file') {
      return { ...nothing, unreadable: [{ path, reason }] };
    }
    return searchPattern(path, stdin, signal);
  }
}

async function searchPattern(
  pattern: string,
  stdin: Bytes,
  signal?: AbortSignal,
): Promise<Searched> {
  const paths = await expand(pattern);
  if (paths.length === 0) {
    const unreadable = [{ path: pattern, reason: 'no file fits the pattern' }];
    return { taken: [], unreadable, skipped: [] };
  }
  const each: Searched[] = [];
  for (const path of paths) each.push(await search(path, stdin, signal));
  return {
    taken: each.flatMap(({ taken }) => taken),
    unreadable: each.flatMap(({ unreadable }) => unreadable),
    skipped: each.flatMap(({ skipped }) => skipped),
  };
}

/** A stream that can be read only once. */
async function searchStream(path: string, bytes: Bytes, signal?: AbortSignal): Promise<Searched> {
  const counts = newReadingCounts();
  const { head, whole } = await peek(
    decode(untilAborted(bytes, signal, counts), counts),
    TAR_BLOCK,
  );
  const open: Input['open'] = async function* (into) {
    counts.onRead = (read) => into.onRead?.(read);
    into.compression = counts.compression;
    yield* whole;
    const damage = counts.damage.splice(0);
    // What was packed ends early then, and is not damaged.
    if (counts.interrupted === undefined) into.damage.push(...damage);
    else into.interrupted = counts.interrupted;
  };
  const input = { path, open, repeatable: false, why: 'named', endsItself: true } as const;
  if (!isTar(head)) return { ...nothing, taken: [input] };
  const found = await searchArchive({ path, open, repeatable: false });
  return counts.interrupted === undefined ? found : { ...found, taken: [input], unreadable: [] };
}

function streamInput(path: string, bytes: Bytes): Input {
  return { path, open: (counts) => decode(bytes, counts) };
}
