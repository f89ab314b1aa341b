// What a dialect is: a way a log line is laid out, from syslog to a bare paste. In: one physical line
// without terminator and colour codes. Out: its fields, or null when the line is laid out otherwise.

import type { Layout } from '../model.ts';

export interface Dialect {
  readonly id: string;
  /** Start of a line that surely begins a record. The sieve stops at it, so it may be narrower than
   *  `read`, never wider. */
  readonly head: RegExp;
  /** Whether a message with line breaks spans lines; if not, each line stands for itself. */
  readonly multiline: boolean;
  /** Lines of this layout and no other. */
  readonly samples: readonly string[];
  read(line: string): Layout | null;
}

export const blank = {
  kind: 'record',
  time: null,
  host: null,
  pid: null,
  level: null,
  logger: null,
  requestId: null,
  instance: null,
  message: '',
} as const satisfies Layout;
