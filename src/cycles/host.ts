// What one host is doing at a point of the log: the requests at work, the cycles that are open, and by
// which device or directory each is known. The only state that lives as long as the log is read.

import { type HandlerId, handlerOfDevice, wholeDevice } from '../handlers/index.ts';
import type { EventFacts, Evidence, InjectEvent } from '../model.ts';
import { takeOldestTwo } from '../noted.ts';
import type { Identities } from './identities.ts';
import { settleInterleaved } from './interleaved.ts';
import { bind, mayBeLetGo, type Places, unbind } from './let-go.ts';
import { type Settling, settledAt } from './settled.ts';
import { endCommands, isSingle, isWhole, newThread, type Thread } from './threads.ts';
import {
  addTry,
  type CycleEnd,
  type CycleTrace,
  currentTry,
  hasEndedTeardown,
  isUnopened,
  newCycle,
  newTry,
  uuidOf,
} from './trace.ts';

export interface Host extends Places, Settling {
  readonly threads: Map<string, Thread>;
  /** Those without an open cycle, the ones met last at the end. */
  readonly idle: Set<string>;
  /** Open cycles with the request each belongs to, in the order they began. */
  readonly open: Map<CycleTrace, Thread>;
  /** Open cycles of each image, in the order they came to it; keys are paths without doubled slashes. */
  readonly byImage: Map<string, Set<CycleTrace>>;
  /** How images were made, for those not yet opened. */
  readonly created: Map<string, Creation>;
  /** A result of 0 was printed: results are printed for commands that succeed too. */
  allPrinted: boolean;
  /** A result was printed: those of failed commands are not kept out of this capture. */
  somePrinted: boolean;
}

interface Creation {
  readonly format: string;
  readonly cow: boolean;
  readonly evidence: Evidence;
}

/** An event and everything it may touch. */
export interface Scene {
  readonly host: Host;
  readonly thread: Thread;
  readonly event: InjectEvent;
  readonly identities: Identities;
  /** Cycles the event opens. */
  readonly opened: CycleTrace[];
  /** Cycles the event shows to be over. */
  readonly over: CycleTrace[];
}

export type Facts<Kind extends EventFacts['kind']> = Extract<EventFacts, { kind: Kind }>;

/** Requests remembered after their cycles are over, and images after their creation. */
const MOST_IDLE = 500;
const MOST_CREATED = 250;

export function newHost(): Host {
  return {
    threads: new Map(),
    idle: new Set(),
    open: new Map(),
    early: null,
    byDevice: new Map(),
    byDir: new Map(),
    bound: new Map(),
    byImage: new Map(),
    created: new Map(),
    letGo: new Set(),
    forgets: false,
    allPrinted: false,
    somePrinted: false,
  };
}

export function threadOf(host: Host, requestId: string | null): Thread {
  const key = keyOf(requestId);
  const known = host.threads.get(key);
  if (known !== undefined) {
    if (host.idle.delete(key)) host.idle.add(key);
    return known;
  }
  const thread = newThread(requestId, host.letGo.has(key));
  host.threads.set(key, thread);
  rest(host, thread);
  return thread;
}

const keyOf = (requestId: string | null) => requestId ?? '-';

/** No cycle of it is open. */
function rest(host: Host, { requestId }: Thread): void {
  if (requestId === null) return;
  host.idle.add(keyOf(requestId));
  for (const oldest of takeOldestTwo(host.idle, MOST_IDLE)) host.threads.delete(oldest);
}

/** The instance a request is about, when its beginning was seen and no other is in it so far. Each
 *  greenthread names its instance before it touches an image, so one that begins later changes nothing;
 *  one met later that began before the capture does, and the verdict then forgets this. */
function soleInstance(thread: Thread): string | null {
  const [uuid] = thread.uuids;
  return isSingle(thread) ? (uuid ?? null) : null;
}

export function openCycle(scene: Scene): CycleTrace {
  const { host, thread, event } = scene;
  for (const { cycle, end } of settledAt(host, event.at)) finishCycle(scene, cycle, end);
  const cycle = newCycle(event);
  if (cycle.uuid === null) cycle.assumed = soleInstance(thread);
  cycle.migrating = thread.migrating;
  host.open.set(cycle, thread);
  // It may be one that so many others have come to rest behind.
  host.threads.set(keyOf(thread.requestId), thread);
  host.idle.delete(keyOf(thread.requestId));
  scene.opened.push(cycle);
  thread.cycles.push(cycle);
  return cycle;
}

