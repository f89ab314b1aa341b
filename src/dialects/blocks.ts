// Layouts whose records span several lines of fields, as journalctl prints whole entries. In: the lines
// of one source. Out: each entry's fields, at the line its message begins. Such a source is known by a
// line among its first ones, which the sieve knows too and then lets every line pass.

import type { Line } from '../model.ts';
import type { Reading } from './dialect.ts';
import { journalExport } from './journal-export.ts';
import { journalPretty } from './journal-pretty.ts';
import { journalVerbose } from './journal-verbose.ts';

/** One record of several lines. */
export interface Entry {
  /** Where its message begins; where the entry begins if it has none. */
  readonly line: Line;
  readonly first: number;
  readonly last: number;
  readonly layout: Reading;
}

export interface BlockDialect {
  readonly id: string;
  /** Start of a line that only this layout has. */
  readonly mark: RegExp;
  /** Start of the line that an entry begins with. */
  readonly first: RegExp;
  /** Entries of this layout and no other. */
  readonly samples: readonly string[];
  newReader(): BlockReader;
}

/** Takes the lines of a source one by one; returns the entry that a line, or the end, completes. */
export interface BlockReader {
  take(line: Line): Entry | null;
  end(): Entry | null;
}

export const blockDialects: readonly BlockDialect[] = [
  journalVerbose,
  journalExport,
  journalPretty,
];

const anyMark = new RegExp(`^(?:${blockDialects.map(({ mark }) => mark.source).join('|')})`);

/** Whether one of the lines shows its source to be laid out in blocks. */
export const hasBlocks = (lines: readonly string[]): boolean =>
  lines.some((line) => anyMark.test(line));

const anyFirst = new RegExp(
  `^(?:${blockDialects.map(({ first }) => first.source).join('|')})`,
  'gm',
);

/** Where the last entry begins in so much text, -1 where none does. */
export function lastEntry(text: string): number {
  let last = -1;
  for (const { index } of text.matchAll(anyFirst)) last = index;
  return last;
}

/** The block layout of a source that begins with these lines, null when it has none. */
export function blocksOf(head: readonly Line[]): BlockDialect | null {
  for (const { text } of head) {
    for (const dialect of blockDialects) if (text.search(dialect.mark) === 0) return dialect;
  }
  return null;
}
