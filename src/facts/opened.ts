// Files that can be read again from any byte on: plain ones as they are, packed ones once more, or a copy of what
// can be read only once.

import { randomBytes } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemReason, UsageError, WRITING } from '../errors.ts';
import { plain } from '../reporters/plain.ts';
import {
  findInput,
  type Input,
  newReadingCounts,
  packedBytes,
  rangeBytes,
  readingError,
  type Stdin,
} from '../sources/index.ts';

export interface Opened {
  readonly path: string;
  /** What lies between two bytes; to the end where there is no second. */
  read(from: number, to: number | null): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

const CHUNK = 1 << 20;

/** @throws UsageError for what cannot be read */
export async function openOne(path: string, stdin: Stdin): Promise<Opened> {
  if (path === '-' && stdin.isTTY === true)
    throw new UsageError('no facts given: name a file, or pipe one in; --help shows how');
  const input = await findInput(path, stdin);
  if ('reason' in input) throw new UsageError(`${named(path)}: ${input.reason}`);
  const { file } = input;
  if (file === undefined || !(await stat(file)).isFile()) return copyOf(input);
  if ((await packedBytes(file)) > 0) return packed(input);
  const read = (from: number, to: number | null) =>
    rangeBytes({ file, from, to }, newReadingCounts());
  return { path, read, close: async () => undefined };
}

/** Read once more for the facts of a host; from a copy where that would be often. */
function packed(input: Input): Opened {
  let copy: Promise<Opened> | null = null;
  return {
    path: input.path,
    async *read(from, to) {
      if (from === 0) yield* between(undamaged(input), 0, to);
      else {
        copy ??= copyOf(input);
        yield* (await copy).read(from, to);
      }
    },
    close: async () => (await copy)?.close(),
  };
}

async function* between(
  pieces: AsyncIterable<Uint8Array>,
  from: number,
  to: number | null,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const piece of pieces) {
    const end = to === null ? piece.length : Math.min(piece.length, to - at);
    if (end > from - at) yield piece.subarray(Math.max(0, from - at), end);
    at += piece.length;
    if (to !== null && at >= to) return;
  }
}

/** @throws UsageError where it is damaged */
export async function* undamaged({ path, open }: Pick<Input, 'path' | 'open'>) {
  const counts = newReadingCounts();
  try {
    yield* open(counts);
  } catch (error) {
    throw new UsageError(`${named(path)}: ${readingError(error)}`);
  }
  const [damage] = counts.damage;
  if (damage !== undefined) throw new UsageError(`${named(path)}: ${damage}`);
}

/** What can be read once, in a file without a name that is gone with the process. */
async function copyOf(input: Input): Promise<Opened> {
  const path = join(tmpdir(), `inject-trace.${randomBytes(8).toString('hex')}`);
  const refuse = (error: unknown): never => {
    const why = systemReason(error, WRITING);
    throw new UsageError(`${named(input.path)}: no copy in ${plain(tmpdir())}: ${why}`);
  };
  const copy = await open(path, 'wx+', 0o600).catch(refuse);
  await rm(path);
  try {
    for await (const bytes of undamaged(input)) await copy.appendFile(bytes).catch(refuse);
  } catch (error) {
    await copy.close();
    throw error;
  }
  return {
    path: input.path,
    async *read(from, to) {
      for (let at = from; to === null || at < to; ) {
        const length = to === null ? CHUNK : Math.min(CHUNK, to - at);
        const { bytesRead, buffer } = await copy.read(Buffer.allocUnsafe(length), 0, length, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    },
    close: () => copy.close(),
  };
}

/** As messages name it. */
export const named = (path: string) => (path === '-' ? 'standard input' : plain(path));
