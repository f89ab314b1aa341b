// Where lines stand, and which of two stands first: sources in the order they were read, then line numbers.

import type { Evidence } from './model.ts';

type Place = Pick<Evidence, 'source' | 'line'>;

/** Orders lines, like a sort callback. */
export const byPlace = (a: Place, b: Place): number => a.source - b.source || a.line - b.line;

export const isBefore = (a: Place, b: Place): boolean => byPlace(a, b) < 0;

/** Equal for one line. */
export const placeOf = ({ source, line }: Place): string => `${source}:${line}`;

/** All lines that a part of a report cites, in the order it does. */
export function evidenceIn(value: unknown): readonly Evidence[] {
  if (Array.isArray(value)) return value.flatMap(evidenceIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('offset' in value && 'line' in value) return [value as Evidence];
  return Object.values(value).flatMap(evidenceIn);
}
