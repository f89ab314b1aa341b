// The list of img_handlers in force in 2012.x and what Nova makes of it. In: a case. Out: the names, and
// whether loop was dropped from them or what was seen contradicts them.

import type { HandlerId } from '../../handlers/index.ts';
import { listOf } from '../../releases/index.ts';
import type { Case } from './case.ts';
import { type CowUse, cowUse } from './cow.ts';
import { inForce, isMasked, type Told, unlessDefault } from './told-options.ts';

export const KNOWN = ['loop', 'nbd', 'guestfs'] as const satisfies readonly HandlerId[];

export interface HandlerList {
  /** Null when neither log nor nova.conf tells the list. */
  readonly option: Told | null;
  /** As the list names them, other names included; null when it is masked. */
  readonly names: readonly string[] | null;
  readonly cow: CowUse;
  /** A name in it that is no handler, with which Nova stopped. */
  readonly stoppedAt: string | null;
  /** Nova found nothing left in it to try. */
  readonly isEmpty: boolean;
}

export function listOfHandlers(given: Case): HandlerList {
  const { cycle, attempts } = given;
  const set = inForce(given, 'img_handlers');
  const errors = [...cycle.failures, ...attempts].map(({ error }) => error ?? '').join('\n');
  return {
    option: set === null ? null : unlessDefault(set),
    names: set !== null ? listOf(set.value) : isMasked(given, 'img_handlers') ? null : KNOWN,
    cow: cowUse(given),
    stoppedAt:
      /(?:unknown disk image handler|no disk image handler for): (\S+)/.exec(errors)?.[1] ?? null,
    isEmpty: errors.includes('no capable image handler configured'),
  };
}

export function isLoopDropped({ attempts }: Case, { names, cow }: HandlerList): boolean {
  const isTried = attempts.some(({ handler }) => handler === 'loop');
  return !isTried && cow.value === true && (names ?? KNOWN).includes('loop');
}

/** The handler that opened the image cannot come from this list. */
export function contradicts({ opened, attempts }: Case, { names, cow }: HandlerList): boolean {
  if (names === null) return true;
  if (opened === null) return false;
  const at = names.indexOf(opened.handler);
  const tried = new Set<string>(attempts.map(({ handler }) => handler));
  const isOther = (name: string) => !KNOWN.some((handler) => handler === name);
  const before = names.slice(0, at);
  // Without loop being tried before it, use_cow_images cannot be false.
  const isLoopMissing = cow.value !== true && before.includes('loop') && !tried.has('loop');
  return at < 0 || before.some(isOther) || isLoopMissing;
}
