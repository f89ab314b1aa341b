// The needles of the sieve, derived from the templates: adding a template extends them.

import { recordHead } from '../dialects/index.ts';
import { templates } from '../templates/index.ts';
import type { Sieve } from './index.ts';

/** The fixed texts, without those that another one is part of. */
export function needlesOf(texts: readonly string[]): readonly string[] {
  const all = [...new Set(texts)].filter((text) => text !== '');
  return all.filter((text) => !all.some((other) => other !== text && text.includes(other)));
}

const needles = needlesOf(
  templates.flatMap(({ variants }) => variants.flatMap(({ needles }) => needles)),
);

export const sieve: Sieve = {
  needles: new RegExp(
    needles.map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|'),
    'g',
  ),
  head: recordHead,
};
