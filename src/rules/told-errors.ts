// What Nova's lines say went wrong in a cycle: of its items, of the attempts to open the image and of
// the whole, each text with the lines that carry it.

import type { Cycle, Evidence, InjectItem } from '../model.ts';
import { once } from './once.ts';

export interface ToldError {
  readonly text: string;
  /** The item that failed, null when the error is the whole injection's. */
  readonly item: InjectItem | null;
  readonly evidence: readonly Evidence[];
}

/** Errors of items first, then of attempts, then the one the cycle ended with. */
export const errorsOf = once((cycle: Cycle): readonly ToldError[] => {
  const last = cycle.steps.findLast(({ step }) => step === 'error')?.evidence ?? [];
  const own = cycle.error === null ? [] : [{ text: cycle.error, item: null, evidence: last }];
  return [
    ...cycle.items.flatMap(({ item, error, evidence }) =>
      error === null ? [] : [{ text: error, item, evidence: evidence.slice(-1) }],
    ),
    ...cycle.attempts.flatMap(({ error, evidence }) =>
      error === null ? [] : [{ text: error, item: null, evidence: evidence.slice(-1) }],
    ),
    ...own,
  ];
});

/** The first error a pattern is found in, with what it captured there. */
export function errorLike(
  cycle: Cycle,
  pattern: RegExp,
): { readonly error: ToldError; readonly match: RegExpExecArray } | null {
  for (const error of errorsOf(cycle)) {
    const match = pattern.exec(error.text);
    if (match !== null) return { error, match };
  }
  return null;
}

const WRAPPED = 'with libguestfs (';

/** What libguestfs itself said, inside the text Nova wraps around it; null when there is none such. */
export function libguestfsError(text: string): string | null {
  const at = text.indexOf(WRAPPED);
  if (at < 0) return null;
  const told = text.slice(at + WRAPPED.length).trim();
  return (told.endsWith(')') ? told.slice(0, -1) : told).trim();
}

/** The first line of a longer text. */
export const firstLine = (text: string) => text.trim().split('\n', 1)[0] ?? '';
