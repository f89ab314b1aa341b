// How a decoder says that its input is damaged. What was decoded before it stands.

import type { Interruption } from './interruption.ts';

/** The rest of a compressed or archived input cannot be decoded; the message says why in a few words. */
export class DamagedError extends Error {}

/** What a source's reading leaves behind besides its bytes. */
export interface ReadingCounts {
  /** What the bytes were packed in, outermost first (`gzip`; `xz, tar, gzip`); null when in nothing. */
  compression: string | null;
  /** Why a part of the input could not be decoded. */
  readonly damage: string[];
  /** Told of the bytes as they come, packed as they are. */
  onRead?: (bytes: number) => void;
  /** The reading was stopped before the end. */
  interrupted?: Interruption;
}

export function newReadingCounts(): ReadingCounts {
  return { compression: null, damage: [] };
}