/** Takes a cycle off the host; it goes to the verdicts as it is. */
export function finishCycle(scene: Scene, cycle: CycleTrace, end: CycleEnd): void {
  const { host, event, identities, over } = scene;
  const thread = host.open.get(cycle);
  if (thread === undefined) return;
  cycle.end = end;
  const isUnseen = end === 'end-of-input' || end === 'let-go';
  cycle.endEvidence = isUnseen ? null : event.evidence;
  // Nothing opened the image, so no command names it; the request made one disk.
  const { disk } = thread;
  if (
    cycle.imagePath === null &&
    disk !== null &&
    isWhole(thread) &&
    cycle.imageId !== 'config-drive'
  ) {
    setImage(scene, cycle, disk);
  }
  if (end === 'boot') settleInterleaved(thread.interleaved, cycle);
  cycle.thread = thread;
  const uuid = uuidOf(cycle);
  if (uuid !== null) {
    identities.meet(cycle.host, uuid);
    cycle.builtBy = identities.known(cycle.host, uuid)?.building ?? null;
  }
  cycle.doubtful = thread.doubtful;
  cycle.failuresPrinted = host.somePrinted && !host.allPrinted;
  if (!isUnseen && end !== 'restart') endCommands(thread, cycle, host.allPrinted);
  host.open.delete(cycle);
  leaveImage(host, cycle);
  thread.cycles.splice(thread.cycles.indexOf(cycle), 1);
  if (thread.cycles.length === 0) rest(host, thread);
  unbind(host, cycle);
  over.push(cycle);
}

/** A cycle whose image is asked for again was over. */
export function finishEarlier(scene: Scene, image: string): void {
  for (const cycle of [...scene.thread.cycles]) {
    const done = cycle.tries.length > 0 && isImage(cycle, image) && !cycle.container;
    if (done) finishCycle(scene, cycle, 'next-cycle');
  }
}

// ---------------------------------------------------------------- images

/** Binds a cycle to its image, and by the image's directory to its instance. */
export function setImage({ host, identities }: Scene, cycle: CycleTrace, image: string): void {
  leaveImage(host, cycle);
  cycle.imagePath = image;
  const key = squash(image);
  host.byImage.set(key, (host.byImage.get(key) ?? new Set()).add(cycle));
  const created = host.created.get(squash(image));
  if (created !== undefined) {
    cycle.imageFormat = created.format;
    if (cycle.cow === null) {
      cycle.cow = created.cow;
      cycle.cowEvidence = created.evidence;
    }
  }
  const directory = instanceDirectory(image);
  if (directory === null) return;
  if (UUID.test(directory)) cycle.uuid = directory;
  else {
    cycle.name ??= directory;
    if (cycle.uuid !== null) identities.link(cycle.host, cycle.uuid, directory);
  }
}

/** A disk was made: its format is known before it is opened. */
export function rememberImage(
  { host, thread, event }: Scene,
  image: string,
  format: string,
  backed: boolean,
): void {
  if (/\/disk(?:\.rescue)?$/.test(image) && soleInstance(thread) !== null) thread.disk = image;
  const { evidence } = event;
  host.created.delete(squash(image));
  host.created.set(squash(image), { format, cow: backed || format === 'qcow2', evidence });
  takeOldestTwo(host.created, MOST_CREATED);
}

export const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** `…/instance-0000076d/disk` is of `instance-0000076d`; an LVM volume or rbd image `UUID_disk` of UUID. */
export function instanceDirectory(image: string): string | null {
  const volume = /([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})_disk/.exec(image);
  if (volume !== null) return volume[1] ?? null;
  return /\/([^/]+)\/disk[^/]*$/.exec(squash(image))?.[1] ?? null;
}

export const squash = (path: string) => (path.includes('//') ? path.replace(/\/{2,}/g, '/') : path);
const parent = (path: string) => squash(path).replace(/\/[^/]*$/, '');

/** The open cycles of an image. */
export const cyclesOf = (host: Host, image: string): readonly CycleTrace[] => [
  ...(host.byImage.get(squash(image)) ?? []),
];

