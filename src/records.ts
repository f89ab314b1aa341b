// Lines to records: asks the dialects how a line is laid out, folds continuation and traceback lines
// into the record above them, and takes the DEBUG suffix off. A line nothing can read is a record that
// says so.

import { commandsOf } from './dialects/bare.ts';
import { type BlockDialect, blocksOf, type Entry } from './dialects/blocks.ts';
import { blank, type Dialect, type Reading } from './dialects/dialect.ts';
import {
  CUT_SUFFIX,
  continueIndented,
  continueWith,
  isAround,
  isIndented,
  isOpenEnded,
  joins,
  open,
  type Pending,
} from './dialects/folding.ts';
import { HEAD_LINES } from './dialects/head.ts';
import { dialects, fallback } from './dialects/index.ts';
import { withoutMarkup } from './dialects/markup.ts';
import { joinWrapped, type WrappedLine } from './dialects/unwrapping.ts';
import { wrappingOf } from './dialects/wrapping.ts';
import { newYears, type Years } from './dialects/years.ts';
import type { Batches, Line, LogRecord } from './model.ts';
import { note } from './noted.ts';
import { type OddMessage, oddMessage } from './odd-messages.ts';
import type { ZoneClock } from './zones.ts';

export interface RecordCounts {
  /** The first line, when it is the inside of a record. */
  cutHead: Line | null;
  /** The last line, when it certainly goes on behind the end. */
  cutTail: Line | null;
  /** The first ones, and how many more. */
  readonly odd: OddMessage[];
  moreOdd?: number;
}

const COLOUR = /\x1b\[[0-9;]*[A-Za-z]/g;

const withoutColour = (text: string) => (text.includes('\x1b') ? text.replace(COLOUR, '') : text);

/** What grep puts between lines that were apart. */
const SEPARATOR = '--';

/** What journalctl says of itself. */
const NOTICE = /^-- (?:Journal begins|Logs begin|Boot|Reboot|No entries)\b.*--$/;

export interface RecordOptions {
  /** Layouts of this site, tried before the others. */
  readonly dialects?: readonly Dialect[];
  /** Milliseconds since 1970 that no line of the source is later than, such as the time its file was
   *  changed: dates stamps without a year where the source shows none. */
  readonly notAfter?: number | null;
  /** Host of the lines that name none. */
  readonly host?: string | null;
  /** Clock of stamps without an offset. */
  readonly zone?: ZoneClock | null;
}

/** Reads the lines of one source, in order. */
export async function* readRecords(
  batches: Batches<Line>,
  counts: RecordCounts,
  { dialects: own = [], notAfter = null, host = null, zone = null }: RecordOptions = {},
): AsyncGenerator<readonly LogRecord[]> {
  const { head, all } = await readAhead(batches);
  const blocks = blocksOf(head);
  const seal = (pending: Pending) => close(pending, { host, zone });
  const wrapping = blocks === null ? wrappingOf(head.map(({ text }) => text)) : null;
  const lines = wrapping === null ? all : joinWrapped(all, wrapping);
  const reader =
    blocks === null
      ? newLineReader(counts, own, yearsIn(head, notAfter), seal)
      : newBlockReader(counts, blocks, seal);
  for await (const batch of lines) yield batch.flatMap(reader.take);
  yield reader.end();
}

/** The first lines, and with them all there are. */
async function readAhead(batches: Batches<Line>) {
  const rest = batches[Symbol.asyncIterator]();
  const ahead: (readonly Line[])[] = [];
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    ahead.push(next.value);
    if ((next.value.at(-1)?.line ?? 0) > HEAD_LINES) break;
  }
  const all = async function* () {
    try {
      yield* ahead.splice(0);
      for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
    } finally {
      await rest.return?.();
    }
  };
  return { head: ahead.flat().filter(({ line }) => line <= HEAD_LINES), all: all() };
}

/** The year is learnt from lines behind the first stamps, too. */
function yearsIn(head: readonly Line[], notAfter: number | null): Years {
  const years = newYears(notAfter);
  for (const { text } of head) years.learn(text);
  return years;
}

/** Makes the record of what is complete. */
type Seal = (pending: Pending) => LogRecord;

/** Takes the lines of a source one by one; returns the records each shows to be complete. */
interface Reader {
  take(line: WrappedLine): readonly LogRecord[];
  end(): readonly LogRecord[];
}

const NONE: readonly LogRecord[] = [];

function newBlockReader(counts: RecordCounts, blocks: BlockDialect, seal: Seal): Reader {
  const entries = blocks.newReader();
  let pending: Pending | null = null;
  const takeEntry = (entry: Entry | null): readonly LogRecord[] => {
    if (entry === null) return NONE;
    const { line, first, last, layout } = entry;
    noteOddity(counts, line, layout);
    if (pending !== null && first === pending.lastLine + 1 && joins(pending, layout)) {
      pending.lastLine = last;
      return NONE;
    }
    const above = pending;
    pending = { ...open(line, layout, blocks, last), firstLine: first };
    return above === null ? NONE : [seal(above)];
  };
  return {
    take: (line) => takeEntry(entries.take(line)),
    end() {
      const records = takeEntry(entries.end());
      return pending === null ? records : [...records, seal(pending)];
    },
  };
}

