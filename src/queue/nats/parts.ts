// Facts that are larger than a message may be: in parts, and whole again. What a server takes is 1 MiB, unless it is
// configured otherwise, and a fact may hold a file.

import { createHash } from 'node:crypto';
import type { JsMsg } from '@nats-io/jetstream';

/** What is in the header of a part: the id of the whole, which part it is from 1, and of how many. */
export const PART = 'Inject-Trace-Part';

/** More would not be on their way at once, since they are acknowledged together. */
const MOST_PARTS = 100;

export interface Piece {
  readonly data: Buffer;
  /** Equal for equal pieces alone. The id of a fact is none: another log may show it at another place. */
  readonly id: string;
  /** Null for a whole one. */
  readonly part: string | null;
}

/** Null for what is too large to be sent at all. */
export function piecesOf(line: Buffer, room: number): readonly Piece[] | null {
  const id = createHash('sha256').update(line).digest('hex').slice(0, 32);
  const count = Math.ceil(line.length / room);
  if (count <= 1) return [{ data: line, id, part: null }];
  if (count > MOST_PARTS) return null;
  return Array.from({ length: count }, (_, at) => ({
    data: line.subarray(at * room, (at + 1) * room),
    id: `${id}.${at + 1}.${room}`,
    part: `${id}.${room} ${at + 1}/${count}`,
  }));
}

export interface Whole {
  readonly line: string;
  /** What it came in. */
  readonly messages: readonly JsMsg[];
}

export type Assembly = (message: JsMsg) => Whole | null;

/** Takes messages, in any order and repeated; tells what is whole with them. */
export function newAssembly(): Assembly {
  const begun = new Map<string, Map<number, JsMsg[]>>();
  return (message) => {
    const [, id, number, count] =
      /^(\S+) (\d+)\/(\d+)$/.exec(message.headers?.get(PART) ?? '') ?? [];
    if (id === undefined) return { line: message.string(), messages: [message] };
    const parts = begun.get(id) ?? new Map<number, JsMsg[]>();
    begun.set(id, parts);
    parts.set(Number(number), [...(parts.get(Number(number)) ?? []), message]);
    if (parts.size < Number(count)) return null;
    begun.delete(id);
    const inOrder = [...parts].sort(([a], [b]) => a - b).map(([, same]) => same);
    const data = inOrder.flatMap(([first]) => (first === undefined ? [] : [first.data]));
    return { line: Buffer.concat(data).toString(), messages: inOrder.flat() };
  };
}
