// Lines in which Nova says what it is about to inject and how it will open the image: they begin a
// cycle, or belong to the one that has not reached its image yet.

import { isContainerRoot } from './devices.ts';
import {
  type Facts,
  finishCycle,
  finishEarlier,
  openCycle,
  type Scene,
  setImage,
  unopenedFor,
} from './host.ts';
import { addStep, addTry, type CycleTrace, isUnopened, newTry, noteKey, touch } from './trace.ts';

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

/** `Injecting InjectionInfo(…)`, from 15.0.0 on; what is injected is said by the disk layer's line. */
export function placeBegun(scene: Scene): void {
  const cycle = openCycle(scene);
  cycle.begun = true;
  cycle.begunEvidence = scene.event.evidence;
  addStep(cycle, scene.event, 'announce', { note: 'Injecting; what, this line does not say' });
}

/** `Inject data image=…` directly follows the announcements of the same greenthread. */
export function placeRequest(scene: Scene, facts: Facts<'injection-requested'>): void {
  finishEarlier(scene, facts.image);
  const cycle = unopenedFor(scene.thread, facts.image) ?? openCycle(scene);
  setImage(scene, cycle, facts.image);
  cycle.begun = true;
  cycle.requested = facts.items;
  cycle.requestEvidence = scene.event.evidence;
  noteKey(cycle, scene.event);
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
  cycle.container = facts.dir !== null && isContainerRoot(facts.dir);
  cycle.unmounted = facts.dir === 'None';
  cycle.openingEvidence = event.evidence;
  cycle.openedAs = facts.format;
  if (facts.format !== null && cycle.cow === null) {
    cycle.cow = facts.format !== 'raw';
    cycle.cowEvidence = event.evidence;
  }
  if (thread.resizeCheck === facts.image && cycle.requestEvidence === null)
    cycle.resizeCheck = true;
  thread.resizeCheck = null;
  touch(cycle, event);
}

export function placeVfs(scene: Scene, facts: Facts<'vfs-chosen'>): void {
  const { thread, event } = scene;
  const waiting = thread.cycles.findLast(isUnopened) ?? null;
  const isFallback = facts.vfs === 'vfs-localfs';
  const isNext = isFallback && waiting?.vfs === 'vfs-localfs';
  const cycle = isFallback && (waiting === null || isNext) ? openFallback(scene, waiting) : waiting;
  if (cycle === null) return;
  cycle.vfs = facts.vfs;
  cycle.vfsEvidence = event.evidence;
  if (!isFallback) cycle.primaryEvidence = event.evidence;
  touch(cycle, event);
}

/** Nova falls back once for each image it opens; above DEBUG (2014.2 to 22) no line shows that before.
 *  Where several instances share a request, or lines have none, what follows may be of another one. */
function openFallback(scene: Scene, waiting: CycleTrace | null): CycleTrace | null {
  const { thread, event } = scene;
  if (thread.requestId === null || thread.uuids.size > 1) return waiting;
  if (waiting !== null) finishCycle(scene, waiting, 'next-cycle');
  const cycle = openCycle(scene);
  cycle.begun = true;
  addStep(cycle, event, 'announce', { note: 'Opening an image, by a fallback to VFSLocalFS' });
  return cycle;
}

export function placeMountClass(
  { thread, event }: Scene,
  facts: Facts<'mount-class-chosen'>,
): void {
  const cycle = thread.cycles.findLast(isUnopened);
  if (cycle === undefined) return;
  addTry(cycle, newTry(facts.handler, event));
  // Only VFSLocalFS has such a class; the line that says so is one of those that are translated.
  if (cycle.vfs === 'vfs-guestfs') {
    cycle.vfs = 'vfs-localfs';
    cycle.vfsEvidence = event.evidence;
  }
  touch(cycle, event);
}
