// In: something missing from a source. Out: its name with how much is missing, as every text says it.

import type { Gap, GapKind } from '../model.ts';
import { count } from './page.ts';

/** What is counted, where it is not how often. */
const COUNTED: Partial<Record<GapKind, string>> = {
  'suppressed-messages': 'message',
  'binary-messages': 'message',
  'null-messages': 'message',
  'other-hosts': 'message',
  'rotation-gap': 'file',
  'too-many-open': 'cycle',
  'line-too-long': 'line',
  'undecodable-bytes': 'line',
};

/** `cut-head`, `null-messages (3 messages)`, `damaged-archive (2 times)`. */
export function gapName(gap: Gap): string {
  const counted = COUNTED[gap.kind];
  if (counted !== undefined) return `${gap.kind} (${count(gap.count, counted)})`;
  return gap.count > 1 ? `${gap.kind} (${gap.count} times)` : gap.kind;
}
