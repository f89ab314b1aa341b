// The block decoder inside unbzip2-stream, which has no types of its own.

declare module 'unbzip2-stream/lib/bzip2.js' {
  /** Reads so many bits; null skips to the next whole byte. */
  type ReadBits = (count: number | null) => number;
  interface Bzip2 {
    /** Reads a stream's header: its block size in units of 100,000 bytes. */
    header(bits: ReadBits): number;
    /** Decodes one block, or reads the stream's end: null. Returns the checksum so far. */
    decompress(
      bits: ReadBits,
      write: (byte: number) => void,
      buffer: Int32Array,
      size: number,
      checksum: number,
    ): number | null;
  }
  const bzip2: Bzip2;

  // biome-ignore lint/style/noDefaultExport: what CommonJS exports is the default
  export { bzip2 as default };
}
