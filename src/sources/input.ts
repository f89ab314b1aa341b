// What is read: a path as the report names it, and its decompressed bytes.

import { closeSync, openSync, readSync } from 'node:fs';
import { systemReason } from '../errors.ts';
import type { EvidenceKind, NonEmpty } from '../model.ts';
import type { ReadingCounts } from './damage.ts';
import { decode } from './decode.ts';

export interface Input {
  /** As given; `-` for standard input; `archive:member` for a member. */
  readonly path: string;
  /** Decompressed bytes from the start. `counts` says how they were packed and where they broke off. */
  open(counts: ReadingCounts): AsyncIterable<Uint8Array>;
  /** The file on disk, for what is one. */
  readonly file?: string;
  /** When it was last written, for logs that print no year. */
  readonly modified?: Date | null;
  /** Whether only its last part was kept by the program that collected it. */
  readonly isTail?: boolean;
  /** Ends by itself at the signal it was found with, so that what had come by then is read. */
  readonly endsItself?: true;
  readonly rotation?: Rotation | null;
  /** What it was found through: itself, or a directory, archive or pattern. */
  readonly argument?: string;
  /** Host of the lines that name none, where something beside them tells. */
  readonly host?: string | null;
  /** Time zone of its stamps without an offset. */
  readonly zone?: string | null;
  /** What it is, when it is no log of nova-compute but tells of its instances. */
  readonly evidence?: EvidenceKind;
}

/** A file beside nova-compute's logs that tells of its instances. */
export interface EvidenceInput extends Input {
  readonly evidence: EvidenceKind;
}

/** Numbered files of one log that are not among the inputs, and the older one behind them. */
export interface Rotation {
  readonly missing: NonEmpty<string>;
  readonly older: string;
}

export interface Unreadable {
  readonly path: string;
  readonly reason: string;
  /** It could be read, but there is no log in it. */
  readonly holdsNone?: true;
}

/** One line of the list of inputs. */
export interface Listed {
  readonly path: string;
  readonly taken: boolean;
  readonly why: string;
}

/** An input with what finding and ordering it take. */
export interface Candidate extends Input {
  /** Can be opened again. */
  readonly repeatable: boolean;
  readonly why: string;
}

const CHUNK = 1 << 20;

/** A range of a file, in bytes. */
export interface FileRange {
  readonly file: string;
  readonly from: number;
  /** Null for the end of the file. */
  readonly to: number | null;
}

/** A part of a file, opened when it is read, not before. Read in turn with what uses it, into the same
 *  memory: what the system has at hand, or reads ahead by itself, takes less time than to ask another
 *  thread for it. */
export async function* fileBytes(
  { file: path, from, to }: FileRange,
  chunk = CHUNK,
): AsyncGenerator<Uint8Array> {
  const file = openSync(path, 'r');
  const memory = Buffer.allocUnsafeSlow(chunk);
  try {
    for (let at = from; to === null || at < to; ) {
      const wanted = to === null ? chunk : Math.min(chunk, to - at);
      const length = readSync(file, memory, 0, wanted, at);
      if (length === 0) return;
      at += length;
      yield memory.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

/** From its start to its end. */
export const wholeFile = (file: string): FileRange => ({ file, from: 0, to: null });

/** A part of a plain file, or all of any, decompressed. */
export async function* rangeBytes(
  range: FileRange,
  counts: ReadingCounts,
): AsyncGenerator<Uint8Array> {
  if (range.from === 0 && range.to === null) {
    yield* decode(fileBytes(range), counts, { again: () => fileBytes(range) });
    return;
  }
  for await (const chunk of fileBytes(range)) {
    counts.onRead?.(chunk.length);
    yield chunk;
  }
}

export function fileInput(path: string, modified: Date | null, why: string): Candidate {
  return {
    path,
    file: path,
    open: (counts) => rangeBytes(wholeFile(path), counts),
    modified,
    repeatable: true,
    why,
  };
}

/** The system's reason in a few words; an error that is not the system's is thrown on. */
export const readingError = (error: unknown): string => systemReason(error, REASONS);

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a directory',
  EIO: 'input/output error',
  ELOOP: 'too many symbolic links',
};
