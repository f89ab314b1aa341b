// What belongs to one record: continuation lines, tracebacks, parts of a line. In: a record that is
// still open and what stands below it. Out: whether that joins it; the record grows.

import type { Line } from '../model.ts';
import type { Reading } from './dialect.ts';
import { readInner } from './inner.ts';

/** Continuation lines beyond this many characters of message are left out. */
const MAX_MESSAGE = 1 << 20;

// `… from (pid=4711) execute /usr/lib/python2.7/dist-packages/nova/utils.py:219`, in 2012.2.1 and
// later without the pid, in devstack within double braces. Pages leave table cells and tags behind it.
export const SUFFIX =
  /(?: from \(pid=(?<pid>\d+)\)| \{\{\(pid=(?<process>\d+)\))? \S+ (?<file>\/?[^\s:]+\.py\w?):(?<line>\d+)(?:\}\})?(?:[\s|]|<br ?\/?>|\[\/[A-Z]+\])*$/;

// The same where an editor or a terminal cut the line: `execute` is what runs commands in every release.
export const CUT_SUFFIX = /(?: from \(pid=(?<pid>\d+)\)(?: \w*(?: \S*)?)?| execute \/[^\s:]*)$/;

export interface Pending {
  readonly line: Line;
  readonly layout: Reading;
  /** Id of the dialect, and whether a line without any layout continues its messages. */
  readonly dialect: string;
  readonly multiline: boolean;
  readonly suffix: RegExp;
  readonly firstLine: number;
  lastLine: number;
  size: number;
  partial: boolean;
  readonly message: string[];
  readonly traceback: string[];
}

/** @param lastLine number of the last line it has so far */
export function open(
  line: Line,
  layout: Reading,
  { id, multiline = true, suffix = SUFFIX }: { id: string; multiline?: boolean; suffix?: RegExp },
  lastLine: number,
): Pending {
  return {
    line,
    layout,
    dialect: id,
    multiline,
    suffix,
    firstLine: line.line,
    lastLine,
    size: 0,
    partial: layout.partial ?? false,
    message: [layout.message],
    traceback: [...(layout.traceback ?? [])],
  };
}

/** Takes a line that has a layout into the record above it, if it belongs there. */
export function joins(pending: Pending, layout: Reading): boolean {
  if (isRestOf(pending, layout)) {
    continueWith(pending, layout.rest ?? layout.message, layout.partial);
    return true;
  }
  if (!belongsTo(pending, layout)) return false;
  if (hasRoom(pending, layout.message)) pending.traceback.push(layout.message);
  return true;
}

/** A further line of a message in what journalctl prints, or what is in a transport's line. */
export function isIndented(text: string, { layout: { column } }: Pending): boolean {
  return column !== undefined && column > 0 && /^ +$/.test(text.slice(0, column));
}

/** Such a line may be one of the traceback, with a prefix of its own. */
export function continueIndented(pending: Pending, text: string): void {
  const inner = readInner(text);
  if (inner === null) continueWith(pending, text);
  else if (hasRoom(pending, inner.message)) pending.traceback.push(inner.message);
}

/** Text without a layout of its own, by the writer of the record above it. */
function isRestOf(pending: Pending, { rest, writer }: Reading): boolean {
  if (rest === undefined || writer === undefined || writer !== pending.layout.writer) return false;
  return pending.partial || (pending.layout.rest === undefined && !isEnded(pending));
}

function belongsTo(pending: Pending, layout: Reading): boolean {
  return layout.kind === 'traceback' && layout.logger === pending.layout.logger;
}

/** A layout with messages of several lines; a DEBUG record ends where its suffix stands, so what follows
 *  in a filtered log is the rest of another one. */
export function isOpenEnded(pending: Pending): boolean {
  return pending.multiline && !isEnded(pending);
}

/** Below a blank line, text without what stands in front of the lines of a pasted block is around it. */
export function isAround({ layout, message, traceback }: Pending, text: string): boolean {
  const last = (traceback.length > 0 ? traceback : message).at(-1)?.trim();
  const isPasted = layout.front !== undefined && !layout.front.test(text);
  return isPasted && last === '' && text.trim() !== '';
}

function isEnded({ layout, message, suffix }: Pending): boolean {
  return layout.level === 'DEBUG' && suffix.test(message.at(-1) ?? '');
}

/** Also an empty line takes some. */
function hasRoom(pending: Pending, text: string): boolean {
  pending.size += text.length + 1;
  return pending.size <= MAX_MESSAGE;
}

export function continueWith(pending: Pending, text: string, partial = false): void {
  if (!hasRoom(pending, text)) return;
  const texts = pending.traceback.length > 0 ? pending.traceback : pending.message;
  texts.push(pending.partial ? `${texts.pop() ?? ''}${text}` : text);
  pending.partial = partial;
}
