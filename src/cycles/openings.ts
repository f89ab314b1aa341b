// Lines in which Nova says what it is about to inject and how it will open the image: they begin a
// cycle, or belong to the one that has not reached its image yet.

import type { HandlerId } from '../handlers/index.ts';
import {
  cycleOfDevice,
  type Facts,
  finishCycle,
  finishEarlier,
  isImage,
  onlyCycle,
  openCycle,
  type Scene,
  setImage,
  squash,
} from './host.ts';
import { adopt, partOf } from './interleaved.ts';
import { itemOfFile } from './items.ts';
import type { Thread } from './threads.ts';
import {
  addStep,
  type CycleTrace,
  confirmOpened,
  currentTry,
  isOpened,
  isUnopened,
  mountOn,
  newTry,
  touch,
} from './trace.ts';

/** `Injecting key into image …`: one line an item, directly before the image is opened. */
export function placeAnnouncement(scene: Scene, facts: Facts<'announced'>): void {
  const { thread, event } = scene;
  const waiting = thread.cycles.findLast(
    (cycle) => isUnopened(cycle) && cycle.uuid === event.instance && cycle.failures.length === 0,
  );
  const cycle = waiting ?? openCycle(scene);
  cycle.begun = true;
  cycle.imageId = facts.imageId;
  cycle.announced.set(facts.item, event.evidence);
  addStep(cycle, event, 'announce', {
    note: `Injecting ${facts.item} into image ${facts.imageId}`,
  });
}

/** `Inject data image=…` directly follows the announcements of the same greenthread. */
export function placeRequest(scene: Scene, facts: Facts<'injection-requested'>): void {
  finishEarlier(scene, facts.image);
  const cycle = unopenedFor(scene.thread, facts.image) ?? openCycle(scene);
  setImage(scene, cycle, facts.image);
  cycle.begun = true;
  cycle.requested = facts.items;
  cycle.requestEvidence = scene.event.evidence;
  cycle.partition = facts.partition;
  scene.thread.resizeCheck = null;
  const items =
    facts.items === null || facts.items.length === 0 ? '' : ` (${facts.items.join(', ')})`;
  addStep(cycle, scene.event, 'announce', { note: `Inject data into ${facts.image}${items}` });
}

/** `Instance for image …`: for an injection just asked for, or for a check; `Instance for format …`
 *  again with the directory, which for a container is its root. */
export function placeOpening(scene: Scene, facts: Facts<'image-opening'>): void {
  const { thread, event } = scene;
  const waiting = unopenedFor(thread, facts.image);
  if (waiting === null) finishEarlier(scene, facts.image);
  const cycle = waiting ?? openCycle(scene);
  setImage(scene, cycle, facts.image);
  cycle.begun = true;
  cycle.partition = facts.partition;
  cycle.container = facts.dir !== null && CONTAINER_ROOT.test(facts.dir);
  cycle.unmounted = facts.dir === 'None';
  if (facts.format !== null && cycle.cow === null) {
    cycle.cow = facts.format !== 'raw';
    cycle.cowEvidence = event.evidence;
  }
  if (thread.resizeCheck === facts.image && cycle.requestEvidence === null)
    cycle.resizeCheck = true;
  thread.resizeCheck = null;
  touch(cycle, event);
}

const CONTAINER_ROOT = /\/rootfs\/?$/;

/** The cycle that was announced or asked for and has not reached its image yet. Between such a line
 *  and the next of its greenthread nothing else runs, so the latest one is meant. */
export function unopenedFor(thread: Thread, image: string): CycleTrace | null {
  const fits = (cycle: CycleTrace) =>
    isUnopened(cycle) && (cycle.imagePath === null || isImage(cycle, image));
  return thread.cycles.findLast(fits) ?? null;
}

export function placeVfs({ thread, event }: Scene, facts: Facts<'vfs-chosen'>): void {
  const cycle = thread.cycles.findLast(isUnopened);
  if (cycle === undefined) return;
  cycle.vfs = facts.vfs;
  cycle.vfsEvidence = event.evidence;
  touch(cycle, event);
}

export function placeMountClass(
  { thread, event }: Scene,
  facts: Facts<'mount-class-chosen'>,
): void {
  const cycle = thread.cycles.findLast(isUnopened);
  if (cycle === undefined) return;
  cycle.tries.push(newTry(facts.handler, event));
  touch(cycle, event);
}

/** `Get nbd device …` names device and image before anything is attached. Without an opening in wait it
 *  is a filesystem grown through the device. */
