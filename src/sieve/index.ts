// Bytes in, runs of whole lines out: the lines a template could match, with the continuation lines
// behind each, and the head and tail of the source, which tell its layout and time span. Line numbers
// and byte offsets stay exact. Nothing here depends on how the bytes were cut into chunks.

import type { Line, Run } from '../model.ts';

/** A longer line is cut to this many bytes; the rest of it is neither searched nor kept. */
export const MAX_LINE = 1 << 20;

/** How much of a cut line is quoted. */
const QUOTED = 200;
/** Lines from the start of a source that always pass. */
const HEAD_LINES = 100;
/** How much of each of them is looked at, in bytes. */
const HEAD_WIDTH = 4096;
/** How far back the last record of a source is looked for. */
const TAIL_BYTES = 1 << 16;

export interface Sieve {
  /** Any of the texts one of which every wanted line holds; global. */
  readonly needles: RegExp;
  /** Matches at the start of a line that surely begins a record; sticky. */
  readonly head: RegExp;
  /** Matches at the start of a line that, among the first ones, lets every line of a source pass, as its
   *  records span lines that no needle tells; sticky. */
  readonly whole?: RegExp;
  /** Whether the first lines of a source, as many as always pass, let all others pass, too. */
  readonly isWhole?: (head: readonly string[]) => boolean;
}

export interface SieveCounts {
  bytes: number;
  lines: number;
  /** The lines that were cut, with their beginning. */
  readonly tooLong: Line[];
  /** The last line, when no line break ends it. */
  unterminated?: Line;
}

const NEWLINE = 10;

