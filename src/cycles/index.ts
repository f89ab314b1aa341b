// Events to cycles: puts each event into the cycle it belongs to, by device, image path, mount
// directory and VFS object first, then by the request when only one cycle of it can be meant. Out:
// cycles that are over, in the order they end. What cannot be told apart is left unplaced.

import type { EventFacts, InjectEvent } from '../model.ts';
import { addFew } from '../noted.ts';
import { placeBoot, placeServiceStart } from './boots.ts';
import { letGo } from './capacity.ts';
import { placeCommand } from './commands.ts';
import { placeAllocation, placeDeviceStep, placeSkippedDevice } from './devices.ts';
import {
  placeFailedAttempt,
  placeFailedContainer,
  placeFailedInjection,
  placeFailedTeardown,
  placeResizeCheck,
  placeUnreadWarning,
} from './failures.ts';
import {
  type Facts,
  finishCycle,
  type Host,
  newHost,
  onlyCycle,
  type Scene,
  threadOf,
} from './host.ts';
import type { Identities } from './identities.ts';
import {
  placeAnnouncement,
  placeBegun,
  placeMountClass,
  placeOpening,
  placeRequest,
  placeVfs,
} from './openings.ts';
import { noteTime } from './settled.ts';
import { meetInstance, type Thread, takeNamedResult, takeResult } from './threads.ts';
import { addStep, addTry, type CycleTrace, currentTry, isOpened, newTry } from './trace.ts';
import { placeAppliance, placeFileOperation, placeItem } from './vfs.ts';

export interface Correlator {
  /** Takes the next event; returns the cycles it shows to be over. */
  take(event: InjectEvent): readonly CycleTrace[];
  /** The input is at its end; returns what is still open. */
  end(): readonly CycleTrace[];
}

/** What the hosts are doing, by the key of each, and the last event of all; plain data. */
export interface Doing {
  readonly hosts: Map<string, Host>;
  last: { readonly thread: Thread; readonly event: InjectEvent } | null;
  /** Open cycles of all hosts with the host of each, in the order they began. */
  readonly open: Map<CycleTrace, Host>;
}

export const nothingDone = (): Doing => ({
  hosts: new Map(),
  last: null,
  open: new Map(),
});

/** More than any cloud has open at once, unless the lines that end them are missing. */
const MAX_OPEN = 5000;

/** Follows the cycles of every host; hosts never share one.
 *  @param maxOpen of all hosts: when more are open the oldest is let go of */
export function newCorrelator(
  identities: Identities,
  doing = nothingDone(),
  maxOpen = MAX_OPEN,
): Correlator {
  const { hosts, open } = doing;
  const follow = ({ host, opened, over }: Scene) => {
    for (const cycle of opened) if (host.open.has(cycle)) open.set(cycle, host);
    for (const cycle of over) open.delete(cycle);
  };
  return {
    take(event) {
      const host = hosts.get(event.host.key) ?? newHost();
      hosts.set(event.host.key, host);
      noteTime(host, event.at);
      const thread = threadOf(host, event.requestId);
      if (event.instance !== null) {
        meetInstance(thread, event.instance);
        if (event.instanceName !== null) {
          identities.link(event.host, event.instance, event.instanceName);
        }
        const { requestId } = event;
        identities.meet(event.host, event.instance, ({ requestIds }) => {
          if (requestId !== null) addFew(requestIds, requestId);
        });
      }
      doing.last = { thread, event };
      const scene: Scene = { host, thread, event, identities, opened: [], over: [] };
      if (!isOfLetGo(thread) || STILL_TAKEN.includes(event.facts.kind)) place(scene, event.facts);
      follow(scene);
      for (const [oldest, its] of open) {
        if (open.size <= maxOpen) break;
        const there = { ...scene, host: its };
        letGo(there, oldest);
        follow(there);
      }
      return scene.over;
    },
    end() {
      const over: CycleTrace[] = [];
      const { last } = doing;
      for (const host of hosts.values()) {
        for (const cycle of [...host.open.keys()]) {
          if (last === null) continue;
          finishCycle({ ...last, host, identities, opened: [], over }, cycle, 'end-of-input');
        }
      }
      open.clear();
      return over;
    },
  };
}

/** A request of which a cycle was let go of, so that its lines may be of that one. */
const isOfLetGo = ({ letGo, requestId }: Thread) => letGo && requestId !== null;

/** What is taken of it all the same: what its instances came to. */
const STILL_TAKEN: readonly EventFacts['kind'][] = ['boot', 'identity', 'service-started'];

/** Where each kind of fact goes. */
const places: {
  readonly [Kind in EventFacts['kind']]: (scene: Scene, facts: Facts<Kind>) => void;
} = {
  announced: placeAnnouncement,
  'injection-begun': placeBegun,
  'injection-requested': placeRequest,
  'image-opening': placeOpening,
  'vfs-chosen': placeVfs,
  'mount-class-chosen': placeMountClass,
  'device-allocated': placeAllocation,
  'device-skipped': placeSkippedDevice,
  'device-step': placeDeviceStep,
  'release-hint': () => undefined,
  appliance: placeAppliance,
  'item-started': placeItem,
  'file-operation': placeFileOperation,
  command: placeCommand,
  'command-ended': placeResult,
  'command-failed': ({ thread, event }, { error }) => {
    if (error.exitCode !== null) takeNamedResult(thread, error.command, error.exitCode, event);
  },
  'command-retried': placeRetry,
  'allocation-retried': placeAllocationRetry,
  'attempt-failed': placeFailedAttempt,
  'injection-failed': placeFailedInjection,
  'warning-unread': placeUnreadWarning,
  'teardown-failed': placeFailedTeardown,
  'container-failed': placeFailedContainer,
  'resize-check': placeResizeCheck,
  boot: placeBoot,
  identity: ({ event, identities }, { uuid, name }) => identities.link(event.host, uuid, name),
  'service-started': placeServiceStart,
  option: () => undefined,
  'messages-dropped': () => undefined,
};

function place<Kind extends EventFacts['kind']>(scene: Scene, facts: Facts<Kind>): void {
  const to: (scene: Scene, facts: Facts<Kind>) => void = places[facts.kind as Kind];
  to(scene, facts);
}

function placeResult({ host, thread, event }: Scene, facts: Facts<'command-ended'>): void {
  const { exitCode, command } = facts;
  host.somePrinted = true;
  if (exitCode === 0) host.allPrinted = true;
  if (command === null) takeResult(thread, exitCode, event);
  else takeNamedResult(thread, command, exitCode, event);
}

function placeRetry({ thread, event }: Scene, { command }: Facts<'command-retried'>): void {
  const ran = (cycle: CycleTrace) => cycle.steps.some((step) => step.command === command);
  const cycle = thread.cycles.findLast(ran);
  if (cycle !== undefined) addStep(cycle, event, 'retry', { note: `${command} failed, retrying` });
}

/** What comes of the retry is another attempt, whether it shows or not. */
function placeAllocationRetry({ thread, event }: Scene, facts: Facts<'allocation-retried'>): void {
  const cycle = onlyCycle(thread, (one) => !isOpened(one) && one.tries.length > 0);
  if (cycle === null) return;
  addStep(cycle, event, 'retry', { note: facts.note });
  const failed = currentTry(cycle);
  if (!facts.givenUp && failed?.error != null) addTry(cycle, newTry(failed.handler, event));
}
