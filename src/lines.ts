// Runs of sieved bytes to lines: split2 splits, the sieve's numbers are put back on. Bytes that are not
// UTF-8 become U+FFFD and are counted; a carriage return before the newline is part of the terminator.

import split2 from 'split2';
import type { Line, Run } from './model.ts';
import { note } from './noted.ts';

export interface LineCounts {
  /** Lines with bytes that are not UTF-8, the first ones, and how many more. */
  readonly undecodable: Line[];
  moreUndecodable?: number;
}

/** How much of such a line is quoted. */
const QUOTED = 200;
/** Lines handed on at a time, at most. What is made of many more at once outlives the garbage collector's
 *  next round, and is copied in it. */
const BATCH = 500;

/** Splits the runs of one source; each ends with a newline, so none leaves a rest behind. What was read
 *  before an error is handed on before it is thrown. */
export async function* splitLines(
  runs: AsyncIterable<Run>,
  counts: LineCounts,
): AsyncGenerator<readonly Line[]> {
  const splitter = split2('\n');
  let lines: Line[] = [];
  let above = '';
  try {
    for await (const { source, lines: numbers, starts, bytes } of runs) {
      splitter.write(bytes);
      for (const [index, number] of numbers.entries()) {
        const text = ownText(String(splitter.read() ?? '').replace(/\r$/, ''));
        const line = { source, line: number, offset: starts[index] ?? 0, text };
        if (text.includes('\uFFFD') && !isLength(text, above))
          noteUndecodable(counts, { ...line, text: text.slice(0, QUOTED) });
        above = text;
        lines.push(line);
        if (lines.length < BATCH) continue;
        yield lines;
        lines = [];
      }
      if (lines.length > 0) yield lines;
      lines = [];
    }
  } catch (error) {
    yield lines;
    throw error;
  }
  yield lines;
}

/** A piece of a string holds all of it: who keeps a line would keep everything that was read with it. */
const ownText = (text: string): string => Buffer.from(text).toString();

/** Counts those that are too many to be kept. */
export function noteUndecodable(counts: LineCounts, line: Line): void {
  counts.moreUndecodable = (counts.moreUndecodable ?? 0) + note(counts.undecodable, line);
}

/** Below a field's bare name, the journal's export format has eight bytes of length: no text, but no
 *  damage either. */
function isLength(text: string, above: string): boolean {
  return text.lastIndexOf('\uFFFD') < 8 && /^[A-Z_][A-Z0-9_]*$/.test(above);
}
