// The device an image is opened through: Nova takes one, attaches the image to it, maps, mounts, and lets
// go again. Which cycle an attach belongs to is decided here, for Nova's own words and for its commands.

import { elapsed } from '../clock.ts';
import type { HandlerId } from '../handlers/index.ts';
import type { InjectEvent } from '../model.ts';
import {
  cycleOfDevice,
  cyclesOf,
  type Facts,
  finishCycle,
  type Host,
  isImage,
  openCycle,
  type Scene,
  setImage,
  squash,
  unopenedFor,
} from './host.ts';
import { bind, letGoOf } from './let-go.ts';
import {
  addStep,
  addTry,
  type CycleTrace,
  confirmOpened,
  currentTry,
  isOpened,
  mountOn,
  newTry,
  type TryTrace,
} from './trace.ts';

/** `Get nbd device …` names device and image before anything is attached. Without an opening in wait it
 *  is a filesystem grown through the device. */
export function placeAllocation(scene: Scene, facts: Facts<'device-allocated'>): void {
  const { host, thread, event } = scene;
  const { image, device, handler } = facts;
  if (image === null) {
    cycleOfDevice(scene, device);
    return;
  }
  const attached = thread.cycles.find((cycle) => isAttachedLater(cycle, image, device, event));
  const cycle = attached ?? attach(scene, image, handler, device);
  if (cycle === null) return;
  if (attached === undefined) begunTry(cycle, handler, event).device = device;
  bind(host, 'byDevice', device, cycle);
  addStep(cycle, event, 'attach', {
    note: `Get nbd device ${device} for ${image}`,
    target: device,
  });
}

/** Nova passes over a device while it looks for one, just before it takes or lacks one. */
export function placeSkippedDevice(scene: Scene, { note }: Facts<'device-skipped'>): void {
  const { thread, event } = scene;
  const cycle = thread.cycles.findLast((one) => !one.tornDown && !isOpened(one));
  if (cycle !== undefined) addStep(cycle, event, 'wait-device', { note });
}

/** The daemon's attach may stand above the line that comes before it; then its stamp tells. */
function isAttachedLater(
  cycle: CycleTrace,
  image: string,
  device: string,
  { at }: InjectEvent,
): boolean {
  if (!isImage(cycle, image) || currentTry(cycle)?.error !== null) return false;
  const last = cycle.steps.at(-1);
  const isAttach = last?.step === 'attach' && last.command !== null && last.target === device;
  return isAttach && (elapsed(at, last.at) ?? 0) > 0;
}

/** The cycle an attach belongs to: the next attempt of one that has not opened its image, the one
 *  that was announced for it, or a new one; null when it is of one that was let go of.
 *  @param place the device or directory it is attached to */
export function attach(
  scene: Scene,
  image: string,
  handler: HandlerId | null,
  place: string | null,
): CycleTrace | null {
  // Commands of the privileged daemon (17 on) carry no request.
  const isNear = (cycle: CycleTrace) =>
    scene.event.requestId === null || scene.host.open.get(cycle) === scene.thread;
  const same = cyclesOf(scene.host, image).filter((cycle) => isNear(cycle) && !isRunning(cycle));
  const going = same.findLast((cycle) => goesOn(cycle, handler));
  if (going !== undefined) {
    going.tornDown = false;
    return going;
  }
  const waiting = unopenedFor(scene.thread, image) ?? choosingFor(scene, handler);
  if (waiting === null && isLate(scene.host, image, place)) return null;
  const follows = same.some((cycle) => cycle.announced.size > 0);
  for (const cycle of same) finishCycle(scene, cycle, 'next-cycle');
  const cycle = waiting ?? openCycle(scene);
  if (waiting === null && follows) cycle.filesOnly = true;
  setImage(scene, cycle, image);
  // From 2013.1 on, when directories are named by uuid, other lines come before the attach.
  cycle.begun ||= cycle.name !== null;
  return cycle;
}

/** Whether a cycle was let go of before its attach, which is this one; what names the place is of it, too. */
function isLate(host: Host, image: string, place: string | null): boolean {
  const isOwn = host.letGo.delete(squash(image));
  if (isOwn && place !== null) letGoOf(host, place);
  return isOwn;
}

/** The cycle whose handler was chosen and whose image no line has named yet: a capture that begins behind
 *  `Instance for image …`. */
function choosingFor({ thread }: Scene, handler: HandlerId | null): CycleTrace | null {
  const isChoosing = (cycle: CycleTrace) => {
    const last = currentTry(cycle);
    const isChosen = last === null || (last.handler === handler && !last.attached);
    return cycle.imagePath === null && cycle.vfsEvidence !== null && isChosen && !isOpened(cycle);
  };
  return thread.cycles.findLast((cycle) => !cycle.tornDown && isChoosing(cycle)) ?? null;
}

/** The attempt that the handler has begun and not yet carried out, else a new one. */
export function begunTry(
  cycle: CycleTrace,
  handler: HandlerId | null,
  event: InjectEvent,
): TryTrace {
  const last = currentTry(cycle);
  if (last?.handler === handler && last.error === null && !last.attached) return last;
  const attempt = newTry(handler, event);
  addTry(cycle, attempt);
  return attempt;
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
  bind(host, 'byDir', squash(dir), cycle);
  if (isContainerRoot(dir)) cycle.container = true;
}

/** Where a container's root is mounted. */
export const isContainerRoot = (dir: string) => /\/rootfs\/?$/.test(dir);
