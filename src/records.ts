// Lines to records: asks the dialects how a line is laid out, folds continuation and traceback lines
// into the record above them, and takes the DEBUG suffix off. A line nothing can read is counted.

import type { Dialect } from './dialects/dialect.ts';
import { dialects, fallback } from './dialects/index.ts';
import type { Layout, Line, LogRecord, LogTime } from './model.ts';

export interface RecordCounts {
  readonly dialects: Map<string, number>;
  readonly levels: Map<string, number>;
  first: LogTime | null;
  last: LogTime | null;
  host: string | null;
  /** Records with a level and without an instance mark: a log filtered by instance has none. */
  unmarked: number;
  /** The first line, when it is the inside of a record. */
  cutHead: Line | null;
  /** Lines looked at that no layout reads and no record above them explains. */
  unrecognised: number;
  firstUnrecognised: Line | null;
}

/** Continuation lines beyond this many characters of message are left out. */
const MAX_MESSAGE = 1 << 20;

const COLOUR = /\x1b\[[0-9;]*[A-Za-z]/g;

interface Pending {
  readonly line: Line;
  readonly layout: Layout;
  readonly dialect: Dialect;
  lastLine: number;
  size: number;
  readonly message: string[];
  readonly traceback: string[];
}

/** Reads the lines of one source, in order. */
export async function* readRecords(
  lines: AsyncIterable<Line>,
  counts: RecordCounts,
): AsyncGenerator<LogRecord> {
  let pending: Pending | null = null;
  let dialect: Dialect | null = null;
  let bareFirst: Line | null = null;
  for await (const line of lines) {
    const text = line.text.includes('\x1b') ? line.text.replace(COLOUR, '') : line.text;
    const read = readLayout(text, dialect);
    const adjacent = pending !== null && line.line === pending.lastLine + 1;
    if (read === null || (read.layout.kind === 'bare' && text.trim() === '')) {
      if (pending !== null && adjacent && isOpenEnded(pending)) continueWith(pending, text);
      else if (text.trim() !== '') countUnrecognised(counts, line);
      continue;
    }
    if (pending !== null && adjacent && belongsTo(pending, read.layout)) {
      pending.traceback.push(read.layout.message);
      pending.lastLine += 1;
      continue;
    }
    if (pending !== null) yield close(pending, counts);
    if (read.dialect !== fallback && dialect === null) {
      dialect = read.dialect;
      if (bareFirst !== null) counts.cutHead = bareFirst;
    }
    if (dialect !== null) dialect = read.dialect;
    else bareFirst ??= line;
    pending = {
      line,
      layout: read.layout,
      dialect: read.dialect,
      lastLine: line.line,
      size: 0,
      message: [read.layout.message],
      traceback: [...(read.layout.traceback ?? [])],
    };
  }
  if (pending !== null) yield close(pending, counts);
}

/** The source's layout so far is tried first; once there is one, no line is bare any more. */
function readLayout(text: string, known: Dialect | null) {
  const order = known === null ? dialects : [known, ...dialects.filter((other) => other !== known)];
  for (const dialect of order) {
    const layout = dialect.read(text);
    if (layout !== null) return { dialect, layout };
  }
  const layout = known === null ? fallback.read(text) : null;
  return layout === null ? null : { dialect: fallback, layout };
}

function belongsTo(pending: Pending, layout: Layout): boolean {
  return layout.kind === 'traceback' && layout.logger === pending.layout.logger;
}

/** A layout with messages of several lines; a DEBUG record ends where its suffix stands, so what follows
 *  in a filtered log is the rest of another one. */
function isOpenEnded({ dialect, layout, message }: Pending): boolean {
  if (!dialect.multiline) return false;
  return layout.level !== 'DEBUG' || !SUFFIX.test(message.at(-1) ?? '');
}

function continueWith(pending: Pending, text: string): void {
  pending.lastLine += 1;
  pending.size += text.length;
  if (pending.size > MAX_MESSAGE) return;
  if (pending.traceback.length > 0) pending.traceback.push(text);
  else pending.message.push(text);
}

function countUnrecognised(counts: RecordCounts, line: Line): void {
  counts.unrecognised += 1;
  counts.firstUnrecognised ??= line;
}

// `… from (pid=4711) execute /usr/lib/python2.7/dist-packages/nova/utils.py:219`, in 2012.2.1 and
// later without the pid, in devstack within double braces.
const SUFFIX =
  /(?: from \(pid=(\d+)\)| \{\{\(pid=(\d+)\))? (\S+) (\/?[^\s:]+\.py\w?:\d+)(?:\}\})?$/;

function close(pending: Pending, counts: RecordCounts): LogRecord {
  const { line, layout, dialect } = pending;
  const message = pending.message.join('\n');
  const suffix = layout.level === 'DEBUG' && layout.caller == null ? SUFFIX.exec(message) : null;
  const pid = suffix?.[1] ?? suffix?.[2];
  tally(counts.dialects, dialect.id);
  if (layout.level !== null && layout.kind === 'record') tally(counts.levels, layout.level);
  counts.first ??= layout.time;
  counts.host ??= layout.host;
  if (layout.level !== null && layout.instance === null) counts.unmarked += 1;
  counts.last = layout.time ?? counts.last;
  return {
    source: line.source,
    line: line.line,
    offset: line.offset,
    lines: pending.lastLine - line.line + 1,
    text: line.text.replace(COLOUR, ''),
    dialect: dialect.id,
    time: layout.time,
    host: layout.host,
    pid: layout.pid ?? (pid === undefined ? null : Number(pid)),
    level: layout.level,
    logger: layout.logger,
    requestId: layout.requestId,
    instance: layout.instance,
    message: suffix === null ? message : message.slice(0, suffix.index),
    traceback: pending.traceback,
    caller: layout.caller ?? suffix?.[4] ?? null,
  };
}

function tally(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
