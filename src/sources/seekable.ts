// A file to look into at any place. In: its path. Out: its size and pieces of it.

import { open, stat } from 'node:fs/promises';
import { codecOf, MAGIC_BYTES } from './codecs.ts';

export interface Seekable {
  readonly size: number;
  /** Fewer bytes only at the end. */
  read(start: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Null for what is no plain file. */
export async function openSeekable(path: string): Promise<Seekable | null> {
  if (!(await stat(path)).isFile()) return null;
  const file = await open(path);
  const { size } = await file.stat();
  return {
    size,
    async read(start, length) {
      const bytes = Buffer.alloc(Math.min(length, Math.max(0, size - start)));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      return bytes.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}

/** Size of a packed file; 0 for any other, and for what cannot be read. */
export async function packedBytes(path: string): Promise<number> {
  const file = await openSeekable(path).catch(() => null);
  if (file === null) return 0;
  try {
    return codecOf(await file.read(0, MAGIC_BYTES)) === undefined ? 0 : file.size;
  } catch {
    return 0;
  } finally {
    await file.close();
  }
}
