// Bytes in, whole lines out: the lines a template could match, with the continuation lines behind each,
// and the head and tail of the source, which tell its layout and time span. Line numbers and byte
// offsets stay exact. Nothing here depends on how the bytes were cut into chunks.

import { HEAD_LINES } from '../dialects/head.ts';
import type { Line, Run, Skipped } from '../model.ts';
import { type Block, blocksIn, NEWLINE } from './blocks.ts';
import type { Finder } from './finder.ts';
import { lastRecord, newTail } from './tail.ts';

export { CAPACITY, MAX_LINE } from './blocks.ts';

/** How much of a cut line is quoted. */
const QUOTED = 200;
/** How much of each of them is looked at, in bytes. */
const HEAD_WIDTH = 4096;

/** What passes. A sieve serves one source at a time, as its finder holds the bytes. */
export interface Sieve {
  /** Finds the texts one of which every wanted line holds. */
  readonly finder: Finder;
  /** Matches at the start of a line that surely begins a record; sticky. */
  readonly head: RegExp;
  /** Whether the first lines of a source, as many as always pass, let all others pass, too, as its records
   *  span lines that no needle tells. */
  readonly isWhole?: (head: readonly string[]) => boolean;
}

export interface SieveCounts {
  bytes: number;
  lines: number;
  /** The lines that were cut, with their beginning. */
  readonly tooLong: Line[];
  /** The last line, when no line break ends it. */
  unterminated?: Line;
  /** The reading was stopped, so that what no line break ends is a part of a line. */
  interrupted?: 'inside' | 'before';
}

/** Where what is sieved stands in its source. */
export interface Place {
  /** The lines at the start, which always pass, are in it. */
  readonly isFirst: boolean;
  /** The last record, which always passes, is in it. */
  readonly isLast: boolean;
}

const WHOLE: Place = { isFirst: true, isLast: true };

/** Sieves one source, or a part of it that begins with a record. `counts` grows while the runs are read;
 *  the bytes of a run are gone when the next one is asked for. */
export async function* sift(
  chunks: AsyncIterable<Uint8Array | Skipped>,
  source: number,
  sieve: Sieve,
  counts: SieveCounts,
  { isFirst, isLast }: Place = WHOLE,
): AsyncGenerator<Run> {
  const { finder, head } = sieve;
  const pass = newPass(source, sieve, isFirst ? HEAD_LINES : 0);
  const tail = newTail();
  for await (const block of blocksIn(chunks, finder.bytes)) {
    if ('skipped' in block) {
      counts.lines += block.skipped.lines;
      counts.bytes += block.skipped.bytes;
      tail.clear();
      continue;
    }
    if (block.unterminated && counts.interrupted !== undefined) break;
    const bytes = finder.bytes.subarray(0, block.length);
    const start = { line: counts.lines + 1, offset: counts.bytes };
    if (block.dropped > 0) counts.tooLong.push(lineAt(source, start, bytes.subarray(0, QUOTED)));
    if (block.unterminated) counts.unterminated = lineAt(source, start, bytes.subarray(0, -1));
    finder.load(block.length);
    const run = pass.take(block, start);
    counts.lines = pass.lines;
    counts.bytes += block.length + block.dropped;
    if (isLast) tail.push(bytes);
    if (run !== null) yield run;
  }
  const total = counts.bytes;
  if (counts.unterminated !== undefined) counts.bytes -= 1;
  const last = lastRecord(tail.bytes(), head);
  if (last === null || counts.lines - last.linesAfter <= pass.lastKept) return;
  const lines = [counts.lines - last.linesAfter];
  yield { source, lines, starts: [total - last.bytesAfter], bytes: last.bytes };
}

interface At {
  readonly line: number;
  /** In the source, in bytes. */
  readonly offset: number;
}

const lineAt = (source: number, at: At, bytes: Buffer): Line => ({
  source,
  ...at,
  text: bytes.toString(),
});

/** What passes of one block after the other. */
function newPass(source: number, { finder, head, isWhole }: Sieve, headLines: number) {
  const { bytes } = finder;
  const firstLines: string[] = [];
  let passesAll = false;
  /** Whether the last line of the block before passed, so that its continuation does. */
  let isInside = false;

  const pass = {
    /** Lines so far. */
    lines: 0,
    lastKept: 0,
    /** What passes of the block in the finder's memory, null when nothing does. */
    take({ length, dropped }: Block, start: At): Run | null {
      const kept = newKept();
      /** Start of the next line, and its number. */
      let at = 0;
      let line = start.line;
      const keep = () => {
        const next = bytes.indexOf(NEWLINE, at) + 1;
        kept.add(at, next, line, start.offset + at + (at > 0 ? dropped : 0));
        at = next;
        line += 1;
      };
      const text = () => bytes.toString('latin1', at, bytes.indexOf(NEWLINE, at) + 1);
      const lookAt = () => {
        firstLines.push(headLine(bytes, at));
        if (firstLines.length === HEAD_LINES) passesAll = isWhole?.(firstLines.splice(0)) ?? false;
      };

      while (at < length && line <= headLines) {
        lookAt();
        keep();
        isInside = true;
      }
      while (at < length) {
        if (!passesAll && !(isInside && !matches(head, text()))) {
          const hit = finder.find(at);
          isInside = hit >= 0;
          if (hit < 0) break;
          const before = finder.newlines(at, hit);
          if (before > 0) at = bytes.lastIndexOf(NEWLINE, hit) + 1;
          line += before;
        }
        keep();
      }
      pass.lines = line - 1 + finder.newlines(at, length);
      if (kept.lines.length === 0) return null;
      pass.lastKept = kept.lines.at(-1) ?? 0;
      return { source, lines: kept.lines, starts: kept.starts, bytes: kept.of(bytes) };
    },
  };
  return pass;
}

function headLine(bytes: Buffer, at: number): string {
  const end = Math.min(bytes.indexOf(NEWLINE, at), at + HEAD_WIDTH);
  return bytes.toString('utf8', at, end).replace(/\r$/, '');
}

/** Whether all lines of a source pass that begins with these bytes. */
export function passesWhole(bytes: Buffer, { isWhole }: Sieve): boolean {
  const lines: string[] = [];
  for (let at = 0; lines.length < HEAD_LINES; at = bytes.indexOf(NEWLINE, at) + 1) {
    if (bytes.indexOf(NEWLINE, at) < 0) return true;
    lines.push(headLine(bytes, at));
  }
  return isWhole?.(lines) ?? false;
}

function matches(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text);
}

/** Lines of one block. */
function newKept() {
  const lines: number[] = [];
  const starts: number[] = [];
  /** Positions where a stretch of them begins and ends, in turn. */
  const bounds: number[] = [];
  return {
    lines,
    starts,
    add(from: number, to: number, line: number, offset: number) {
      lines.push(line);
      starts.push(offset);
      if (bounds.at(-1) === from) bounds[bounds.length - 1] = to;
      else bounds.push(from, to);
    },
    of(bytes: Buffer): Buffer {
      const pieces: Buffer[] = [];
      for (let index = 0; index < bounds.length; index += 2) {
        pieces.push(bytes.subarray(bounds[index], bounds[index + 1]));
      }
      return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    },
  };
}
