// What nova-rootwrap says when it does not run a command: its exit status and its message, found in the
// steps of a cycle or in the texts of its errors.

import type { Cycle, Evidence } from '../model.ts';
import { errorsOf } from './told-errors.ts';

export interface Refused {
  /** The command that was not run, without the root helper; null where no line names it. */
  readonly command: string | null;
  readonly evidence: readonly Evidence[];
}

/** The first command of a cycle that nova-rootwrap ended with a status only it uses. */
export function refusedByRootwrap(cycle: Cycle, status: number): Refused | null {
  const step = cycle.steps.find(
    (one) => one.exitCode === status && /rootwrap/.test(one.evidence[0].text),
  );
  const errors = errorsOf(cycle);
  if (step === undefined && errors.length === 0) return null;
  const told = new RegExp(
    `Command: [^\\n]*rootwrap(?: \\S+\\.conf)? ([^\\n]*)\\nExit code: ${status}\\b`,
  );
  const error = errors.find(({ text }) => told.test(text));
  const command = step?.command ?? told.exec(error?.text ?? '')?.[1] ?? null;
  if (step === undefined && error === undefined) return null;
  return { command, evidence: [...(step?.evidence ?? []), ...(error?.evidence ?? [])] };
}
