// What the transports share: each puts time, host, program and pid in front of a line. In: that prefix
// and the text behind it. Out: the fields of the record inside, completed by those of the prefix.

import type { LogTime } from '../model.ts';
import { blank, type Dialect, type Reading } from './dialect.ts';
import { INNER_HEAD, readInner } from './inner.ts';
import { BLOB, BLOB_TEXT } from './journal.ts';
import { isCutText } from './oslo-text.ts';
import { inYear, type Stamp } from './times.ts';

/** Pattern source for a host's name or address. */
export const HOST = '(?<host>[\\w.:-]+)';
/** Pattern source for who wrote a line: `nova-compute[4711]: `, `devstack@n-cpu.service[18249]: `. */
export const PROGRAM = '(?<program>[\\w./@()\\\\-]+)(?:\\[(?<pid>\\d+)\\])?: ';

type Groups = Readonly<Record<string, string | undefined>>;

/** What tells one transport from another. */
interface Transport {
  readonly id: string;
  /** Pattern source of the prefix, with groups `host`, `program`, `pid` and what `when` needs. */
  readonly prefix: string;
  readonly samples: readonly string[];
  /** The time the prefix shows; null when it is none, so that the line is laid out otherwise. */
  readonly when: (groups: Groups) => Pick<Envelope, 'time' | 'stamp'> | null;
}

/** The prefix of one line. */
interface Envelope {
  readonly length: number;
  readonly time: LogTime | null;
  readonly stamp?: Stamp;
  readonly host: string | null;
  readonly program: string | null;
  readonly pid: string | null;
}

/** The dialect of a transport. */
export function transport({ id, prefix, samples, when }: Transport): Dialect {
  const front = new RegExp(`^${prefix}`);
  return {
    id,
    // Names of groups may not repeat where the heads are joined.
    head: new RegExp(prefix.replace(/\(\?<\w+>/g, '(?:') + INNER_HEAD),
    multiline: true,
    needles: [BLOB_TEXT],
    samples,
    isCut: (line) => isCutText(line.replace(front, '')),
    read(line) {
      const found = front.exec(line);
      const groups: Groups = found?.groups ?? {};
      const dated = found === null ? null : when(groups);
      if (found === null || dated === null) return null;
      const { host = '-', program = null, pid = '' } = groups;
      const envelope = {
        ...dated,
        length: found[0].length,
        host: host === '-' ? null : host,
        program,
        pid: /^\d+$/.test(pid) ? pid : null,
      };
      return unwrap(envelope, line);
    },
  };
}

/** A line that no layout reads is a record of its writer's, which no template matches. */
function unwrap(envelope: Envelope, line: string): Reading | null {
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
    program,
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
