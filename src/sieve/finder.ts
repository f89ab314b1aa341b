// Where in a block of bytes the next needle is, and how many lines end before it.

/** Looks for texts in bytes that it holds. One block at a time. */
export interface Finder {
  /** Where the caller puts the bytes to search. */
  readonly bytes: Buffer;
  /** The caller has put so many new bytes there. */
  load(length: number): void;
  /** A position of a line that holds a needle, the first such line behind `from`; -1 when there is none.
   *  `from` is a line's start. */
  find(from: number): number;
  /** Newlines from `from` to before `to`. */
  newlines(from: number, to: number): number;
}
