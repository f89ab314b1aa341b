// Which of two lines stands first: sources in the order they were read, then line numbers.

import type { Evidence } from './model.ts';

type Place = Pick<Evidence, 'source' | 'line'>;

/** Orders lines, like a sort callback. */
export const byPlace = (a: Place, b: Place): number => a.source - b.source || a.line - b.line;

export const isBefore = (a: Place, b: Place): boolean => byPlace(a, b) < 0;
