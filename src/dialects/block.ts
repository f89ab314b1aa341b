// One journal entry while its lines are read: its fields, and where its message stands.

import type { Line, LogTime } from '../model.ts';
import type { Reading } from './dialect.ts';
import { readJournal } from './journal.ts';

export interface Block {
  readonly first: Line;
  last: Line;
  message: Line | null;
  readonly fields: Map<string, string>;
  /** Time of a line in front of the fields. */
  readonly time: LogTime | null;
  /** The message was given as bytes. */
  binary: boolean;
}

export const newBlock = (first: Line, time: LogTime | null = null): Block => ({
  first,
  time,
  last: first,
  message: null,
  fields: new Map(),
  binary: false,
});

/** An entry has some thirty fields; what is longer or has more is left out. */
const MOST_FIELDS = 1000;
export const MAX_VALUE = 1 << 20;

export function addField(block: Block, name: string, value: string, line: Line): void {
  if (block.fields.has(name) || block.fields.size >= MOST_FIELDS) return;
  block.fields.set(name, value);
  if (name === 'MESSAGE') block.message = line;
}

/** What an entry says, null when it is none. */
export function closeBlock(block: Block) {
  const { first, last, message, fields, time, binary } = block;
  if (fields.size === 0) return null;
  const read = readJournal((name) => fields.get(name) ?? null, time);
  const layout: Reading = binary ? { ...read, oddity: 'binary' } : read;
  return { line: message ?? first, first: first.line, last: last.line, layout };
}
