// In: a report's sources and the reporter options. Out: what every section of the text report draws
// with: paragraphs, labelled fields, and evidence as `file:line`.

import { Chalk } from 'chalk';
import type { Evidence, ReporterOptions, Source } from '../model.ts';
import { plainLines } from './plain.ts';
import { fill, type Paint, type Span, type Text, words } from './wrap.ts';

export interface Page {
  readonly width: number;
  readonly paint: Paint;
  readonly sources: readonly Pick<Source, 'path'>[];
  readonly blocks: boolean;
  readonly verbose: boolean;
}

/** Of a whole report. */
export interface WholePage extends Page {
  readonly sources: readonly Source[];
}

/** Below this no table of commands can be read. */
const narrowest = 60;
const labelWidth = 12;
/** The first lines prove a claim; all of them are in the JSON report. */
const citedAtMost = 3;

/** @param report null for a text that cites no line */
export function openPage<Of extends Pick<Source, 'path'> = Source>(
  report: { readonly sources: readonly Of[] } | null,
  options: ReporterOptions,
): Page & { readonly sources: readonly Of[] } {
  const chalk = new Chalk({ level: options.color ? 1 : 0 });
  return {
    width: Math.max(options.width, narrowest),
    paint: {
      strong: chalk.bold,
      dim: chalk.dim,
      good: chalk.green,
      bad: chalk.red,
      warn: chalk.yellow,
      open: chalk.cyan,
      write: chalk.green,
      close: chalk.blue,
    },
    sources: report?.sources ?? [],
    blocks: options.blocks ?? false,
    verbose: options.verbose ?? false,
  };
}

/** Wrapped text, `first` before its first line and `rest` before the others. */
export function paragraph(page: Page, text: Text, first = '', rest = first): string {
  const indents = [first.length, rest.length] as const;
  const lines = fill(
    words(text, page.paint),
    (line) => page.width - (line === 0 ? indents[0] : indents[1]),
  );
  return lines.map((line, at) => `${(at === 0 ? first : rest) + line}\n`).join('');
}

/** A label and what stands beside it; without a label, one more line below the one before. */
export function field(page: Page, label: string, text: Text, indent = '    '): string {
  const rest = indent + ' '.repeat(labelWidth);
  return paragraph(page, text, indent + label.padEnd(labelWidth), rest);
}

/** Text whose line breaks count, such as an error with the output of a command. */
export function block(
  page: Page,
  label: string,
  text: string,
  tone: 'bad' | 'warn',
  indent = '    ',
): string {
  const rest = indent + ' '.repeat(labelWidth);
  return plainLines(text)
    .map((line, at) => {
      const first = at === 0 ? indent + label.padEnd(labelWidth) : rest;
      return paragraph(page, [{ text: line, tone }], first, `${rest}    `);
    })
    .join('');
}

export function fileLine(page: Page, evidence: Evidence): string {
  return `${sourceName(page.sources[evidence.source])}:${evidence.line}`;
}

export function sourceName(source: Pick<Source, 'path'> | undefined): string {
  if (source === undefined) return 'unknown source';
  return source.path === '-' ? 'stdin' : source.path;
}

/** ` [nova-compute.log:12, nova-compute.log:40, and 3 more]`, or nothing. */
export function cite(page: Page, evidence: readonly Evidence[]): Span {
  const refs = [...new Set(evidence.map((line) => fileLine(page, line)))];
  if (refs.length === 0) return '';
  const shown = refs.slice(0, citedAtMost);
  if (refs.length > citedAtMost) shown.push(`and ${refs.length - citedAtMost} more`);
  return { text: ` [${shown.join(', ')}]`, tone: 'dim', cites: evidence };
}

/** The cited lines themselves, where they are asked for. */
export function* quotes(
  page: Page,
  evidence: readonly Evidence[],
  indent = '    ',
): Iterable<string> {
  if (!page.verbose) return;
  for (const line of evidence) {
    yield paragraph(page, [{ text: line.text, tone: 'dim' }], `${indent}> `, `${indent}  `);
  }
}

/** `1 cycle`, `3 cycles`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
