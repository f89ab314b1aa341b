// Lines that say something went wrong: each goes to the cycle whose device, directory, image or command
// its text names, else to the only cycle of the request it can be about, else nowhere.

import {
  type HandlerId,
  handlerOfDevice,
  handlerOfError,
  isOpeningError,
  wholeDevice,
} from '../handlers/index.ts';
import { commandErrorIn, MOUNT_DIRECTORY, readCommand } from '../templates/command-line.ts';
import {
  type Facts,
  finishCycle,
  instanceDirectory,
  isImage,
  onlyCycle,
  openCycle,
  type Scene,
  setImage,
  squash,
  UUID,
} from './host.ts';
import { itemOfWrite } from './items.ts';
import { isFallbackOnly } from './settled.ts';
import { isSingle, takeNamedResult } from './threads.ts';
import {
  addEvidence,
  addFailure,
  addStep,
  addTry,
  type CycleTrace,
  currentTry,
  isOpened,
  mountOn,
  newTry,
  uuidOf,
} from './trace.ts';

/** One way of opening the image failed. */
export function placeFailedAttempt(scene: Scene, facts: Facts<'attempt-failed'>): void {
  const { thread, event } = scene;
  noteCommands(scene, facts.error);
  const isOpening = (cycle: CycleTrace) => !isOpened(cycle) && !cycle.container;
  const cycle =
    cycleOfError(scene, facts.error, facts.device) ??
    onlyCycle(thread, (one) => isOpening(one) && !one.tornDown) ??
    onlyCycle(thread, isOpening) ??
    nextEssexCycle(scene);
  if (cycle === null) return;
  failAttempt(scene, cycle, facts.handler, facts.error);
  addStep(cycle, event, 'error', { note: firstLine(facts.error) });
}

function failAttempt(
  { event }: Scene,
  cycle: CycleTrace,
  handler: HandlerId | null,
  error: string,
): void {
  const last = currentTry(cycle);
  if (last?.confirmed === true) return;
  const isSame = handler === null || last?.handler == null || last.handler === handler;
  const before = cycle.tries.at(-2);
  // A retry that comes to nothing in the same way is the same attempt still.
  if (last !== null && isSame && !last.attached && before?.error === error && !before.attached) {
    cycle.tries.pop();
    addEvidence(before.evidence, event.evidence);
    return;
  }
  if (last !== null && isSame && (last.error === null || last.error === error)) {
    last.error = error;
    addEvidence(last.evidence, event.evidence);
  } else addTry(cycle, { ...newTry(handler, event), error });
}

/** Essex opens the image again for files, and the first handler may fail without any command. */
function nextEssexCycle(scene: Scene): CycleTrace | null {
  const { thread } = scene;
  const done = onlyCycle(thread, (one) => isOpened(one) && one.tornDown && one.announced.size > 0);
  return done !== null && isSingle(thread) ? openFilesCycle(scene, done) : null;
}

/** The injection, or one item of it, failed. Above DEBUG this line may be all there is. */
export function placeFailedInjection(scene: Scene, facts: Facts<'injection-failed'>): void {
  const { thread, event } = scene;
  const { item, fatal, error, image } = facts;
  noteCommands(scene, error);
  const isInjection = (one: CycleTrace) =>
    !one.container && !one.resizeCheck && isNoOther(one, event.instance, image);
  const last = (fits: (one: CycleTrace) => boolean) =>
    thread.cycles.findLast((one) => isInjection(one) && fits(one)) ?? null;
  const cycle =
    (event.instance === null ? null : last((one) => uuidOf(one) === event.instance)) ??
    (image === null ? null : last((one) => isImage(one, image))) ??
    cycleOfError(scene, error, null) ??
    onlyCycle(thread, (one) => isInjection(one) && (item === null || one.item === item)) ??
    onlyCycle(thread, isInjection) ??
    (thread.letGo || thread.cycles.some(isInjection) ? null : openCycle(scene));
  if (cycle === null) {
    thread.doubtful = true;
    for (const one of thread.cycles.filter(isInjection)) one.doubt = 'ambiguous';
    return;
  }
  cycle.uuid ??= event.instance;
  cycle.imageId ??= facts.imageId;
  if (image !== null && cycle.imagePath === null) setImage(scene, cycle, image);
  if (item === null) recoverAttempts(scene, cycle, error);
  addFailure(cycle, { item, fatal, error, evidence: event.evidence });
  addStep(cycle, event, 'error', { note: firstLine(error), item });
  if (item === null) finishCycle(scene, cycle, 'failure');
}

/** Nothing shows the cycle to be of another instance, or of another image, than a line. */
function isNoOther(cycle: CycleTrace, instance: string | null, image: string | null): boolean {
  const uuid = uuidOf(cycle);
  const directory = image === null ? null : instanceDirectory(image);
  const named = instance ?? (directory !== null && UUID.test(directory) ? directory : null);
  const isOwn = named === null || uuid === null || uuid === named;
  return isOwn && (image === null || cycle.imagePath === null || isImage(cycle, image));
}

