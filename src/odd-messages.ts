// Messages that journalctl gave as bytes, or left out for their length, counted by whose they are. In: the
// layout of each such line. Out: the counts, with the line of the first; another program's are left out.

import type { Reading } from './dialects/dialect.ts';
import type { Line } from './model.ts';
import { isComputeProgram } from './writers.ts';

export interface OddCount {
  compute: number;
  /** The journal does not name the program. */
  unknown: number;
  /** The line of the first, with nothing of a message that is there. */
  first: Line | null;
}

export type OddMessages = Readonly<Record<NonNullable<Reading['oddity']>, OddCount>>;

export function newOddMessages(): OddMessages {
  const none = { compute: 0, unknown: 0, first: null };
  return { binary: { ...none }, null: { ...none } };
}

export function countOddity(counts: OddMessages, line: Line, layout: Reading): void {
  const { oddity, program = null, logger } = layout;
  if (oddity === undefined) return;
  const isCompute = isComputeProgram(program);
  if (isCompute === false) return;
  const odd = counts[oddity];
  odd[isCompute ? 'compute' : 'unknown'] += 1;
  const text = oddity === 'binary' ? `${program ?? logger}: ***` : line.text;
  odd.first ??= { ...line, text };
}