function leaveImage({ byImage }: Host, cycle: CycleTrace): void {
  if (cycle.imagePath === null) return;
  const key = squash(cycle.imagePath);
  const own = byImage.get(key);
  own?.delete(cycle);
  if (own?.size === 0) byImage.delete(key);
}

export function isImage(cycle: CycleTrace, image: string): boolean {
  return cycle.imagePath !== null && squash(cycle.imagePath) === squash(image);
}

// ---------------------------------------------------------------- finding a cycle

/** The one cycle of a request that fits; null when none does or several do. */
export function onlyCycle(thread: Thread, fits: (cycle: CycleTrace) => boolean): CycleTrace | null {
  const [only, ...others] = thread.cycles.filter(fits);
  return others.length === 0 && !thread.letGo ? (only ?? null) : null;
}

/** The cycle that was announced or asked for and has not reached its image yet. Between such a line
 *  and the next of its greenthread nothing else runs, so the latest one is meant. */
export function unopenedFor(thread: Thread, image: string): CycleTrace | null {
  const fits = (cycle: CycleTrace) =>
    isUnopened(cycle) && (cycle.imagePath === null || isImage(cycle, image));
  return thread.cycles.findLast(fits) ?? null;
}

/** The cycle that holds a device; else one of the request that still lacks one, when only that can be
 *  meant; else, for a capture that begins later, a new one. Null when several could be meant. */
export function cycleOfDevice(scene: Scene, device: string, dir?: string): CycleTrace | null {
  const { host, thread, event } = scene;
  const handler = handlerOfDevice(device);
  if (handler === null) return null;
  const whole = wholeDevice(device);
  const known = host.byDevice.get(whole);
  const own = known === undefined ? null : ownHolder(scene, known, whole);
  if (own !== null) return own;
  if (known !== undefined && !hasEndedTeardown(known)) return known;
  if (known !== undefined) finishCycle(scene, known, 'next-cycle');
  if (known === undefined && mayBeLetGo(scene, whole)) return null;
  const lacking = thread.cycles.filter((cycle) => lacksDevice(cycle, handler));
  const inside = lacking.filter(({ imagePath }) => isBeside(dir, imagePath));
  const [only, ...others] = inside.length === 1 ? inside : lacking;
  // Of several instances in one request, one whose attach was not seen may be meant.
  const isUnseen = !isWhole(thread) && thread.uuids.size > 1 && inside.length !== 1;
  if (others.length > 0 || (only !== undefined && isUnseen)) return null;
  const cycle = only ?? openCycle(scene);
  if (only === undefined) addTry(cycle, newTry(handler, event));
  const attempt = currentTry(cycle);
  if (attempt !== null) {
    attempt.device = whole;
    attempt.handler ??= handler;
  }
  bind(host, 'byDevice', whole, cycle);
  return cycle;
}

/** A device can be given to two images at once (LP #1207422). A request that took it and has not let go
 *  of it means its own image then, whoever took the device last. */
function ownHolder({ host, thread }: Scene, known: CycleTrace, device: string): CycleTrace | null {
  if (host.open.get(known) === thread) return null;
  const holds = (cycle: CycleTrace) => {
    const attempt = currentTry(cycle);
    return attempt?.device === device && attempt.error === null && !cycle.tornDown;
  };
  return thread.requestId === null ? null : onlyCycle(thread, holds);
}

function lacksDevice(cycle: CycleTrace, handler: HandlerId): boolean {
  const attempt = currentTry(cycle);
  if (attempt === null || attempt.device !== null || attempt.error !== null) return false;
  return attempt.handler === handler || attempt.handler === null;
}

function isBeside(dir: string | undefined, image: string | null): boolean {
  return dir !== undefined && image !== null && squash(dir).startsWith(`${parent(image)}/`);
}

/** The cycle on whose mount directory a path is, and the path inside it. */
export function cycleOfPath(
  host: Host,
  path: string,
): { readonly cycle: CycleTrace; readonly inside: string } | null {
  const clean = squash(path);
  for (const [dir, cycle] of host.byDir) {
    if (clean === dir) return { cycle, inside: '' };
    if (clean.startsWith(`${dir}/`)) return { cycle, inside: clean.slice(dir.length + 1) };
  }
  return null;
}
