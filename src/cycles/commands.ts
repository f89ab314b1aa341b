// Command lines: each goes to the cycle whose device, image or mount directory it names.

import type { CommandFacts } from '../handlers/handler.ts';
import { MOUNT_DIRECTORY } from '../templates/command-line.ts';
import { attach, begunTry, mountCycle } from './devices.ts';
import {
  cycleOfDevice,
  cycleOfPath,
  type Facts,
  openCycle,
  rememberImage,
  type Scene,
  squash,
} from './host.ts';
import { itemOfWrite } from './items.ts';
import { bind, mayBeLetGo } from './let-go.ts';
import { endCommands, startCommand } from './threads.ts';
import {
  addStep,
  addTry,
  type CycleTrace,
  confirmOpened,
  currentTry,
  isOpened,
  mountOn,
  newTry,
  type StepTrace,
} from './trace.ts';

/** Where a command belongs and which step of the timeline it is. */
interface Placed {
  readonly cycle: CycleTrace;
  readonly step: StepTrace['step'];
  readonly more: Partial<StepTrace>;
}

export function placeCommand(scene: Scene, facts: Facts<'command'>): void {
  const { host, thread, event } = scene;
  const placed = placeOf(scene, facts);
  if (placed === null) {
    startCommand(thread, facts.command, null, null, host.allPrinted);
    return;
  }
  const { cycle, step, more } = placed;
  endCommands(thread, cycle, host.allPrinted);
  const added = addStep(cycle, event, step, { command: facts.command, ...more });
  startCommand(thread, facts.command, cycle, added, host.allPrinted);
}

function placeOf(scene: Scene, { facts, handler }: Facts<'command'>): Placed | null {
  const { host, event } = scene;
  switch (facts.step) {
    case 'attach': {
      const cycle = attach(scene, facts.image, handler, facts.device);
      if (cycle === null) return null;
      const attempt = begunTry(cycle, handler, event);
      attempt.attached = true;
      attempt.device = facts.device;
      if (facts.device !== null) bind(host, 'byDevice', facts.device, cycle);
      return { cycle, step: 'attach', more: { target: facts.device } };
    }
    case 'attach-and-mount':
    case 'mount-image': {
      const isGuestfs = facts.step === 'attach-and-mount';
      const means = isGuestfs ? 'guestfs' : 'loop';
      const cycle = attach(scene, facts.image, means, squash(facts.dir));
      if (cycle === null) return null;
      const attempt = newTry(means, event);
      attempt.partition = isGuestfs ? facts.partition : null;
      attempt.attached = true;
      attempt.dir = facts.dir;
      addTry(cycle, attempt);
      bind(host, 'byDir', squash(facts.dir), cycle);
      return { cycle, step: isGuestfs ? 'attach' : 'mount', more: { target: facts.dir } };
    }
    case 'map':
    case 'unmap':
    case 'probe':
    case 'flush':
    case 'detach': {
      const cycle = cycleOfDevice(scene, facts.device);
      if (cycle === null) return null;
      if (facts.step === 'flush') confirmOpened(cycle);
      if (facts.step === 'detach') cycle.tornDown = true;
      const step = facts.step === 'probe' ? 'wait-device' : facts.step;
      return { cycle, step, more: { target: facts.device } };
    }
    case 'mount': {
      const cycle = cycleOfDevice(scene, facts.device, facts.dir);
      if (cycle === null) return null;
      mountCycle(scene, cycle, facts.device, facts.dir);
      return { cycle, step: 'mount', more: { target: facts.dir } };
    }
    case 'unmount':
      return placeUnmount(scene, facts);
    case 'wait-unmounted': {
      const cycle = host.byDir.get(squash(facts.dir));
      if (cycle === undefined) return null;
      confirmOpened(cycle);
      cycle.tornDown = true;
      return { cycle, step: 'detach', more: { target: facts.dir } };
    }
    case 'create-image':
      rememberImage(scene, facts.image, facts.format, facts.backed);
      return null;
    case 'write':
      return placeWrite(scene, facts);
    case 'other':
      return null;
  }
}

type Unmount = Extract<CommandFacts, { step: 'unmount' }>;

function placeUnmount(scene: Scene, { device, dir }: Unmount): Placed | null {
  const cycle =
    device === null ? scene.host.byDir.get(squash(dir ?? '')) : cycleOfDevice(scene, device);
  if (cycle === undefined || cycle === null) return null;
  const attempt = currentTry(cycle);
  if (device !== null) {
    if (attempt !== null && attempt.mapped === null) mountOn(attempt, device, attempt.dir);
    confirmOpened(cycle);
  } else {
    // Without a device the mount is guestmount's, and unmounting it lets go of the image.
    cycle.tornDown = isOpened(cycle);
  }
  return { cycle, step: 'unmount', more: { target: attempt?.dir ?? dir } };
}

type Write = Extract<CommandFacts, { step: 'write' }>;

function placeWrite(scene: Scene, facts: Write): Placed | null {
  const { host } = scene;
  const [target = '', source = ''] = facts.paths;
  const into = cycleOfPath(host, target);
  const found = into ?? (source === '' ? null : cycleOfPath(host, source));
  if (found !== null) {
    const { cycle, inside } = found;
    confirmOpened(cycle);
    const isCopy = facts.operation === 'cp';
    const operation = isCopy ? (into === null ? 'cp-out' : 'cp-in') : facts.operation;
    const { item, final } = itemOfWrite(cycle, operation, inside, facts.append);
    if (cycle.fs === null && item !== null) cycle.item = item;
    const dir = currentTry(cycle)?.dir ?? null;
    return { cycle, step: 'write', more: { target: dir, item, path: inside, final } };
  }
  if (facts.operation === 'cp' && source.includes('/_base/'))
    rememberImage(scene, target, 'raw', false);
  const dir = [target, source].map((path) => MOUNT_DIRECTORY.exec(path)?.[0]).find(Boolean);
  if (dir === undefined || facts.operation === 'mkdir') return null;
  if (mayBeLetGo(scene, squash(dir))) return null;
  // The capture begins inside this cycle.
  const cycle = openCycle(scene);
  addTry(cycle, { ...newTry(null, scene.event), dir });
  bind(host, 'byDir', squash(dir), cycle);
  return placeWrite(scene, facts);
}
