// Which handler would open the image under other options. In: a cycle and what is in force afterwards.
// Out: the handler, where it is another one, and what that rests on.

import type { HandlerId } from '../handlers/index.ts';
import type { Cycle } from '../model.ts';
import { booleanOf, inRange, listOf } from '../releases/index.ts';
import type { Surroundings } from './changes.ts';

export interface OtherHandler {
  /** Null when none is left. */
  readonly id: HandlerId | null;
  readonly why: string;
}

const LIST = { group: 'DEFAULT', name: 'img_handlers' };
const COW = { group: 'DEFAULT', name: 'use_cow_images' };
const KNOWN = ['loop', 'nbd', 'guestfs'] as const satisfies readonly HandlerId[];

/** Null when the same handler would be used, or nothing was changed that decides about it. */
export function otherHandler(cycle: Cycle, given: Surroundings): OtherHandler | null {
  const { version } = given;
  const list = given.changed(LIST);
  const cow = given.changed(COW);
  if (version === null || (list === null && cow === null)) return null;
  const isCow = booleanOf(cow?.value ?? given.now(COW)) !== false;
  const other = inRange(version, '2012.1', '2012.2')
    ? fromList(cycle, list?.value ?? given.now(LIST) ?? KNOWN.join(), isCow)
    : byFormat(cycle, version, isCow);
  return other === null || other.id === cycle.handler ? null : other;
}

/** 2012.x walks img_handlers, without loop for copy-on-write images. */
function fromList(cycle: Cycle, list: string, isCow: boolean): OtherHandler {
  const named: readonly string[] = listOf(list);
  const order = named.flatMap((name) => KNOWN.find((one) => one === name) ?? []);
  const walked = order.filter((id) => id !== 'loop' || !isCow);
  const failed = new Set(
    cycle.attempts.filter(({ outcome }) => outcome === 'failed').map(({ handler }) => handler),
  );
  const first = walked.find((id) => !failed.has(id));
  if (first === undefined) {
    const why = 'no handler is left that did not fail here: the injection is lost with a warning';
    return { id: null, why };
  }
  const why =
    first === cycle.handler
      ? 'it opened the image'
      : 'it is the first to be tried; whether it can open the image is not in this log';
  return { id: first, why };
}

/** From 2013.1 to 2015.1 the local handler goes by use_cow_images, later by the disk itself. */
function byFormat(cycle: Cycle, version: string, isCow: boolean): OtherHandler | null {
  const isLocal = cycle.mechanism === 'vfs-localfs' || cycle.mechanism === 'lxc';
  if (!isLocal || !inRange(version, '2013.1', '2015.1')) return null;
  return isCow
    ? { id: 'nbd', why: 'disks are then copy-on-write, which nbd attaches' }
    : { id: 'loop', why: 'disks are then raw, which loop attaches' };
}
