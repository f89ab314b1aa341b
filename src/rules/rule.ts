// What a rule is: it looks at one cycle, or at the whole report, and says what went wrong, always with
// the lines that show it.

import type { Cycle, Evidence, NonEmpty, Severity, Source } from '../model.ts';
import type { SwitchOff } from '../releases/index.ts';

export interface Fired {
  readonly detail: string;
  readonly remedy: string | null;
  readonly evidence: NonEmpty<Evidence>;
}

export interface Rule {
  /** The failing state, as a noun phrase; the file has the same name. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly references: readonly string[];
  /** What one cycle shows. */
  readonly cycle?: (cycle: Cycle, context: RuleContext) => Fired | null;
  /** What one source shows. */
  readonly source?: (source: Source) => Fired | null;
}

export interface RuleContext {
  /** Exact or series version of the cycle's host, null when not known. */
  readonly version: string | null;
  readonly switchOff: (item: Cycle['items'][number]['item']) => SwitchOff;
}

/** The evidence as the type wants it, null when there is none: then there is nothing to say. */
export function citing(evidence: readonly Evidence[]): NonEmpty<Evidence> | null {
  const [first, ...rest] = evidence;
  return first === undefined ? null : [first, ...rest];
}
