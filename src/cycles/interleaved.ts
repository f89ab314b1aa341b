// Images of one request that are written at the same time. libguestfs's lines name the object that
// writes, not its image; which image it is shows when only one can be meant. Else only their number
// does: when as many objects are done as instances went on, each of these has everything it asked for.

import type { InjectEvent, InjectItem } from '../model.ts';
import {
  addStep,
  type CycleTrace,
  confirmOpened,
  currentTry,
  keepStep,
  newCycle,
} from './trace.ts';

export interface Interleaved {
  /** What was seen of each object, by the address it goes by, as far as its image is not known. */
  readonly parts: CycleTrace[];
  /** Appliances torn down that could be several images'. */
  readonly stops: InjectEvent[];
  /** Cycles that are over and whose part is one of these. */
  over: number;
  /** The images do not all get the same items, so they cannot stand for each other. */
  mixed: boolean;
}

export function newInterleaved(): Interleaved {
  return { parts: [], stops: [], over: 0, mixed: false };
}

/** Objects, and appliances torn down. */
const MOST = 500;

/** An appliance was torn down that could be several images'. Fewer than there were prove less, never more. */
export function addStop({ stops }: Interleaved, stop: InjectEvent): void {
  if (stops.length < MOST) stops.push(stop);
}

/** The part an object writes, when its image can be any of these. */
export function partOf(
  interleaved: Interleaved,
  event: InjectEvent,
  fs: string,
  candidates: readonly CycleTrace[],
): CycleTrace {
  const asked = new Set(candidates.map((one) => one.requested?.toSorted().join(' ') ?? null));
  if (asked.size > 1 || asked.has(null)) interleaved.mixed = true;
  const known = interleaved.parts.find((part) => part.fs === fs);
  if (known !== undefined) return known;
  const part = newCycle(event);
  part.fs = fs;
  part.requested = candidates[0]?.requested ?? null;
  interleaved.parts.push(part);
  if (interleaved.parts.length > MOST) {
    // With one of them missing, no other can be told to be the one that is left.
    interleaved.parts.shift();
    interleaved.mixed = true;
  }
  return part;
}

/** The object turns out to be the cycle's: what was seen of it is the cycle's, too. */
export function adopt(interleaved: Interleaved, cycle: CycleTrace, fs: string): void {
  const index = interleaved.parts.findIndex((part) => part.fs === fs);
  const part = interleaved.parts[index];
  if (part === undefined) return;
  interleaved.parts.splice(index, 1);
  cycle.fs = fs;
  for (const step of part.steps) keepStep(cycle, step);
  cycle.leftOut += part.leftOut;
  cycle.item = part.item;
  confirmOpened(cycle);
}

/** Nova went on with the cycle's instance, so one of the parts that are done is the cycle's. */
export function settleInterleaved(interleaved: Interleaved, cycle: CycleTrace): void {
  const { parts, stops, mixed } = interleaved;
  const asked = cycle.requested;
  if (asked === null || cycle.fs !== null || mixed || currentTry(cycle)?.handler !== 'guestfs')
    return;
  const done = parts.filter((part) => isDone(part, asked));
  const [only] = done;
  const over = interleaved.over + 1;
  if (done.length < over || (!cycle.tornDown && stops.length < over)) return;
  if (done.length > 1 || only?.fs == null) {
    interleaved.over = over;
    cycle.among = done;
    return;
  }
  adopt(interleaved, cycle, only.fs);
  const [stop] = stops.splice(0, 1);
  if (cycle.tornDown || stop === undefined) return;
  cycle.tornDown = true;
  addStep(cycle, stop, 'detach', { note: 'Tearing down appliance' });
}

function isDone(part: CycleTrace, asked: readonly InjectItem[]): boolean {
  const isWritten = (item: InjectItem) =>
    part.steps.some((step) => step.item === item && step.final);
  return asked.every(isWritten);
}