/** A warning in words that are not known may say that any of these injections failed. */
export function placeUnreadWarning(scene: Scene, { imageIds }: Facts<'warning-unread'>): void {
  const { thread, event } = scene;
  const mayMean = (one: CycleTrace) =>
    !one.container &&
    !one.resizeCheck &&
    (event.instance === null || (uuidOf(one) ?? event.instance) === event.instance) &&
    (imageIds === null || one.imageId === null || imageIds.includes(one.imageId));
  for (const one of thread.cycles.filter(mayMean)) {
    one.doubt = 'unread';
    addStep(one, event, 'error', { note: 'a warning that could not be read' });
  }
}

/** The build failed inside the injection code, and no line of its own said so (2012.1). Essex calls
 *  `inject_files` after, and apart from, the injection it announces. */
export function blameInjection(
  scene: Scene,
  call: 'inject_data' | 'inject_files',
  error: string,
): void {
  const { thread, event } = scene;
  noteCommands(scene, error);
  const isOwn = (one: CycleTrace) => uuidOf(one) === event.instance && !one.container;
  const filesApart = call === 'inject_files';
  const cycle =
    thread.cycles.findLast((one) => isOwn(one) && (!filesApart || one.filesOnly)) ??
    (thread.uuids.size <= 1 && !thread.letGo ? thread.cycles.findLast(isNameless) : undefined) ??
    (filesApart && !thread.letGo
      ? openFilesCycle(scene, thread.cycles.findLast(isOwn))
      : undefined);
  if (cycle === undefined) return;
  recoverAttempts(scene, cycle, error);
  addFailure(cycle, { item: null, fatal: true, error, evidence: event.evidence });
  addStep(cycle, event, 'error', { note: firstLine(error) });
}

const isNameless = (cycle: CycleTrace) => uuidOf(cycle) === null && !cycle.container;

/** Essex's second opening of an image, of which only the failure shows. */
function openFilesCycle(scene: Scene, before: CycleTrace | undefined): CycleTrace {
  const imagePath = before?.imagePath ?? null;
  if (before !== undefined) finishCycle(scene, before, 'next-cycle');
  const cycle = openCycle(scene);
  cycle.filesOnly = true;
  cycle.name = before?.name ?? null;
  if (imagePath !== null) setImage(scene, cycle, imagePath);
  return cycle;
}

/** The text of a whole failure names each handler that failed, or the command that did. */
function recoverAttempts(scene: Scene, cycle: CycleTrace, error: string): void {
  if (isOpened(cycle)) return;
  dropIdleRetry(cycle);
  const parts = error
    .split('\n--\n')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const last = currentTry(cycle);
  const opening = parts.findLast(isOpeningError);
  // What took a device tried to open the image, though its commands may be hidden.
  const isBegun =
    last !== null && (last.attached || (last.device !== null && opening !== undefined));
  if (isBegun && opening !== undefined) {
    last.error ??= opening;
    addEvidence(last.evidence, scene.event.evidence);
  }
  if (isBegun || cycle.tries.some((attempt) => attempt.error !== null)) return;
  cycle.tries.length = 0;
  for (const part of parts) recoverAttempt(scene, cycle, part);
}

/** A retry of which nothing showed before the whole was given up. */
function dropIdleRetry(cycle: CycleTrace): void {
  const [before, last] = cycle.tries.slice(-2);
  const isIdle = last !== undefined && !last.attached && last.error === null;
  if (isIdle && before?.error != null) cycle.tries.pop();
}

function recoverAttempt({ event }: Scene, cycle: CycleTrace, error: string): void {
  const failed = commandErrorIn(error);
  const facts = failed === null ? null : readCommand(failed.command).facts;
  const handler = handlerOfFailure(error) ?? (cycle.vfs === 'vfs-guestfs' ? 'guestfs' : null);
  const attempt = newTry(handler, event);
  // When the command ran is not known, only when its failure was told.
  const untimed = { ...event, at: null };
  const ran = { command: failed?.command ?? null, exitCode: failed?.exitCode ?? null };
  switch (facts?.step) {
    case 'unmap':
    case 'detach':
      // The teardown failed, so the image had been opened.
      attempt.device = facts.device;
      attempt.confirmed = true;
      addStep(cycle, untimed, facts.step, { ...ran, target: facts.device });
      break;
    case 'write': {
      const path = facts.paths[0] ?? '';
      const dir = MOUNT_DIRECTORY.exec(path)?.[0];
      if (dir === undefined) return;
      attempt.dir = dir;
      attempt.confirmed = true;
      const inside = path.slice(dir.length + 1);
      const { item, final } = itemOfWrite(cycle, facts.operation, inside, facts.append);
      addStep(cycle, untimed, 'write', { ...ran, target: dir, item, path: inside, final });
      break;
    }
    case 'mount':
      mountOn(attempt, facts.device, facts.dir);
      attempt.error = error;
      addStep(cycle, untimed, 'mount', { ...ran, target: facts.dir });
      break;
    default:
      if (handler === null || !isOpeningError(error)) return;
      attempt.error = error;
      if (failed !== null) addStep(cycle, untimed, 'attach', ran);
  }
  addTry(cycle, attempt);
}

