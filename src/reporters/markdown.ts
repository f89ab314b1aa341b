// In: a report. Out: a block for a ticket in Markdown, as GitHub, GitLab and Launchpad show it, and good to
// read as it is.

import type { Report, ReporterOptions } from '../model.ts';
import { type Markup, printTicket } from './ticket/print.ts';
import { columns } from './wrap.ts';

export function markdown(report: Report, options: ReporterOptions): Iterable<string> {
  return printTicket(report, options, markup);
}

const markup: Markup = {
  format: 'md',
  words: (text) => text,
  // A bar would end a cell even in code, and is escaped there by some readers only.
  code: (text) => text.split('|').map(span).join('&#124;'),
  strong: (text) => `**${text}**`,
  bullet: '- ',
  table: (titles, rows) => {
    const widths = titles.map((title, at) =>
      rows.reduce((most, row) => Math.max(most, columns(row[at] ?? '')), columns(title)),
    );
    const cells = (row: readonly string[], fill: string) =>
      row.map((cell, at) => padded(cell, at + 1 === row.length ? 0 : (widths[at] ?? 0), fill));
    return [titles, titles.map(() => '---'), ...rows].map(
      (row, at) => `| ${cells(row, at === 1 ? '-' : ' ').join(' | ')} |`,
    );
  },
  fence: (language, lines) => {
    const ticks = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
    return [`${ticks}${language}`, ...lines, ticks];
  },
};

function span(text: string): string {
  if (text.trim() === '') return text;
  const ticks = '`'.repeat(longestRun(text) + 1);
  const pad = /^[` ]|[` ]$/.test(text) ? ' ' : '';
  return `${ticks}${pad}${text}${pad}${ticks}`;
}

/** How many backticks stand side by side at most. */
function longestRun(text: string): number {
  return [...text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 0);
}

function padded(cell: string, width: number, fill: string): string {
  return cell + fill.repeat(Math.max(width - columns(cell), 0));
}
