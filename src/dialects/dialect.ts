// What a dialect is: a way a log line is laid out, from syslog to a bare paste. In: one physical line
// without terminator and colour codes. Out: its fields, or null when the line is laid out otherwise.

import type { Layout } from '../model.ts';
import type { Stamp } from './times.ts';

/** A layout with what only folding and dating need. */
export interface Reading extends Layout {
  /** Stands for `time` where a transport prints no year. */
  readonly stamp?: Stamp;
  /** Who handed the line to a transport: program, pid, stream. */
  readonly writer?: string;
  /** Its program's name, as the transport gives it. */
  readonly program?: string | null;
  /** Text of a line that has no layout of its own inside a transport's: it continues the record above
   *  it if that is its writer's, else it is a record no template knows. */
  readonly rest?: string;
  /** Column of the message: further lines of it are indented as far. */
  readonly column?: number;
  /** What stands in front of each further line of the message, too. */
  readonly front?: RegExp;
  /** Ends in the middle of a line that goes on in the writer's next one. */
  readonly partial?: boolean;
  /** The message is missing, or was not given as text. */
  readonly oddity?: 'binary' | 'null';
  /** Quoted as evidence where the line itself is too bulky to be. */
  readonly quote?: string;
}

export interface Dialect {
  readonly id: string;
  /** Start of a line that surely begins a record. The sieve stops at it, so it may be narrower than
   *  `read`, never wider. */
  readonly head: RegExp;
  /** Whether a message with line breaks spans lines; if not, each line stands for itself. */
  readonly multiline: boolean;
  /** Texts that a line whose message is hidden from the sieve holds. */
  readonly needles?: readonly string[];
  /** What ends a DEBUG record, where it is not Nova's own: groups `pid`, `file`, `line`. */
  readonly suffix?: RegExp;
  /** Lines of this layout and no other. */
  readonly samples: readonly string[];
  read(line: string): Reading | null;
  /** Whether a line without a line break is certainly the beginning of one only. */
  isCut?(line: string): boolean;
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
