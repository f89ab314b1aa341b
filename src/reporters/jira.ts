// In: a report. Out: a block for a ticket in Jira's wiki markup.

import type { Report, ReporterOptions } from '../model.ts';
import { type Markup, printTicket } from './ticket/print.ts';

export function jira(report: Report, options: ReporterOptions): Iterable<string> {
  return printTicket(report, options, markup);
}

const markup: Markup = {
  format: 'jira',
  words: escaped,
  // Jira gives meaning to what is within, too.
  code: (text) => `{{${escaped(text)}}}`,
  strong: (text) => `*${text}*`,
  bullet: '* ',
  table: (titles, rows) => [
    `|| ${titles.join(' || ')} ||`,
    ...rows.map((row) => `| ${row.map((cell) => (cell === '' ? ' ' : cell)).join(' | ')} |`),
  ],
  // Only its own name has a meaning in it, and nothing there escapes it.
  fence: (_language, lines) => [
    '{noformat}',
    ...lines.map((line) => line.replace(/\{\s*(?=noformat)/gi, '{_')),
    '{noformat}',
  ],
};

/** What ends a macro or a cell, escapes, or begins an entity or an address; the end of a face. */
const entity = String.raw`[{}|\\]|&(?=#?\w)|:(?=[^\s\d])|(?<=mailto):|;(?=\))`;
/** Marks that can begin something, which a dash between letters or spaces does not; the begin of a face. */
const mark = String.raw`[!#*+?@[\]^~%]|(?<![\p{L}\p{N}])[-_](?=\S)|\((?=(?:[yinx/!+?*-]|on|off|\*[rgby]|flag|flagoff)\))`;
const meaningful = new RegExp(`(${entity})|(?:${mark})`, 'giu');

function escaped(text: string): string {
  return text.replace(meaningful, (found, letter?: string) =>
    letter === undefined ? `\\${found}` : `&#${letter.codePointAt(0)};`,
  );
}
