// The lines of a wrapped source, put together again. In: its physical lines and how it was wrapped. Out:
// the lines there were before; what may or may not have been one stays apart.

import type { Batches, Line } from '../model.ts';
import { SUFFIX } from './folding.ts';
import { firstWord, isFragment, isFull, type Wrapping, withoutFront } from './wrapping.ts';

/** A line, or the first of several that were one. */
export interface WrappedLine extends Line {
  /** All of them together. */
  readonly whole?: string;
  /** Number of the last of them. */
  readonly last?: number;
}

/** What is joined grows no longer than this many characters. */
const MAX_JOINED = 1 << 20;

/** A line that the next one may continue, and the last of its pieces. */
interface Open {
  readonly line: Line;
  readonly pieces: string[];
  size: number;
  last: number;
  above: string;
}

/** Puts together what was one line, from the first record on. */
export async function* joinWrapped(
  batches: Batches<Line>,
  wrapping: Wrapping,
): AsyncGenerator<readonly WrappedLine[]> {
  let open: Open | null = null;
  let isBegun = false;
  for await (const lines of batches) {
    const whole: WrappedLine[] = [];
    for (const line of lines) {
      const text = withoutFront(line.text, wrapping.front);
      const follows: boolean = isBegun && open?.last === line.line - 1;
      const between = open !== null && follows ? joint(wrapping, open, text) : null;
      if (open !== null && between !== null) {
        open.pieces.push(between + text);
        open.size += text.length;
        open.last = line.line;
        open.above = text;
        continue;
      }
      if (open !== null) whole.push(wholeOf(open));
      isBegun ||= wrapping.start.begins.test(text);
      open = { line, pieces: [line.text], size: text.length, last: line.line, above: text };
    }
    yield whole;
  }
  if (open !== null) yield [wholeOf(open)];
}

const wholeOf = ({ line, pieces, last }: Open): WrappedLine =>
  pieces.length === 1 ? line : { ...line, whole: pieces.join(''), last };

/** What stood where the line was broken, null when it was not or that is not sure. */
function joint(wrapping: Wrapping, open: Open, below: string): string | null {
  const { above } = open;
  const { start, width, limit, at, keepsBlanks, breaksAtHyphens, keepsWords } = wrapping;
  if (!isFragment(below, above, start) || open.size > MAX_JOINED) return null;
  if (isWhole(open, below)) return null;
  if (at === 'column') {
    if (above.length === width) return '';
    return !keepsBlanks && above.length === width - 1 ? ' ' : null;
  }
  const isOneWord = !above.includes(' ');
  if ((above.length > limit && !isOneWord) || !isFull([above, below], width)) return null;
  if (keepsBlanks) return isOneWord || above.endsWith(' ') ? '' : null;
  const word = /(?<!\S)\S*$/.exec(above)?.[0] ?? '';
  const next = firstWord(below);
  const isLong = above.length >= width && word.length + next.length > width;
  const isKept = keepsWords || above.length > width || next.length > width;
  if (isLong && !isKept) return null;
  const isHyphen = /[A-Za-z]{2}-$/.test(above) && /^[A-Za-z]{2}/.test(below);
  return isHyphen && breaksAtHyphens ? '' : ' ';
}

/** Where a DEBUG record's suffix stands nothing more follows, but for the rest of its line number. */
function isWhole({ pieces }: Open, below: string): boolean {
  if (!/ ?DEBUG /.test(pieces.slice(0, 3).join(''))) return false;
  return SUFFIX.test(pieces.slice(-4).join('')) && !/^\d*(?:\}\})?$/.test(below);
}
