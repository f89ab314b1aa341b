// Whether mail, a ticket or a terminal broke the long lines of a source at a fixed width. In: its first
// lines. Out: how it was broken, null unless that is certain: no line is longer, and many that go on in
// the next one could hold no more. Messages of several lines end anywhere, those of a cut log nowhere else.

import { LEVEL } from './oslo-text.ts';
import { FRONT as PASTED, QUOTE } from './paste.ts';
import { TIMESTAMP } from './times.ts';

export interface Wrapping {
  /** What a mail puts in front of every line. */
  readonly front: string;
  readonly start: Start;
  /** The longest line; the width asked for may be greater, to `limit`. */
  readonly width: number;
  readonly limit: number;
  /** Lines end where the width does, or with the last word that fits. */
  readonly at: 'column' | 'word';
  /** The blank that a line was broken at was left at its end, or at none. */
  readonly keepsBlanks: boolean;
  readonly breaksAtHyphens: boolean;
  /** Words longer than a line were left whole; if not, they may have been broken. */
  readonly keepsWords: boolean;
}

/** Wider than any paste is wrapped; a log with longer lines is none. */
const MAX_WIDTH = 250;

/** What a record begins with, one kind in one source; and where only this does, what the one before ends with. */
interface Start {
  readonly begins: RegExp;
  readonly ends?: RegExp;
}

const JSON_LINE = new RegExp(`^(?:\\x1e|data: |${TIMESTAMP}\\t\\S+\\t)?\\{"`);

const TEXT_LINES = [
  `(?:${PASTED})?${TIMESTAMP}\\b`,
  '(?:<\\d{1,3}>)?[A-Z][a-z]{2} [ \\d]?\\d \\d\\d:\\d\\d:\\d\\d\\b',
  `<\\d{1,3}>1 ${TIMESTAMP}\\b`,
  '[A-Z][a-z]{2} \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\b',
  '\\[ *\\d+\\.\\d{6}\\] ',
  '\\d{10}\\.\\d{6} ',
  `(?:\\d+ )?(?:${LEVEL}) [A-Za-z_]`,
];

const STARTS: readonly Start[] = [
  { begins: JSON_LINE, ends: /\}$/ },
  ...TEXT_LINES.map(
    (source): Start => ({ begins: new RegExp(`^(?:\\x1b\\[[0-9;]*m)*(?:${source})`) }),
  ),
];

/** Lines of a message that stand on lines of their own: those of a ProcessExecutionError, a traceback, what
 *  grep and journalctl say. */
