// In: cycles of a report. Out: blocks of them, each with what only the reader of one cycle needs: its
// facts, and the lines they rest on.

import type { Cycle, Evidence, Report } from '../../model.ts';
import { fileLine, type Page } from '../page.ts';
import { plain } from '../plain.ts';
import { showOffset } from '../times.ts';
import type { Text } from '../wrap.ts';
import { factsOf } from './facts.ts';
import type { Block, CycleRest, PageFact, Quote } from './page-data.ts';

/** Few enough to be read at once, enough that their lines are often the same. */
export const perBlock = 50;

export function* blocksOf(page: Page, { cycles }: Report): Iterable<Block> {
  for (let from = 0; from < cycles.length; from += perBlock) {
    const quotes = newQuotes(page);
    const rest = cycles.slice(from, from + perBlock).map((cycle) => restOf(page, cycle, quotes.of));
    yield { quotes: quotes.all, cycles: rest };
  }
}

export const quoteOf = (page: Page, line: Evidence): Quote => [
  plain(fileLine(page, line)),
  plain(line.text),
];

type QuotesOf = (evidence: readonly Evidence[]) => readonly number[];

function newQuotes(page: Page): { readonly all: readonly Quote[]; readonly of: QuotesOf } {
  const all: Quote[] = [];
  const known = new Map<string, number>();
  const indexOf = (line: Evidence): number => {
    const key = `${line.source}:${line.line}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, all.length);
    return all.push(quoteOf(page, line)) - 1;
  };
  return { all, of: (evidence) => [...new Set(evidence.map(indexOf))] };
}

function restOf(page: Page, cycle: Cycle, quotesOf: QuotesOf): CycleRest {
  return {
    facts: factsOf(page, cycle).flatMap(([label, texts]) =>
      texts.map((text, at) => pageFact(at === 0 ? label : '', text, quotesOf)),
    ),
    steps: cycle.steps.map(({ at, exitCode, evidence }) => [
      showOffset(at, cycle.start),
      exitCode === null || exitCode === 0 ? '' : `exit ${exitCode}`,
      quotesOf(evidence),
    ]),
  };
}

/** What is cited is quoted instead. */
function pageFact(label: string, text: Text, quotesOf: QuotesOf): PageFact {
  const cited = text.flatMap((span) => (typeof span === 'string' ? [] : (span.cites ?? [])));
  const spans = text.flatMap((span): PageFact['spans'] => {
    if (typeof span === 'string') return [[plain(span), null]];
    return span.cites === undefined ? [[plain(span.text), span.tone]] : [];
  });
  return { label, spans: spans.filter(([words]) => words !== ''), quotes: quotesOf(cited) };
}