/** Sieves one source. `counts` grows while the runs are read. */
export async function* sift(
  chunks: AsyncIterable<Uint8Array>,
  source: number,
  { needles, head, whole, isWhole }: Sieve,
  counts: SieveCounts,
): AsyncGenerator<Run> {
  let carry: Buffer[] = [];
  let carried = 0;
  let carryBytes = 0;
  let insideHit = false;
  let lastKept = 0;
  let tail = Buffer.alloc(0);
  let passAll = false;
  const firstLines: string[] = [];

  /** Sieves whole lines. `dropped` bytes of the first line were left out of `block`. */
  const block = (bytes: Buffer, firstLine: number, offset: number, dropped: number): Run[] => {
    const text = bytes.toString('latin1');
    const starts = [0];
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
      if (at + 1 < bytes.length) starts.push(at + 1);
    }
    const lineAt = (index: number) => starts[index] ?? bytes.length;
    const isHead = (index: number) => {
      head.lastIndex = lineAt(index);
      return head.test(text);
    };
    const runs: Run[] = [];
    const keep = (from: number, to: number) => {
      runs.push(run(from, to));
      lastKept = firstLine + to - 1;
    };
    const run = (from: number, to: number): Run => {
      const pieces: Buffer[] = [];
      const offsets: number[] = [];
      for (let index = from; index < to; index += 1) {
        const start = lineAt(index);
        const end = lineAt(index + 1);
        offsets.push(offset + start + (index > 0 ? dropped : 0));
        if (end - start > MAX_LINE + 1) pieces.push(bytes.subarray(start, start + MAX_LINE), EOL);
        else pieces.push(bytes.subarray(start, end));
      }
      const kept = pieces.length === 1 ? (pieces[0] ?? EOL) : Buffer.concat(pieces);
      return { source, firstLine: firstLine + from, starts: offsets, bytes: kept };
    };
    for (let index = 0; index < starts.length; index += 1) {
      if (lineAt(index + 1) - lineAt(index) <= MAX_LINE + 1) continue;
      const start = lineAt(index);
      counts.tooLong.push({
        source,
        line: firstLine + index,
        offset: offset + start + (index > 0 ? dropped : 0),
        text: bytes.toString('utf8', start, start + QUOTED),
      });
    }
    let next = 0;
    const passContinuation = () => {
      const from = next;
      while (next < starts.length && !isHead(next)) next += 1;
      if (next > from) keep(from, next);
      insideHit = next === starts.length;
    };
    const inHead = Math.max(0, Math.min(starts.length, HEAD_LINES + 1 - firstLine));
    if (inHead > 0) {
      keep(0, inHead);
      next = inHead;
      insideHit = true;
    }
    for (let index = 0; index < inHead && whole !== undefined && !passAll; index += 1) {
      whole.lastIndex = lineAt(index);
      passAll = whole.test(text);
    }
    for (let index = 0; index < inHead && isWhole !== undefined; index += 1) {
      const end = Math.min(lineAt(index + 1), lineAt(index) + HEAD_WIDTH);
      firstLines.push(bytes.toString('utf8', lineAt(index), end).replace(/\r?\n$/, ''));
      if (firstLines.length === HEAD_LINES) passAll ||= isWhole(firstLines.splice(0));
    }
    if (passAll && next < starts.length) {
      keep(next, starts.length);
      next = starts.length;
    }
    if (insideHit) passContinuation();
    while (next < starts.length) {
      needles.lastIndex = lineAt(next);
      const hit = needles.exec(text);
      if (hit === null) break;
      const index = lastAtMost(starts, hit.index);
      next = index + 1;
      if (hit.index - lineAt(index) >= MAX_LINE) continue;
      keep(index, next);
      passContinuation();
    }
    counts.lines += starts.length;
    return runs;
  };

  const take = function* (bytes: Buffer, dropped: number): Generator<Run> {
    const runs = block(bytes, counts.lines + 1, counts.bytes, dropped);
    counts.bytes += bytes.length + dropped;
    tail = Buffer.concat([tail, bytes]).subarray(-TAIL_BYTES);
    yield* runs;
  };

  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      // The line the carry began ends at the first newline; a cut one is put back to size.
      const dropped = carryBytes - carried;
      const first = dropped > 0 ? bytes.indexOf(NEWLINE) : 0;
      yield* take(Buffer.concat([...carry, bytes.subarray(first, end)]), dropped + first);
      carry = [];
      carried = 0;
      carryBytes = 0;
    }
    const rest = bytes.subarray(end);
    carryBytes += rest.length;
    const room = MAX_LINE + 1 - carried;
    if (rest.length > 0 && room > 0) {
      const kept = Buffer.from(rest.subarray(0, room));
      carry.push(kept);
      carried += kept.length;
    }
  }
  if (carried > 0) {
    const text = Buffer.concat(carry).toString();
    counts.unterminated = { source, line: counts.lines + 1, offset: counts.bytes, text };
    yield* take(Buffer.concat([...carry, EOL]), carryBytes - carried);
  }
  const total = counts.bytes;
  if (carried > 0) counts.bytes -= EOL.length;
  const last = lastRecord(tail, head);
  if (last === null || counts.lines - last.linesAfter <= lastKept) return;
  yield {
    source,
    firstLine: counts.lines - last.linesAfter,
    starts: [total - last.bytesAfter],
    bytes: last.bytes,
  };
}

const EOL = Buffer.from('\n');

/** Index of the last start at or before a position. */
function lastAtMost(starts: readonly number[], position: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The last line of the tail that begins a record. */
function lastRecord(tail: Buffer, head: RegExp) {
  const text = tail.toString('latin1');
  let end = tail.length;
  let linesAfter = 0;
  for (let start = lineStart(tail, end); start > 0; start = lineStart(tail, end)) {
    head.lastIndex = start;
    if (head.test(text)) {
      return { bytes: tail.subarray(start, end), linesAfter, bytesAfter: tail.length - start };
    }
    end = start;
    linesAfter += 1;
  }
  return null;
}

function lineStart(bytes: Buffer, end: number): number {
  return end < 2 ? 0 : bytes.lastIndexOf(NEWLINE, end - 2) + 1;
}