/** The handler a failure is of: by its own words, else by the command it ran. */
function handlerOfFailure(error: string): HandlerId | null {
  const command = commandErrorIn(error)?.command ?? '';
  if (/^(?:guestmount|fusermount) /.test(command)) return 'guestfs';
  const device = /\/dev\/(?!sda)\S+/.exec(command)?.[0];
  return handlerOfError(error) ?? (device === undefined ? null : handlerOfDevice(device));
}

export function placeFailedTeardown(scene: Scene, facts: Facts<'teardown-failed'>): void {
  const cycle = scene.host.byDir.get(squash(facts.dir));
  if (cycle === undefined) return;
  noteCommands(scene, facts.error);
  noteHiddenTeardown(scene, cycle, facts.error);
  addStep(cycle, scene.event, 'error', { note: firstLine(facts.error), target: facts.dir });
}

/** Of a command whose own lines are hidden, the failure still tells that it ran, though not when. */
function noteHiddenTeardown({ event }: Scene, cycle: CycleTrace, error: string): void {
  const failed = commandErrorIn(error);
  if (failed === null || cycle.steps.some((step) => step.command === failed.command)) return;
  const { facts } = readCommand(failed.command);
  if (facts?.step !== 'unmap' && facts?.step !== 'detach') return;
  const { command, exitCode } = failed;
  addStep(cycle, { ...event, at: null }, facts.step, { command, exitCode, target: facts.device });
}

export function placeFailedContainer(scene: Scene, facts: Facts<'container-failed'>): void {
  const { thread, event } = scene;
  const { error } = facts;
  noteCommands(scene, error);
  const cycle =
    cycleOfError(scene, error, null) ??
    onlyCycle(thread, (one) => one.announced.size === 0 && !isOpened(one));
  if (cycle === null) return;
  cycle.container = true;
  fail(scene, cycle, error);
  addEvidence(currentTry(cycle)?.evidence ?? [], event.evidence);
}

export function placeResizeCheck(scene: Scene, facts: Facts<'resize-check'>): void {
  const { thread, event } = scene;
  if (facts.stage === 'begun') {
    thread.resizeCheck = facts.image;
    return;
  }
  const error = facts.error ?? '';
  noteCommands(scene, error);
  const image = facts.image ?? '';
  // Above DEBUG, from 2015.1 on, this line may be all there is but for a fallback.
  const cycle =
    thread.cycles.findLast((one) => one.resizeCheck && isImage(one, image)) ??
    thread.cycles.findLast((one) => isFallbackOnly(one) && isNoOther(one, event.instance, image)) ??
    (thread.letGo ? null : openCycle(scene));
  if (cycle === null) return;
  cycle.resizeCheck = true;
  if (cycle.imagePath === null) setImage(scene, cycle, image);
  recoverAttempts(scene, cycle, error);
  fail(scene, cycle, error);
}

function fail(scene: Scene, cycle: CycleTrace, error: string): void {
  const { event } = scene;
  addFailure(cycle, { item: null, fatal: false, error, evidence: event.evidence });
  addStep(cycle, event, 'error', { note: firstLine(error) });
  finishCycle(scene, cycle, 'failure');
}

/** The cycle an error text is about, by the command, directory or device it names. */
function cycleOfError(
  { host, thread }: Scene,
  error: string,
  device: string | null,
): CycleTrace | null {
  const failed = commandErrorIn(error.split('\n--\n').at(-1) ?? error);
  const ran = (cycle: CycleTrace) => cycle.steps.some((step) => step.command === failed?.command);
  const byCommand = failed === null ? undefined : thread.cycles.findLast(ran);
  if (byCommand !== undefined) return byCommand;
  for (const [dir, cycle] of host.byDir) {
    if (error.includes(dir) && thread.cycles.includes(cycle)) return cycle;
  }
  const held = device === null ? undefined : host.byDevice.get(wholeDevice(device));
  return held !== undefined && thread.cycles.includes(held) ? held : null;
}

/** An error text that names its command tells the command's exit status too. */
function noteCommands({ thread, event }: Scene, error: string): void {
  for (const part of error.split('\n--\n')) {
    const failed = commandErrorIn(part);
    if (failed === null || failed.exitCode === null) continue;
    takeNamedResult(thread, failed.command, failed.exitCode, event);
  }
}

/** 2012.x puts `--` in front of each handler's error. */
const firstLine = (text: string) => text.trim().replace(/^--\n/, '').split('\n', 1)[0] ?? '';
