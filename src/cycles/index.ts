// Events to cycles: puts each event into the cycle it belongs to, by device, image path, mount
// directory and VFS object first, then by the request when only one cycle of it can be meant. Out:
// cycles that are over, in the order they end. What cannot be told apart is left unplaced.

import type { EventFacts, InjectEvent } from '../model.ts';
import { addFew } from '../noted.ts';
import { placeBoot, placeServiceStart } from './boots.ts';
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
import { MOST_INSTANCES, type Thread, takeNamedResult, takeResult } from './threads.ts';
import { addStep, type CycleTrace, currentTry, isOpened, newTry } from './trace.ts';
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
}

export const nothingDone = (): Doing => ({ hosts: new Map(), last: null });

/** Follows the cycles of every host; hosts never share one. */
export function newCorrelator(identities: Identities, doing = nothingDone()): Correlator {
  const { hosts } = doing;
  return {
    take(event) {
      const host = hosts.get(event.host.key) ?? newHost();
      hosts.set(event.host.key, host);
      const thread = threadOf(host, event.requestId);
      if (event.instance !== null) {
        addFew(thread.uuids, event.instance, MOST_INSTANCES);
        if (event.instanceName !== null) {
          identities.link(event.host, event.instance, event.instanceName);
        }
        const { requestIds } = identities.boot(event.host, event.instance);
        if (event.requestId !== null) addFew(requestIds, event.requestId);
      }
      doing.last = { thread, event };
      const scene: Scene = { host, thread, event, identities, over: [] };
      place(scene, event.facts);
      return scene.over;
    },
    end() {
      const over: CycleTrace[] = [];
      const { last } = doing;
      for (const host of hosts.values()) {
        for (const cycle of [...host.open.keys()]) {
          if (last === null) continue;
          finishCycle({ ...last, host, identities, over }, cycle, 'end-of-input');
        }
      }
      return over;
    },
  };
}

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
  if (!facts.givenUp && failed?.error != null) cycle.tries.push(newTry(failed.handler, event));
}
