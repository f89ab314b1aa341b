// Messages that journalctl gave as bytes, or left out for their length, and whose they are. In: the layout
// of each such line. Out: the line, with nothing of a message that is there; another program's are left out.

import type { Reading } from './dialects/dialect.ts';
import type { Line } from './model.ts';
import { isComputeProgram } from './writers.ts';

export interface OddMessage extends Line {
  readonly oddity: NonNullable<Reading['oddity']>;
  /** Null where the journal does not name the program. */
  readonly isCompute: true | null;
}

/** Null for a line whose message is as it should be. */
export function oddMessage(line: Line, layout: Reading): OddMessage | null {
  const { oddity, program = null, logger } = layout;
  if (oddity === undefined) return null;
  const isCompute = isComputeProgram(program);
  if (isCompute === false) return null;
  const text = oddity === 'binary' ? `${program ?? logger}: ***` : line.text.slice(0, QUOTED);
  return { ...line, text, oddity, isCompute };
}

/** How much of one is quoted. */
const QUOTED = 200;