const OWN_LINE = /^(?:-- |--$|(?:Command|Exit code|Stdout|Stderr|Reason): |Traceback \()/;

/** What is indented may be the rest of a line, too. */
const INDENTED = /^(?:\s{2}|\t)/;

/** A context that the line does not close: nothing but wrapping breaks one. */
const OPEN_CONTEXT = new RegExp(`(?:${LEVEL}) [A-Za-z_][\\w.]* \\[[^\\]]*$`);
const ID_BEGUN = /req-[0-9a-f-]{0,35}$/;
const ID = /req-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/;

/** A line and the one below, which begins no record. */
type Pair = readonly [above: string, below: string];

/** How the source that begins with these lines was wrapped. */
export function wrappingOf(head: readonly string[]): Wrapping | null {
  const front = frontOf(head);
  const lines = head.map((line) => withoutFront(line, front));
  if (lines.some((line) => line.length > MAX_WIDTH && line.includes(' '))) return null;
  const first = lines.findIndex((line) => startOf(line) !== undefined);
  const body = lines.slice(first);
  const start = startOf(body[0] ?? '');
  if (first < 0 || start === undefined) return null;
  const pairs = body.flatMap((above, index): readonly Pair[] => {
    const below = body[index + 1];
    return below !== undefined && isFragment(below, above, start) ? [[above, below]] : [];
  });
  // Records cut off, not wrapped: none has its end.
  const headed = pairs.filter(([, below]) => start.begins.test(below)).length;
  if (headed * 4 > pairs.length) return null;
  const ended = body.filter((above, index) => {
    const below = body[index + 1];
    return below !== undefined && !INDENTED.test(below) && !isFragment(below, above, start);
  });
  const common = { front, start };
  return atColumns(body, pairs, ended, common) ?? atWords(body, pairs, ended, common);
}

const startOf = (line: string) => STARTS.find(({ begins }) => begins.test(line));

type Common = Pick<Wrapping, 'front' | 'start'>;

/** All but a few lines that go on are as long as the longest one is. */
function atColumns(
  body: readonly string[],
  pairs: readonly Pair[],
  ended: readonly string[],
  common: Common,
): Wrapping | null {
  const width = Math.max(...body.map(({ length }) => length));
  // Where blanks at the end were lost, the line that had one is shorter by it.
  const keepsBlanks = pairs.some(([above]) => above.endsWith(' '));
  const exact = pairs.filter(([above]) => above.length === width);
  const short = keepsBlanks ? [] : pairs.filter(([above]) => above.length === width - 1);
  const broken = [...exact, ...short];
  const against =
    pairs.filter((pair) => !broken.includes(pair) && isFull(pair, width)).length +
    ended.filter(({ length }) => length === width).length;
  const openIds = exact.filter(
    ([above, below]) =>
      OPEN_CONTEXT.test(above) && ID_BEGUN.test(above) && ID.test(`${above}${below}`),
  );
  const isSure = openIds.length >= 2 || endings(exact) >= 3;
  if (width > MAX_WIDTH || !isSure) return null;
  if (exact.length * 3 < broken.length * 2 || against * 10 > broken.length) return null;
  return {
    ...common,
    width,
    limit: width,
    at: 'column',
    keepsBlanks,
    breaksAtHyphens: false,
    keepsWords: false,
  };
}

/** Most lines that go on have no room for the next word. */
function atWords(
  body: readonly string[],
  pairs: readonly Pair[],
  ended: readonly string[],
  common: Common,
): Wrapping | null {
  const width = Math.max(...body.filter((line) => line.includes(' ')).map(({ length }) => length));
  const full = pairs.filter((pair) => isFull(pair, width));
  const exact = full.filter(([above]) => above.length === width).length;
  const against = ended.filter(({ length }) => length === width).length;
  const openContexts = full.filter(([above]) => OPEN_CONTEXT.test(above)).length;
  const isSure = openContexts >= 2 || endings(full) >= 3;
  if (!isSure || full.length < 4 || full.length * 4 < pairs.length * 3) return null;
  if (exact * 2 > full.length || against * 3 > full.length) return null;
  return {
    ...common,
    width,
    limit: Math.min(...full.map(([above, below]) => above.length + firstWord(below).length)),
    at: 'word',
    keepsBlanks: full.filter(([above]) => above.endsWith(' ')).length * 2 > full.length,
    breaksAtHyphens: !full.some((pair) => hasRoomToHyphen(pair, width)),
    keepsWords: body.some(({ length }) => length > width),
  };
}

/** Messages that are printed again and again end alike; lines broken at a width do not. */
const endings = (pairs: readonly Pair[]) => new Set(pairs.map(([above]) => above.slice(-12))).size;

export const firstWord = (text: string) => /^\S*/.exec(text)?.[0] ?? '';

export const isFull = ([above, below]: Pair, width: number) =>
  above.length + 1 + firstWord(below).length > width;

/** `nova-` of `nova-rootwrap` would have fitted, so lines are not broken there. */
function hasRoomToHyphen([above, below]: Pair, width: number): boolean {
  const part = /^\S*?[A-Za-z]{2}-(?=[A-Za-z]{2})/.exec(below)?.[0];
  return part !== undefined && above.length + 1 + part.length <= width;
}

/** Begins no record, and is no line that Nova itself breaks a message at. */
export function isFragment(line: string, above: string, { begins, ends }: Start): boolean {
  if (line.trim() === '' || above.trim() === '') return false;
  if (ends !== undefined) return !begins.test(line) || !ends.test(above);
  return ![begins, OWN_LINE, INDENTED].some((pattern) => pattern.test(line));
}

/** What stands in front of every line: a mail's quotes, an indented block's blanks. */
function frontOf(lines: readonly string[]): string {
  const full = lines.filter((line) => line.trim() !== '');
  const quote = new RegExp(`^${QUOTE}`).exec(full[0] ?? '')?.[0];
  if (quote !== undefined) {
    return full.every((line) => `${line} `.startsWith(quote)) ? quote : '';
  }
  const [blanks = ''] = full.map((line) => /^\s*/.exec(line)?.[0] ?? '').sort(byLength);
  return full.every((line) => line.startsWith(blanks)) ? blanks : '';
}

const byLength = (a: string, b: string) => a.length - b.length;

export const withoutFront = (line: string, front: string) =>
  line.startsWith(front) ? line.slice(front.length) : line;