function newLineReader(
  counts: RecordCounts,
  own: readonly Dialect[],
  years: Years,
  seal: Seal,
): Reader {
  let pending: Pending | null = null;
  let dialect: Dialect | null = null;
  let bareFirst: Line | null = null;
  return {
    take(line) {
      const { whole = line.text, last = line.line } = line;
      years.learn(whole);
      const text = withoutColour(whole);
      const above: Pending | null = pending?.lastLine === line.line - 1 ? pending : null;
      if (above !== null && isIndented(text, above)) {
        continueIndented(above, text.slice(above.layout.column));
        above.lastLine = last;
        return NONE;
      }
      const read = readLayout(text, own, dialect);
      if (read === null || (read.layout.kind === 'bare' && text.trim() === '')) {
        const isTaken = above !== null && takeRest(above, text);
        if (isTaken) above.lastLine = last;
        if (isTaken || text.trim() === '' || NOTICE.test(text)) return NONE;
        const records = pending === null ? [] : [seal(pending)];
        pending = null;
        return [...records, unread(line, last)];
      }
      const layout = dated(read.layout, years);
      noteOddity(counts, line, layout);
      if (above !== null && joins(above, layout)) {
        above.lastLine = last;
        return NONE;
      }
      const records = pending === null ? [] : [seal(pending)];
      if (read.dialect !== fallback && dialect === null) {
        dialect = read.dialect;
        if (bareFirst !== null) counts.cutHead = bareFirst;
      }
      if (dialect !== null) dialect = read.dialect;
      else bareFirst ??= line;
      const parts = partsOf(layout).map((part) => open(line, part, read.dialect, last));
      pending = parts.pop() ?? null;
      for (const part of parts) records.push(seal(part));
      return records;
    },
    end: () => (pending === null ? NONE : [seal(pending)]),
  };
}

/** Whether a line without a layout belongs to the record above it, which then has it. */
function takeRest(above: Pending, text: string): boolean {
  if (!isOpenEnded(above) || isAround(above, text)) {
    // Server-sent events have a blank line between them.
    return text.trim() === '';
  }
  const { front } = above.layout;
  if (front === undefined) continueWith(above, text);
  else if (text !== SEPARATOR) continueWith(above, text.replace(front, ''));
  return true;
}

/** Only a line without any layout may be more than one record. */
const partsOf = (layout: Reading): readonly Reading[] =>
  layout.kind === 'bare'
    ? commandsOf(layout.message).map((message) => ({ ...layout, message }))
    : [layout];

function dated(layout: Reading, years: Years): Reading {
  return layout.stamp === undefined ? layout : { ...layout, time: years.date(layout.stamp) };
}

/** A site's own layout is tried first, then the source's so far; once there is one, no line is bare any
 *  more. */
function readLayout(text: string, own: readonly Dialect[], known: Dialect | null) {
  const order = known === null ? [own, dialects] : [own, [known], dialects];
  for (const group of order) {
    for (const dialect of group) {
      if (group === dialects && dialect === known) continue;
      const layout = dialect.read(text);
      if (layout !== null) return { dialect, layout };
    }
  }
  const layout: Reading | null = known === null ? fallback.read(text) : null;
  return layout === null ? null : { dialect: fallback, layout };
}

function noteOddity(counts: RecordCounts, line: Line, layout: Reading): void {
  const message = oddMessage(line, layout);
  if (message !== null) noteOdd(counts, message);
}

/** Counts those that are too many to be kept. */
export function noteOdd(counts: RecordCounts, message: OddMessage): void {
  counts.moreOdd = (counts.moreOdd ?? 0) + note(counts.odd, message);
}

/** Lines that nothing can read, as a record that says nothing. */
function unread(line: Line, last: number): LogRecord {
  const { source, line: first, offset, text } = line;
  const place = { source, line: first, offset, lines: last - first + 1, text };
  return {
    ...place,
    ...blank,
    dialect: '',
    kind: 'unread',
    instanceName: null,
    traceback: [],
    caller: null,
  };
}

function close(
  pending: Pending,
  given: { readonly host: string | null; readonly zone: ZoneClock | null },
): LogRecord {
  const { line, layout, dialect } = pending;
  const host = layout.host ?? given.host;
  const time = layout.time === null ? null : (given.zone?.(layout.time) ?? layout.time);
  const message = withoutMarkup(pending.message).join('\n');
  const isSuffixed = layout.level === 'DEBUG' && layout.caller == null;
  const suffix = isSuffixed ? (pending.suffix.exec(message) ?? CUT_SUFFIX.exec(message)) : null;
  const called = suffix?.groups ?? {};
  const pid = called['pid'] ?? called['process'];
  const file = called['file'];
  return {
    source: line.source,
    line: line.line,
    offset: line.offset,
    lines: pending.lastLine - pending.firstLine + 1,
    text: layout.quote ?? withoutColour(line.text),
    dialect,
    kind: layout.kind,
    time,
    host,
    pid: layout.pid ?? (pid === undefined ? null : Number(pid)),
    level: layout.level,
    logger: layout.logger,
    requestId: layout.requestId,
    instance: layout.instance,
    instanceName: layout.instanceName ?? null,
    message: suffix === null ? message : message.slice(0, suffix.index),
    traceback: withoutMarkup(pending.traceback),
    caller: layout.caller ?? (file === undefined ? null : `${file}:${called['line'] ?? ''}`),
  };
}

/** Whether the last line of a source certainly goes on, by the layouts its records have. */
export function endsInside({
  unterminated,
  dialects: read,
}: {
  readonly dialects: ReadonlyMap<string, number>;
  readonly unterminated?: Line;
}): boolean {
  if (unterminated === undefined) return false;
  return dialects.some(({ id, isCut }) => read.has(id) && isCut?.(unterminated.text));
}
