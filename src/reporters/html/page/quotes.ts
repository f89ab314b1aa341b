// Quoted lines: where each stands and what it says.

import type { Quote } from '../page-data.ts';
import { element } from './dom.ts';

export function quoteList(quotes: readonly Quote[]): HTMLElement {
  const items = quotes.map(([place, text]) =>
    element('li', {}, element('code', { class: 'place' }, place), element('code', {}, text)),
  );
  return element('ul', { class: 'quotes' }, ...items);
}

/** Folded below the places of the first lines. */
export function foldedQuotes(quotes: readonly Quote[]): readonly HTMLElement[] {
  const [first] = quotes;
  if (first === undefined) return [];
  const more = quotes.length > 1 ? ` and ${quotes.length - 1} more` : '';
  const summary = element('summary', {}, `${first[0]}${more}`);
  return [element('details', { class: 'folded' }, summary, quoteList(quotes))];
}
