// The compressions there are, told by their first bytes, never by a name. To add one: a file like the
// others and a line here. A decoder is loaded when it is needed.

import type { Bytes } from './bytes.ts';

/** `again` opens the same bytes once more, where that can be done. */
type Decoder = (bytes: Bytes, again?: () => Bytes) => AsyncGenerator<Uint8Array>;

export interface Codec {
  readonly id: string;
  /** Matches the first bytes, as Latin-1 text. */
  readonly magic: RegExp;
  load(): Promise<Decoder>;
}

/** So many bytes tell every one of them. */
export const MAGIC_BYTES = 10;

export const codecs: readonly Codec[] = [
  {
    id: 'gzip',
    magic: /^\x1f\x8b\x08/,
    load: async () => (await import('./gzip.ts')).gunzip,
  },
  {
    id: 'xz',
    magic: /^\xfd7zXZ\0/,
    load: async () => (await import('./xz.ts')).unxz,
  },
  {
    // A frame, or a skippable one in front.
    id: 'zstd',
    magic: /^(?:\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18)/,
    load: async () => (await import('./zstd.ts')).unzstd,
  },
  {
    // The first block, or the end of an empty stream.
    id: 'bzip2',
    magic: /^BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)/,
    load: async () => (await import('./bzip2.ts')).bunzip2,
  },
];

/** The compression of bytes that begin so. */
export const codecOf = (head: Buffer): Codec | undefined =>
  codecs.find(({ magic }) => magic.test(head.toString('latin1')));
