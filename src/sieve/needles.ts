// The needles of the sieve, derived from the templates, and from the layouts
// that hide a message from it: adding one of either extends them.

import { hasBlocks } from '../dialects/blocks.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { dialects, headOf } from '../dialects/index.ts';
import { wrappingOf } from '../dialects/wrapping.ts';
import { templates } from '../templates/index.ts';
import { unreadNeedles } from '../templates/unread.ts';
import { CAPACITY, type Sieve } from './index.ts';
import { newFinder } from './kernel-finder.ts';

/** The fixed texts, without those that another one is part of. */
export function needlesOf(texts: readonly string[]): readonly string[] {
  const all = [...new Set(texts)].filter((text) => text !== '');
  return all.filter((text) => !all.some((other) => other !== text && text.includes(other)));
}

/** What the sieve looks for. */
export const needles = needlesOf([
  ...templates.flatMap(({ variants }) => variants.flatMap(({ needles }) => needles)),
  ...dialects.flatMap(({ needles }) => needles ?? []),
  ...unreadNeedles,
]);

/** A sieve that also knows where the records of a site's own layouts begin. */
export function sieveFor(own: readonly Dialect[] = []): Sieve {
  return {
    finder: newFinder(needles, CAPACITY),
    head: headOf([...own, ...dialects]),
    isWhole: (first) => hasBlocks(first) || wrappingOf(first) !== null,
  };
}
