// Tar bytes in, members out, one after the other, by modern-tar. Nothing is written anywhere. A header
// that does not hold is skipped until one does.

import { createTarDecoder } from 'modern-tar';
import type { Bytes } from './bytes.ts';
import { DamagedError } from './damage.ts';

export interface Member {
  readonly name: string;
  readonly size: number;
  readonly isFile: boolean;
  /** A symbolic link, or another name of a file that stands in front of it. */
  readonly isLink: boolean;
  readonly modified: Date | null;
  /** To be read before the next member is asked for, or not at all. */
  readonly body: Bytes;
}

/** No path on disk is longer. */
const LONGEST_NAME = 4096;

export async function* membersOf(bytes: Bytes): AsyncGenerator<Member> {
  const failed: { reading: unknown } = { reading: null };
  const source = ReadableStream.from(copied(bytes, failed));
  const entries = told(source.pipeThrough(createTarDecoder()), failed);
  for await (const { header, body } of entries) {
    const { name: stated, size, mtime = null, type = 'file' } = header;
    const isFile = type === 'file';
    const isLink = type === 'symlink' || type === 'link';
    const name = stated.slice(0, LONGEST_NAME).replace(/^(?:\.\/)+/, '');
    yield { name, size, isFile, isLink, modified: mtime, body: told(body, failed) };
    if (!body.locked) await body.cancel();
  }
}

/** An error that is not from reading is what the decoder thinks of the archive. */
async function* told<Value>(stream: AsyncIterable<Value>, failed: { readonly reading: unknown }) {
  try {
    yield* stream;
  } catch (error) {
    throw failed.reading ?? (error instanceof Error ? new DamagedError(error.message) : error);
  }
}

/** The decoder may keep a piece, whose memory must then be its own. */
async function* copied(bytes: Bytes, failed: { reading: unknown }) {
  try {
    for await (const chunk of bytes) yield new Uint8Array(chunk);
  } catch (error) {
    failed.reading = error;
    throw error;
  }
}

export const TAR_BLOCK = 512;

/** Whether a first block is a tar header: its checksum holds. */
export function isTar(head: Buffer): boolean {
  if (head.length < TAR_BLOCK) return false;
  const stated = Number.parseInt(head.toString('latin1', 148, 156).replace(/[\0 ]/g, ''), 8);
  let sum = 0;
  for (let at = 0; at < TAR_BLOCK; at += 1) sum += at >= 148 && at < 156 ? 32 : (head[at] ?? 0);
  return head[0] !== 0 && sum === stated;
}
