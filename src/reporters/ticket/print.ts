// In: a report, and how a markup writes each thing. Out: the ticket in that markup, within the lines there
// may be.

import type { Report, ReporterOptions } from '../../model.ts';
import { count } from '../page.ts';
import { describe } from './describe.ts';

import { piecesOf } from './inline.ts';
import type { Body, Line, Part } from './part.ts';
import { rowsOf, type Shortened, shorten } from './shorten.ts';

/** A markup. `words` gets only what has no meaning in Markdown, everything else comes as code. */
export interface Markup {
  readonly format: string;
  readonly words: (text: string) => string;
  /** Never empty, without line breaks. */
  readonly code: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly bullet: string;
  readonly table: (
    titles: readonly string[],
    rows: readonly (readonly string[])[],
  ) => readonly string[];
  readonly fence: (language: string, lines: readonly string[]) => readonly string[];
}

/** About a screen. */
const DEFAULT_LINES = 60;

export function* printTicket(
  report: Report,
  { maxLines = DEFAULT_LINES }: ReporterOptions,
  markup: Markup,
): Iterable<string> {
  const asked = maxLines === DEFAULT_LINES ? [] : ['--max-lines', String(maxLines)];
  const short = shorten(describe(report, ['--format', markup.format, ...asked]), maxLines);
  const parts = [...short.parts, ...leftOut(short, maxLines)];
  let separator = '';
  for (const { part, total } of parts) {
    yield separator;
    yield `${line(markup, [{ strong: part.label }, ...part.text, ...shown(part, total)])}\n`;
    if (part.body !== null && rowsOf(part) > 0) {
      if (part.body.kind !== 'list') yield '\n';
      for (const text of bodyLines(markup, part.body)) yield `${text}\n`;
    }
    separator = '\n';
  }
}

function shown(part: Part, total: number): Line {
  const rows = rowsOf(part);
  return rows === total ? [] : [` (${rows} of ${count(total, part.noun)})`];
}

function leftOut({ left }: Shortened, maxLines: number): Shortened['parts'] {
  if (left.length === 0) return [];
  const text = left.map(({ n, noun }) => count(n, noun)).join(', ');
  const more = { code: `--max-lines ${2 * maxLines}` };
  const line: Line = [` ${text}; `, more, ' shows more, ', { code: '--format json' }, ' all.'];
  const part: Part = { label: 'Left out:', text: line, body: null, noun: '', share: 0 };
  return [{ part, total: 0 }];
}

function line(markup: Markup, text: Line): string {
  return piecesOf(text)
    .map((piece) => markup[piece.kind](piece.text))
    .join('')
    .trimEnd();
}

function bodyLines(markup: Markup, body: Body): readonly string[] {
  if (body.kind === 'list') return body.rows.map((row) => markup.bullet + line(markup, row));
  if (body.kind === 'fence') return markup.fence(body.language, body.rows);
  const rows = body.rows.map((row) => row.map((cell) => line(markup, cell)));
  return markup.table(body.titles, rows);
}