export function placeAllocation(scene: Scene, facts: Facts<'device-allocated'>): void {
  const { host, event } = scene;
  const { image, device, handler } = facts;
  if (image === null) {
    cycleOfDevice(scene, device);
    return;
  }
  const cycle = attach(scene, image, handler);
  const last = currentTry(cycle);
  const isFresh = last !== null && !last.attached && last.error === null;
  const attempt = isFresh ? last : newTry(handler, event);
  if (!isFresh) cycle.tries.push(attempt);
  attempt.device = device;
  host.byDevice.set(device, cycle);
  addStep(cycle, event, 'attach', {
    note: `Get nbd device ${device} for ${image}`,
    target: device,
  });
}

/** The cycle an attach belongs to: the next attempt of one that has not opened its image, the one
 *  that was announced for it, or a new one. */
export function attach(scene: Scene, image: string, handler: HandlerId | null): CycleTrace {
  // Commands of the privileged daemon (17 on) carry no request.
  const nearby = scene.event.requestId === null ? [...scene.host.open.keys()] : scene.thread.cycles;
  const same = nearby.filter((cycle) => isImage(cycle, image) && !isRunning(cycle));
  const going = same.findLast((cycle) => goesOn(cycle, handler));
  if (going !== undefined) {
    going.tornDown = false;
    return going;
  }
  const waiting = unopenedFor(scene.thread, image);
  const follows = same.some((cycle) => cycle.announced.size > 0);
  for (const cycle of same) finishCycle(scene, cycle, 'next-cycle');
  const cycle = waiting ?? openCycle(scene);
  if (waiting === null && follows) cycle.filesOnly = true;
  setImage(scene, cycle, image);
  // From 2013.1 on, when directories are named by uuid, other lines come before the attach.
  cycle.begun ||= cycle.name !== null;
  return cycle;
}

/** A container's root is mounted and stays so. */
const isRunning = (cycle: CycleTrace) => cycle.container && isOpened(cycle);

/** Whether an attach is a further attempt of the cycle. 2012.x tries each handler once; from 2013.1 on
 *  there is one handler, asked again while it finds no device, and no more once it came to a mount. */
function goesOn(cycle: CycleTrace, handler: HandlerId | null): boolean {
  const last = currentTry(cycle);
  if (last === null || isOpened(cycle)) return last === null;
  if (cycle.tries.every((attempt) => attempt.handler !== handler)) return true;
  if (cycle.requestEvidence !== null || cycle.partition !== undefined) return true;
  const since = cycle.steps.slice(cycle.steps.findLastIndex((step) => step.step === 'attach') + 1);
  if (since.some(({ step }) => step === 'map' || step === 'mount')) return false;
  const gaveUp = last.error !== null || since.some(({ step }) => step === 'detach');
  return gaveUp || !last.attached || cycle.name === null;
}

/** What the mount classes say they do; where the commands are logged they say the same. */
export function placeDeviceStep(scene: Scene, facts: Facts<'device-step'>): void {
  const { step, device, dir, note } = facts;
  const cycle = cycleOfDevice(scene, device, dir ?? undefined);
  if (cycle === null) return;
  if (step === 'mount' && dir !== null) mountCycle(scene, cycle, device, dir);
  if (step === 'unmount') confirmOpened(cycle);
  const target = step === 'mount' || step === 'unmount' ? (currentTry(cycle)?.dir ?? dir) : device;
  addStep(cycle, scene.event, step, { note, target });
  cycle.releasing = step === 'detach';
}

export function mountCycle({ host }: Scene, cycle: CycleTrace, device: string, dir: string): void {
  const attempt = currentTry(cycle);
  if (attempt !== null) mountOn(attempt, device, dir);
  host.byDir.set(squash(dir), cycle);
  if (CONTAINER_ROOT.test(dir)) cycle.container = true;
}

// ---------------------------------------------------------------- libguestfs

export function placeAppliance(scene: Scene, facts: Facts<'appliance'>): void {
  const { thread, event } = scene;
  const { image, partition, step, note } = facts;
  const known =
    image === null
      ? stoppingCycle(thread)
      : thread.cycles.findLast((cycle) => isImage(cycle, image));
  const cycle = known ?? (step === 'start' ? openCycle(scene) : null);
  if (cycle === null) {
    thread.interleaved.stops.push(event);
    return;
  }
  if (image !== null && cycle.imagePath === null) setImage(scene, cycle, image);
  // It follows the line that opens the image, with which the cycle begins.
  if (step === 'start') {
    cycle.tries.push({ ...newTry('guestfs', event), attached: true });
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
  if (cycle === undefined) return;
  if (!isShared) adopt(interleaved, cycle, facts.fs);
  cycle.fs = facts.fs;
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
