// What the transports share: each puts time, host, program and pid in front of a line. In: that prefix
// and the text behind it. Out: the fields of the record inside, completed by those of the prefix.

import type { LogTime } from '../model.ts';
import { blank, type Reading } from './dialect.ts';
import { INNER_HEAD, readInner } from './inner.ts';
import { BLOB } from './journal.ts';
import { inYear, type Stamp } from './times.ts';

/** Pattern source for a host's name or address. */
export const HOST = '[\\w.:-]+';
/** Pattern source for who wrote a line: `nova-compute[4711]: `, `devstack@n-cpu.service[18249]: `. */
export const PROGRAM = '(?<program>[\\w./@()\\\\-]+)(?:\\[(?<pid>\\d+)\\])?: ';

export interface Envelope {
  /** Length of the prefix. */
  readonly length: number;
  readonly time: LogTime | null;
  readonly stamp?: Stamp | null;
  readonly host: string | null;
  readonly program: string | null;
  readonly pid: string | null;
}

/** Start of a record behind a prefix. */
export const headBehind = (prefix: string): RegExp => new RegExp(`${prefix}${INNER_HEAD}`);

/** A line that no layout reads is a record of its writer's, which no template matches. */
export function unwrap(envelope: Envelope, line: string): Reading | null {
  const { host, program, length, stamp } = envelope;
  if (stamp && inYear(stamp, LEAP_YEAR) === null) return null;
  const text = unescapeControls(line.slice(length));
  const inner = readInner(text);
  if (inner === null && program === null) return null;
  const pid = envelope.pid === null ? null : Number(envelope.pid);
  const isHidden = BLOB.test(text);
  const foreign = { ...blank, logger: program, message: text, ...(isHidden ? {} : { rest: text }) };
  return {
    ...(inner ?? foreign),
    time: inner?.time ?? envelope.time,
    ...(stamp && inner?.time == null ? { stamp } : {}),
    host: host ?? inner?.host ?? null,
    pid: inner?.pid ?? pid,
    writer: `${host} ${program} ${envelope.pid}`,
    column: length,
    ...(isHidden ? { oddity: 'null' } : {}),
  };
}

/** Every day there is has a place in it. */
const LEAP_YEAR = 2000;

/** Syslog daemons write control characters in octal: `#012` is a line break. */
function unescapeControls(text: string): string {
  if (!text.includes('#0')) return text;
  return text.replace(/#(0[0-3][0-7])/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
