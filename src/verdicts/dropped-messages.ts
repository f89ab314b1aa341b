// Messages that log daemons say they dropped, counted while a source is read. In: what each line says.
// Out: one gap. A line that says dropping begins is followed by one with the number, if it is in the log.

import type { EventFacts, Evidence, Gap } from '../model.ts';

interface Dropped {
  /** By the lines with a number. */
  messages: number;
  /** Lines that say dropping begins: one message each at least. */
  begun: number;
  /** Of the first line. */
  writer: string;
}

export interface DroppedMessages {
  readonly compute: Dropped;
  /** Of writers the lines do not name. */
  readonly unknown: Dropped;
  first: Evidence | null;
}

type Facts = Extract<EventFacts, { readonly kind: 'messages-dropped' }>;

export function newDroppedMessages(): DroppedMessages {
  const none = { messages: 0, begun: 0, writer: '' };
  return { compute: { ...none }, unknown: { ...none }, first: null };
}

export function countDropped(
  dropped: DroppedMessages,
  { messages, writer, isCompute }: Facts,
  evidence: Evidence,
): void {
  const one = dropped[isCompute ? 'compute' : 'unknown'];
  if (messages === null) one.begun += 1;
  else one.messages += messages;
  one.writer ||= writer;
  dropped.first ??= evidence;
}

export function droppedGap({ compute, unknown, first }: DroppedMessages): readonly Gap[] {
  if (first === null) return [];
  const count = shown(compute) + shown(unknown);
  const whose = [
    ...(shown(compute) > 0 ? [`${amount(compute)} of nova-compute`] : []),
    ...(shown(unknown) > 0
      ? [`${amount(unknown)} of a writer the log does not name (${unknown.writer})`]
      : []),
  ];
  const detail = `the log daemon dropped messages for their rate: ${whose.join(', ')}`;
  return [{ kind: 'suppressed-messages', detail, count, evidence: [first] }];
}

/** Never more than there were. */
const shown = ({ messages, begun }: Dropped) => Math.max(messages, begun);
const amount = (one: Dropped) =>
  one.messages < one.begun ? `at least ${shown(one)}` : String(one.messages);
