// What Nova's VFS classes say of the image they have open: the appliance of libguestfs, the items, the
// file operations. Most of these lines name no image.

import type { HandlerId } from '../handlers/index.ts';
import { type Facts, isImage, onlyCycle, openCycle, type Scene, setImage } from './host.ts';
import { addStop, adopt, partOf } from './interleaved.ts';
import { itemOfFile } from './items.ts';
import type { Thread } from './threads.ts';
import {
  addStep,
  addTry,
  type CycleTrace,
  confirmOpened,
  currentTry,
  newTry,
  noteKey,
} from './trace.ts';

export function placeAppliance(scene: Scene, facts: Facts<'appliance'>): void {
  const { thread, event } = scene;
  const { image, partition, step, note } = facts;
  const known =
    image === null
      ? stoppingCycle(thread)
      : thread.cycles.findLast((cycle) => isImage(cycle, image));
  const cycle = known ?? (step === 'start' ? openCycle(scene) : null);
  if (cycle === null) {
    addStop(thread.interleaved, event);
    return;
  }
  if (image !== null && cycle.imagePath === null) setImage(scene, cycle, image);
  // It follows the line that opens the image, with which the cycle begins.
  if (step === 'start') {
    addTry(cycle, { ...newTry('guestfs', event), attached: true });
  }
  if (step === 'mount' && partition !== null) cycle.partition ??= partition;
  if (step === 'stop') cycle.tornDown = true;
  addStep(cycle, event, APPLIANCE_STEP[step], { note });
}

const APPLIANCE_STEP = { start: 'attach', mount: 'mount', stop: 'detach' } as const;

/** `Tearing down appliance` names nothing: the one appliance of the request, or the one that has
 *  everything it was asked for. */
function stoppingCycle(thread: Thread): CycleTrace | null {
  const isUp = (cycle: CycleTrace) => handlerAtWork(cycle) === 'guestfs' && !cycle.tornDown;
  const hasAll = (cycle: CycleTrace) =>
    cycle.requested?.every((item) => cycle.steps.some((step) => step.item === item)) ?? false;
  return onlyCycle(thread, isUp) ?? onlyCycle(thread, (cycle) => isUp(cycle) && hasAll(cycle));
}

/** `Inject key fs=<… at 0x…> …`: the address is the same for one injection and no other. */
export function placeItem({ thread, event }: Scene, facts: Facts<'item-started'>): void {
  const isWaiting = (cycle: CycleTrace) =>
    cycle.fs === null &&
    !cycle.tornDown &&
    !cycle.resizeCheck &&
    (handlerAtWork(cycle) === 'guestfs') === (facts.vfs === 'vfs-guestfs');
  const { interleaved } = thread;
  const waiting = thread.cycles.filter(isWaiting);
  const [only, ...others] = waiting;
  const known = thread.cycles.find((one) => one.fs === facts.fs && !one.tornDown);
  const isShared = known === undefined && others.length > 0 && facts.vfs === 'vfs-guestfs';
  const cycle = isShared
    ? partOf(interleaved, event, facts.fs, waiting)
    : (known ?? (others.length === 0 ? only : undefined));
  if (cycle === undefined || (known === undefined && thread.letGo)) return;
  if (!isShared) adopt(interleaved, cycle, facts.fs);
  cycle.fs = facts.fs;
  noteKey(cycle, event);
  cycle.vfs ??= facts.vfs;
  confirmOpened(cycle);
  const path = facts.path?.replace(/^\/+/, '') ?? null;
  cycle.item = facts.item ?? itemOfFile(cycle, path ?? '', facts.append);
  const note = facts.path === null ? `Inject ${cycle.item}` : `Inject file ${facts.path}`;
  addStep(cycle, event, 'write', { note, item: cycle.item, path, final: path !== null });
}

/** File operations name no image; they are told apart only when one image is being written. */
export function placeFileOperation({ thread, event }: Scene, facts: Facts<'file-operation'>): void {
  if (thread.interleaved.parts.length > 0) return;
  const isWriting = (one: CycleTrace) => one.vfs === facts.vfs && !one.tornDown && one.fs !== null;
  const cycle = onlyCycle(thread, isWriting);
  if (cycle === null) return;
  const final = facts.note === 'Replace file path=etc/shadow';
  addStep(cycle, event, 'write', { note: facts.note, item: cycle.item, final });
}

function handlerAtWork(cycle: CycleTrace): HandlerId | null {
  return currentTry(cycle)?.handler ?? null;
}
