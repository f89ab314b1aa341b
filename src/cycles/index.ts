// Events to cycles: puts each event into the cycle it belongs to, by device, image path, mount
// directory and VFS object first, then by the request when only one cycle of it can be meant. Out:
// cycles that are over, in the order they end. What cannot be told apart is left unplaced.

import type { CommandFacts } from '../handlers/handler.ts';
import { handlerOfDevice, handlerOfError, wholeDevice } from '../handlers/index.ts';
import type { EventFacts, InjectEvent } from '../model.ts';
import { commandErrorIn, MOUNT_DIRECTORY } from '../templates/command-line.ts';
import type { Identities } from './identities.ts';
import { itemOfFile, itemOfWrite } from './items.ts';
import {
  endCommands,
  isSingle,
  newThread,
  startCommand,
  type Thread,
  takeNamedResult,
  takeResult,
} from './threads.ts';
import {
  addEvidence,
  addStep,
  type CycleEnd,
  type CycleTrace,
  confirmOpened,
  currentTry,
  isUnopened,
  mountOn,
  newCycle,
  newTry,
  type StepTrace,
  touch,
} from './trace.ts';

export interface Correlator {
  /** Takes the next event; returns the cycles it shows to be over. */
  take(event: InjectEvent): readonly CycleTrace[];
  /** The input is at its end; returns what is still open. */
  end(): readonly CycleTrace[];
}

type Facts<Kind extends EventFacts['kind']> = Extract<EventFacts, { kind: Kind }>;

interface Host {
  readonly threads: Map<string, Thread>;
  readonly byDevice: Map<string, CycleTrace>;
  readonly byDir: Map<string, CycleTrace>;
  readonly open: Set<CycleTrace>;
  /** How images were made, for those not yet opened. */
  readonly created: Map<string, { format: string; cow: boolean; event: InjectEvent }>;
  /** A result of 0 was printed: results are printed for commands that succeed too. */
  allPrinted: boolean;
}

/** Threads remembered after their cycles are over, and images after their creation. */
const REMEMBERED = 2000;

export function newCorrelator(identities: Identities): Correlator {
  const hosts = new Map<string | null, Host>();
  let over: CycleTrace[] = [];

  const hostOf = (event: InjectEvent): Host => {
    const known = hosts.get(event.host);
    if (known !== undefined) return known;
    const host: Host = {
      threads: new Map(),
      byDevice: new Map(),
      byDir: new Map(),
      open: new Set(),
      created: new Map(),
      allPrinted: false,
    };
    hosts.set(event.host, host);
    return host;
  };

  return {
    take(event) {
      over = [];
      const host = hostOf(event);
      const thread = threadOf(host, event);
      place(host, thread, event);
      return over;
    },
    end() {
      over = [];
      for (const host of hosts.values()) {
        for (const cycle of [...host.open]) finish(host, cycle, 'end-of-input', null);
      }
      return over;
    },
  };

  function threadOf(host: Host, event: InjectEvent): Thread {
    const key = event.requestId ?? '-';
    let thread = host.threads.get(key);
    if (thread === undefined) {
      thread = newThread(event.requestId);
      host.threads.set(key, thread);
      if (host.threads.size > REMEMBERED) forgetThread(host);
    }
    if (event.instance !== null) {
      thread.uuids.add(event.instance);
      if (event.requestId !== null) {
        identities.boot(event.host, event.instance).requestIds.add(event.requestId);
      }
    }
    return thread;
  }

  function forgetThread(host: Host): void {
    for (const [key, thread] of host.threads) {
      if (thread.cycles.length > 0 || key === '-') continue;
      host.threads.delete(key);
      return;
    }
  }

  function place(host: Host, thread: Thread, event: InjectEvent): void {
    const { facts } = event;
    switch (facts.kind) {
      case 'announced':
        return announced(host, thread, event, facts);
      case 'injection-requested':
        return requested(host, thread, event, facts);
      case 'image-opening':
        return opening(host, thread, event, facts);
      case 'vfs-chosen': {
        const cycle = latestUnopened(thread);
        if (cycle === null) return;
        cycle.vfs = facts.vfs;
        cycle.vfsEvidence = event.evidence;
        return touch(cycle, event);
      }
      case 'mount-class-chosen': {
        const cycle = latestUnopened(thread);
        if (cycle === null) return;
        cycle.tries.push(newTry(facts.handler, event));
        return touch(cycle, event);
      }
      case 'device-allocated':
        return deviceAllocated(host, thread, event, facts);
      case 'device-mounting': {
        const cycle = claimDevice(host, thread, facts.device, event);
        if (cycle === null) return;
        mounted(host, cycle, facts.device, facts.dir);
        return touch(cycle, event);
      }
      case 'device-releasing':
        return void host.byDevice.get(facts.device);
      case 'appliance':
        return appliance(host, thread, event, facts);
      case 'item-started':
        return itemStarted(thread, event, facts);
      case 'file-operation':
        return fileOperation(thread, event, facts);
      case 'command':
        return command(host, thread, event, facts);
      case 'command-ended':
        if (facts.exitCode === 0) host.allPrinted = true;
        if (facts.command === null) takeResult(thread, facts.exitCode, event);
        else takeNamedResult(thread, facts.command, facts.exitCode, event);
        return;
      case 'command-failed':
        return void (
          facts.error.exitCode !== null &&
          takeNamedResult(thread, facts.error.command, facts.error.exitCode, event)
        );
      case 'command-retried': {
        const cycle = thread.cycles.find((one) =>
          one.steps.some((step) => step.command === facts.command),
        );
        if (cycle !== undefined)
          addStep(cycle, event, 'retry', { note: `${facts.command} failed, retrying` });
        return;
      }
      case 'allocation-retried': {
        const cycle = onlyCycle(thread, (one) => !isOpened(one) && one.tries.length > 0);
        if (cycle !== null) addStep(cycle, event, 'retry', { note: facts.note });
        return;
      }
      case 'attempt-failed':
        return attemptFailed(host, thread, event, facts);
      case 'injection-failed':
        return injectionFailed(host, thread, event, facts);
      case 'teardown-failed': {
        const cycle = host.byDir.get(facts.dir) ?? null;
        if (cycle === null) return;
        noteCommandError(thread, facts.error, event);
        addStep(cycle, event, 'error', { note: firstLine(facts.error), target: facts.dir });
        return;
      }
      case 'container-failed':
        return containerFailed(host, thread, event, facts);
      case 'resize-check':
        return resizeCheck(host, thread, event, facts);
      case 'boot':
        return boot(host, thread, event, facts);
      case 'identity':
        return identities.link(event.host, facts.uuid, facts.name);
      case 'service-started':
        for (const cycle of [...host.open]) {
          if (!cycle.container) finish(host, cycle, 'restart', event);
        }
        host.threads.clear();
        host.allPrinted = false;
        return;
      case 'option':
        return;
    }
  }

  // ---------------------------------------------------------------- opening

  function open(host: Host, thread: Thread, event: InjectEvent): CycleTrace {
    const cycle = newCycle(event);
    cycle.uuid ??= soleInstance(thread);
    cycle.migrating = thread.migrating;
    host.open.add(cycle);
    thread.cycles.push(cycle);
    return cycle;
  }

  function announced(
    host: Host,
    thread: Thread,
    event: InjectEvent,
    facts: Facts<'announced'>,
  ): void {
    const cycle =
      thread.cycles.findLast(
        (one) => isUnopened(one) && one.uuid === event.instance && one.failures.length === 0,
      ) ?? open(host, thread, event);
    cycle.imageId = facts.imageId;
    cycle.announced.set(facts.item, event.evidence);
    addStep(cycle, event, 'announce', {
      note: `Injecting ${facts.item} into image ${facts.imageId}`,
    });
  }

  /** `Inject data image=…` directly follows the announcements of the same greenthread. */
  function requested(
    host: Host,
    thread: Thread,
    event: InjectEvent,
    facts: Facts<'injection-requested'>,
  ): void {
    finishDone(host, facts.image, event);
    const cycle = unopenedFor(thread, facts.image) ?? open(host, thread, event);
    setImage(host, cycle, facts.image);
    cycle.requested = facts.items;
    cycle.requestEvidence = event.evidence;
    cycle.partition = facts.partition;
    thread.resizeCheck = null;
    const items = facts.items?.join(', ');
    addStep(cycle, event, 'announce', {
      note: `Inject data into ${facts.image}${items ? ` (${items})` : ''}`,
    });
  }

  function opening(
    host: Host,
    thread: Thread,
    event: InjectEvent,
    facts: Facts<'image-opening'>,
  ): void {
    const waiting = unopenedFor(thread, facts.image);
    if (waiting === null) finishDone(host, facts.image, event);
    const cycle = waiting ?? open(host, thread, event);
    setImage(host, cycle, facts.image);
    cycle.partition = facts.partition;
    if (facts.format !== null && cycle.cow === null) {
      cycle.cow = facts.format !== 'raw';
      cycle.cowEvidence = event.evidence;
    }
    if (thread.resizeCheck === facts.image && cycle.requestEvidence === null)
      cycle.resizeCheck = true;
    thread.resizeCheck = null;
    touch(cycle, event);
  }

  /** The cycle that was announced or asked for and has not reached its image yet. */
  function unopenedFor(thread: Thread, image: string): CycleTrace | null {
    return (
      thread.cycles.findLast(
        (one) => isUnopened(one) && (one.imagePath === null || samePath(one.imagePath, image)),
      ) ?? null
    );
  }

  function latestUnopened(thread: Thread): CycleTrace | null {
    return thread.cycles.findLast(isUnopened) ?? null;
  }

  function setImage(host: Host, cycle: CycleTrace, image: string): void {
    cycle.imagePath = image;
    const created = host.created.get(squash(image));
    if (created !== undefined) {
      cycle.imageFormat = created.format;
      if (cycle.cow === null) {
        cycle.cow = created.cow;
        cycle.cowEvidence = created.event.evidence;
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

  // ---------------------------------------------------------------- commands

  function command(host: Host, thread: Thread, event: InjectEvent, facts: Facts<'command'>): void {
    const placed = placeCommand(host, thread, event, facts);
    startCommand(
      thread,
      facts.command,
      placed?.cycle ?? null,
      placed?.step ?? null,
      host.allPrinted,
    );
  }

  function placeCommand(
    host: Host,
    thread: Thread,
    event: InjectEvent,
    { command: text, facts, handler }: Facts<'command'>,
  ): { cycle: CycleTrace; step: StepTrace } | null {
    const add = (
      cycle: CycleTrace | null,
      step: StepTrace['step'],
      more: Partial<StepTrace> = {},
    ) => {
      if (cycle === null) return null;
      endCommands(thread, cycle, host.allPrinted);
      return { cycle, step: addStep(cycle, event, step, { command: text, ...more }) };
    };
    switch (facts.step) {
      case 'attach': {
        const cycle = attach(host, thread, event, facts.image);
        const waiting = currentTry(cycle);
        const fresh =
          waiting !== null &&
          waiting.handler === handler &&
          waiting.error === null &&
          !hasCommand(cycle, 'attach');
        const attempt = fresh ? waiting : newTry(handler, event);
        if (!fresh) cycle.tries.push(attempt);
        attempt.device = facts.device ?? null;
        if (facts.device !== null) host.byDevice.set(facts.device, cycle);
        return add(cycle, 'attach', { target: facts.device });
      }
      case 'attach-and-mount': {
        const cycle = attach(host, thread, event, facts.image);
        const attempt = newTry('guestfs', event);
        attempt.partition = facts.partition;
        attempt.dir = facts.dir;
        cycle.tries.push(attempt);
        host.byDir.set(facts.dir, cycle);
        return add(cycle, 'attach', { target: facts.dir });
      }
      case 'mount-image': {
        const cycle = attach(host, thread, event, facts.image);
        const attempt = newTry('loop', event);
        attempt.dir = facts.dir;
        cycle.tries.push(attempt);
        host.byDir.set(facts.dir, cycle);
        return add(cycle, 'mount', { target: facts.dir });
      }
      case 'map':
      case 'unmap':
      case 'flush':
      case 'probe': {
        const cycle = claimDevice(host, thread, facts.device, event);
        if (cycle !== null && facts.step === 'flush') confirmOpened(cycle);
        return add(cycle, facts.step === 'probe' ? 'wait-device' : facts.step, {
          target: facts.device,
        });
      }
      case 'mount': {
        const cycle = claimDevice(host, thread, facts.device, event, facts.dir);
        if (cycle !== null) mounted(host, cycle, facts.device, facts.dir);
        return add(cycle, 'mount', { target: facts.dir });
      }
      case 'unmount': {
        const cycle =
          facts.device === null
            ? (host.byDir.get(facts.dir ?? '') ?? null)
            : claimDevice(host, thread, facts.device, event);
        if (cycle !== null && facts.device !== null) {
          const attempt = currentTry(cycle);
          if (attempt !== null && attempt.mapped === null && facts.device !== attempt.device) {
            mountOn(attempt, facts.device, attempt.dir ?? '');
            if (attempt.dir === '') attempt.dir = null;
          }
          confirmOpened(cycle);
        }
        // Without a device the mount is guestmount's, and unmounting it lets go of the image.
        if (cycle !== null && facts.device === null) cycle.tornDown = isOpened(cycle);
        return add(cycle, 'unmount', { target: (cycle && currentTry(cycle)?.dir) ?? facts.dir });
      }
      case 'wait-unmounted': {
        const cycle = host.byDir.get(facts.dir) ?? null;
        if (cycle !== null) {
          confirmOpened(cycle);
          cycle.tornDown = true;
        }
        return add(cycle, 'detach', { target: facts.dir });
      }
      case 'detach': {
        const cycle = claimDevice(host, thread, facts.device, event);
        if (cycle !== null) cycle.tornDown = true;
        return add(cycle, 'detach', { target: facts.device });
      }
      case 'create-image':
        remember(host, thread, facts.image, facts.format, facts.backed, event);
        return null;
      case 'write':
        return write(host, thread, event, text, facts, add);
      case 'other':
        return null;
    }
  }

  function write(
    host: Host,
    thread: Thread,
    event: InjectEvent,
    _text: string,
    facts: Extract<CommandFacts, { step: 'write' }>,
    add: (
      cycle: CycleTrace | null,
      step: StepTrace['step'],
      more?: Partial<StepTrace>,
    ) => { cycle: CycleTrace; step: StepTrace } | null,
  ) {
    const [target = '', source = ''] = facts.paths;
    const into = findByPath(host, target);
    const found = into ?? findByPath(host, source);
    if (found === null) {
      if (facts.operation === 'cp' && source.includes('/_base/'))
        remember(host, thread, target, 'raw', false, event);
      const dir = [target, source].map((path) => MOUNT_DIRECTORY.exec(path)?.[0]).find(Boolean);
      if (dir === undefined || facts.operation === 'mkdir') return null;
      // The capture begins inside this cycle.
      const orphan = open(host, thread, event);
      orphan.tries.push({ ...newTry(null, event), dir });
      host.byDir.set(dir, orphan);
      return write(host, thread, event, _text, facts, add);
    }
    const { cycle, inside } = found;
    confirmOpened(cycle);
    const operation =
      facts.operation === 'cp' ? (into === null ? 'cp-out' : 'cp-in') : facts.operation;
    const { item, final } = itemOfWrite(cycle, operation, inside, facts.append);
    if (cycle.fs === null && item !== null) cycle.item = item;
    return add(cycle, 'write', {
      target: currentTry(cycle)?.dir ?? null,
      item,
      path: inside,
      final,
    });
  }

  /** The cycle an attach belongs to: the next attempt of one that has not opened its image, the one
   *  that was announced for it, or a new one. */
  function attach(host: Host, thread: Thread, event: InjectEvent, image: string): CycleTrace {
    const same = [...host.open].filter(
      (one) =>
        one.imagePath !== null &&
        samePath(one.imagePath, image) &&
        one.requestId === event.requestId,
    );
    const going = same.findLast((one) => !one.container && !isOpened(one));
    if (going !== undefined) return going;
    const waiting = unopenedFor(thread, image);
    const before = same.find((one) => one.announced.size > 0);
    for (const one of same) if (!one.container) finish(host, one, 'next-cycle', event);
    const cycle = waiting ?? open(host, thread, event);
    if (waiting === null && before !== undefined) cycle.filesOnly = true;
    setImage(host, cycle, image);
    return cycle;
  }

  /** The cycle that holds a device; one of the request that lacks a device when only one can be meant. */
  function claimDevice(
    host: Host,
    thread: Thread,
    device: string,
    event: InjectEvent,
    dir?: string,
  ): CycleTrace | null {
    const handler = handlerOfDevice(device);
    if (handler === null) return null;
    const whole = wholeDevice(device);
    const known = host.byDevice.get(whole);
    if (known !== undefined && host.open.has(known)) return known;
    const lacking = thread.cycles.filter((one) => {
      const attempt = currentTry(one);
      const fits = attempt?.handler === handler || attempt?.handler === null;
      return attempt != null && fits && attempt.device === null && attempt.error === null;
    });
    const inDirectory = lacking.filter(
      (one) =>
        dir !== undefined &&
        one.imagePath !== null &&
        squash(dir).startsWith(`${parent(one.imagePath)}/`),
    );
    const [only, ...others] = inDirectory.length === 1 ? inDirectory : lacking;
    if (others.length > 0) return null;
    const cycle = only ?? openAtDevice(host, thread, event, handler);
    const attempt = currentTry(cycle);
    if (attempt !== null) attempt.device = whole;
    host.byDevice.set(whole, cycle);
    return cycle;
  }

  /** The capture begins after the attach. */
  function openAtDevice(
    host: Host,
    thread: Thread,
    event: InjectEvent,
    handler: 'loop' | 'nbd' | 'block' | 'guestfs',
  ) {
    const cycle = open(host, thread, event);
    cycle.tries.push(newTry(handler, event));
    return cycle;
  }

  function mounted(host: Host, cycle: CycleTrace, device: string, dir: string): void {
    const attempt = currentTry(cycle);
    if (attempt !== null) mountOn(attempt, device, dir);
    host.byDir.set(squash(dir), cycle);
    if (/\/rootfs\/?$/.test(dir)) cycle.container = true;
  }

  function findByPath(host: Host, path: string): { cycle: CycleTrace; inside: string } | null {
    const clean = squash(path);
    for (const [dir, cycle] of host.byDir) {
      if (clean === dir) return { cycle, inside: '' };
      if (clean.startsWith(`${dir}/`)) return { cycle, inside: clean.slice(dir.length + 1) };
    }
    return null;
  }

  function remember(
    host: Host,
    thread: Thread,
    image: string,
    format: string,
    cow: boolean,
    event: InjectEvent,
  ): void {
    if (/\/disk(?:\.rescue)?$/.test(image) && soleInstance(thread) !== null) thread.disk = image;
    host.created.set(squash(image), { format, cow: cow || format === 'qcow2', event });
    if (host.created.size <= REMEMBERED) return;
    const [oldest] = host.created.keys();
    if (oldest !== undefined) host.created.delete(oldest);
  }

  // ---------------------------------------------------------------- VFS lines

  function deviceAllocated(
    host: Host,
    thread: Thread,
    event: InjectEvent,
    facts: Facts<'device-allocated'>,
  ): void {
    if (facts.image !== null) {
      const image = facts.image;
      const cycle = thread.cycles.findLast(
        (one) => one.imagePath !== null && samePath(one.imagePath, image) && !isOpened(one),
      );
      if (cycle !== undefined) touch(cycle, event);
      return;
    }
    claimDevice(host, thread, facts.device, event);
  }

  function appliance(
    host: Host,
    thread: Thread,
    event: InjectEvent,
    facts: Facts<'appliance'>,
  ): void {
    const image = facts.image;
    const cycle =
      image === null
        ? stoppingCycle(thread)
        : (thread.cycles.findLast(
            (one) => one.imagePath !== null && samePath(one.imagePath, image),
          ) ?? (facts.step === 'start' ? open(host, thread, event) : null));
    if (cycle === null) return;
    if (image !== null && cycle.imagePath === null) setImage(host, cycle, image);
    if (facts.step === 'start') cycle.tries.push(newTry('guestfs', event));
    if (facts.step === 'mount' && facts.partition !== null) cycle.partition ??= facts.partition;
    if (facts.step === 'stop') cycle.tornDown = true;
    const step = facts.step === 'start' ? 'attach' : facts.step === 'mount' ? 'mount' : 'detach';
    addStep(cycle, event, step, { note: facts.note });
  }

  /** `Tearing down appliance` names nothing: the one appliance of the request, or the one that has
   *  everything it was asked for. */
  function stoppingCycle(thread: Thread): CycleTrace | null {
    const up = thread.cycles.filter(
      (one) => currentTry(one)?.handler === 'guestfs' && !one.tornDown,
    );
    if (up.length <= 1) return up[0] ?? null;
    const ready = up.filter((one) =>
      one.requested?.every((item) => one.steps.some((step) => step.item === item)),
    );
    return ready.length === 1 ? (ready[0] ?? null) : null;
  }

  function itemStarted(thread: Thread, event: InjectEvent, facts: Facts<'item-started'>): void {
    const cycle =
      thread.cycles.find((one) => one.fs === facts.fs && !one.tornDown) ??
      onlyCycle(
        thread,
        (one) => one.fs === null && !one.tornDown && !one.resizeCheck && vfsFits(one, facts.vfs),
      );
    if (cycle === null) return;
    cycle.fs = facts.fs;
    cycle.vfs ??= facts.vfs;
    confirmOpened(cycle);
    const append = event.evidence.text.includes('append=True');
    const path = facts.path?.replace(/^\/+/, '') ?? null;
    cycle.item = facts.item ?? itemOfFile(cycle, path ?? '', append);
    if (facts.vfs === 'vfs-guestfs') {
      const note = facts.path === null ? `Inject ${cycle.item}` : `Inject file ${facts.path}`;
      addStep(cycle, event, 'write', { note, item: cycle.item, path, final: path !== null });
    } else touch(cycle, event);
  }

  function fileOperation(thread: Thread, event: InjectEvent, facts: Facts<'file-operation'>): void {
    const cycle = onlyCycle(
      thread,
      (one) => currentTry(one)?.handler === 'guestfs' && !one.tornDown && one.fs !== null,
    );
    if (cycle === null) return;
    const shadow = facts.note === 'Replace file path=etc/shadow';
    addStep(cycle, event, 'write', { note: facts.note, item: cycle.item, final: shadow });
  }

  // ---------------------------------------------------------------- failures

  function attemptFailed(
    host: Host,
    thread: Thread,
    event: InjectEvent,
    facts: Facts<'attempt-failed'>,
  ): void {
    noteCommandError(thread, facts.error, event);
    const cycle =
      cycleOfError(host, thread, facts.error, facts.device) ??
      onlyCycle(thread, (one) => !one.tornDown && !isOpened(one) && !one.container) ??
      onlyCycle(thread, (one) => !isOpened(one) && !one.container) ??
      nextEssexCycle(host, thread, event);
    if (cycle === null) return;
    failTry(cycle, facts.handler, facts.error, event);
    addStep(cycle, event, 'error', { note: firstLine(facts.error) });
  }

  /** Essex opens the image again for files, and the first handler may fail without any command. */
  function nextEssexCycle(host: Host, thread: Thread, event: InjectEvent): CycleTrace | null {
    const done = onlyCycle(
      thread,
      (one) => isOpened(one) && one.tornDown && one.announced.size > 0,
    );
    if (done === null || !isSingle(thread)) return null;
    const { uuid, name, imagePath } = done;
    finish(host, done, 'next-cycle', event);
    const cycle = open(host, thread, event);
    cycle.uuid = uuid;
    cycle.name = name;
    cycle.filesOnly = true;
    if (imagePath !== null) setImage(host, cycle, imagePath);
    return cycle;
  }

  function failTry(
    cycle: CycleTrace,
    handler: CycleTrace['tries'][number]['handler'],
    error: string,
    event: InjectEvent,
  ): void {
    const last = currentTry(cycle);
    const sameHandler =
      last !== null && (handler === null || last.handler === null || last.handler === handler);
    if (
      last !== null &&
      sameHandler &&
      !last.confirmed &&
      (last.error === null || last.error === error)
    ) {
      last.error = error;
      addEvidence(last.evidence, event.evidence);
      return;
    }
    if (last !== null && last.confirmed) return;
    cycle.tries.push({ ...newTry(handler, event), error });
  }

  function injectionFailed(
    host: Host,
    thread: Thread,
    event: InjectEvent,
    facts: Facts<'injection-failed'>,
  ): void {
    noteCommandError(thread, facts.error, event);
    const mine = (one: CycleTrace) => !one.container && !one.resizeCheck;
    const byUuid = () =>
      event.instance === null
        ? null
        : ([...host.open].findLast(
            (one) => mine(one) && one.uuid === event.instance && one.requestId === event.requestId,
          ) ?? null);
    const byImage = () =>
      facts.image === null
        ? null
        : (thread.cycles.findLast(
            (one) =>
              mine(one) && one.imagePath !== null && samePath(one.imagePath, facts.image ?? ''),
          ) ?? null);
    const cycle =
      byUuid() ??
      byImage() ??
      cycleOfError(host, thread, facts.error, null) ??
      onlyCycle(thread, (one) => mine(one) && (facts.item === null || one.item === facts.item)) ??
      onlyCycle(thread, mine) ??
      (thread.cycles.some(mine) ? null : open(host, thread, event));
    if (cycle === null) return;
    if (facts.imageId !== null) cycle.imageId ??= facts.imageId;
    if (facts.image !== null && cycle.imagePath === null) setImage(host, cycle, facts.image);
    const { item, fatal, error } = facts;
    if (item === null) ownFailedTries(cycle, error, event);
    cycle.failures.push({ item, fatal, error, evidence: event.evidence });
    addStep(cycle, event, 'error', { note: firstLine(error), item });
    if (item === null) finish(host, cycle, 'failure', event);
  }

  /** The text of a whole failure names each handler that failed: the only trace above DEBUG. */
  function ownFailedTries(cycle: CycleTrace, error: string, event: InjectEvent): void {
    if (cycle.tries.some((attempt) => attempt.confirmed)) return;
    const parts = error.split('\n--\n').filter((part) => part.trim() !== '');
    if (cycle.tries.length > 0 && cycle.tries.every((attempt) => attempt.error !== null)) return;
    const unfinished = currentTry(cycle);
    if (unfinished !== null && unfinished.error === null) {
      unfinished.error = parts.at(-1)?.trim() ?? error;
      addEvidence(unfinished.evidence, event.evidence);
      return;
    }
    for (const part of parts) {
      const failed = commandErrorIn(part);
      const device =
        failed === null ? null : (/\/dev\/(?!sda)\S+/.exec(failed.command)?.[0] ?? null);
      const handler =
        handlerOfError(part) ??
        (failed !== null && /^(?:guestmount|fusermount) /.test(failed.command)
          ? 'guestfs'
          : null) ??
        (device === null ? null : handlerOfDevice(device)) ??
        (cycle.vfs === 'vfs-guestfs' ? 'guestfs' : null);
      if (handler === null) continue;
      const attempt = { ...newTry(handler, event), error: part };
      const mount = failed === null ? null : /^mount (\/dev\/\S+) (\/\S+)$/.exec(failed.command);
      if (mount !== null) mountOn(attempt, mount[1] ?? '', mount[2] ?? '');
      cycle.tries.push(attempt);
      if (failed === null) continue;
      const step = /^(?:mount|guestmount) /.test(failed.command) ? 'mount' : 'error';
      addStep(cycle, { ...event, at: null }, step, {
        command: failed.command,
        exitCode: failed.exitCode,
      });
    }
  }

  function containerFailed(
    host: Host,
    thread: Thread,
    event: InjectEvent,
    facts: Facts<'container-failed'>,
  ): void {
    noteCommandError(thread, facts.error, event);
    const cycle =
      cycleOfError(host, thread, facts.error, null) ??
      onlyCycle(thread, (one) => one.announced.size === 0 && !isOpened(one));
    if (cycle === null) return;
    cycle.container = true;
    cycle.failures.push({ item: null, fatal: false, error: facts.error, evidence: event.evidence });
    addStep(cycle, event, 'error', { note: firstLine(facts.error) });
    finish(host, cycle, 'failure', event);
  }

  function resizeCheck(
    host: Host,
    thread: Thread,
    event: InjectEvent,
    facts: Facts<'resize-check'>,
  ): void {
    if (facts.stage === 'begun') {
      thread.resizeCheck = facts.image;
      return;
    }
    noteCommandError(thread, facts.error ?? '', event);
    const cycle = thread.cycles.findLast(
      (one) =>
        one.resizeCheck && one.imagePath !== null && samePath(one.imagePath, facts.image ?? ''),
    );
    if (cycle === undefined) return;
    const error = facts.error ?? '';
    ownFailedTries(cycle, error, event);
    cycle.failures.push({ item: null, fatal: false, error, evidence: event.evidence });
    addStep(cycle, event, 'error', { note: firstLine(error) });
    finish(host, cycle, 'failure', event);
  }

  /** The cycle an error text is about, by the device, directory, image or command it names. */
  function cycleOfError(
    host: Host,
    thread: Thread,
    error: string,
    device: string | null,
  ): CycleTrace | null {
    const failed = commandErrorIn(error.split('\n--\n').at(-1) ?? error);
    if (failed !== null) {
      const cycle = thread.cycles.findLast((one) =>
        one.steps.some((step) => step.command === failed.command),
      );
      if (cycle !== undefined) return cycle;
    }
    for (const [dir, cycle] of host.byDir) {
      if (error.includes(dir) && thread.cycles.includes(cycle)) return cycle;
    }
    if (device === null) return null;
    const held = host.byDevice.get(wholeDevice(device));
    return held !== undefined && thread.cycles.includes(held) ? held : null;
  }

  function noteCommandError(thread: Thread, error: string, event: InjectEvent): void {
    for (const part of error.split('\n--\n')) {
      const failed = commandErrorIn(part);
      if (failed === null || failed.exitCode === null) continue;
      takeNamedResult(thread, failed.command, failed.exitCode, event);
    }
  }

  // ---------------------------------------------------------------- the life of an instance

  function boot(host: Host, thread: Thread, event: InjectEvent, facts: Facts<'boot'>): void {
    if (facts.stage === 'finish-migration') thread.migrating = true;
    if (event.instance === null) return;
    const trace = identities.boot(event.host, event.instance);
    trace.evidence ??= event.evidence;
    switch (facts.stage) {
      case 'started':
        trace.start ??= event.at;
        thread.anchored = true;
        return;
      case 'creating-image':
      case 'finish-migration':
        thread.anchored = true;
        return;
      case 'config-drive':
        trace.configDrive = true;
        return;
      case 'terminating': {
        const name = facts.dir?.replace(/\/+$/, '').split('/').at(-1);
        if (name !== undefined && !UUID.test(name) && !name.includes('_del')) {
          identities.link(event.host, event.instance, name);
        }
        return;
      }
      case 'failed': {
        const error = facts.error;
        if (facts.throughInjection && error !== null) blame(host, thread, event, error);
        trace.end ??= event.at;
        trace.outcome ??= 'failed';
        return finishInstance(host, event, 'boot-failed');
      }
      case 'spawned':
        trace.end ??= event.at;
        trace.outcome ??= 'spawned';
        return finishInstance(host, event);
      case 'running':
        return finishInstance(host, event);
    }
  }

  /** The build failed inside the injection code: with the cycle of the instance that is still open. */
  function blame(host: Host, thread: Thread, event: InjectEvent, error: string): void {
    noteCommandError(thread, error, event);
    const cycle = [...host.open].findLast(
      (one) => one.uuid === event.instance && one.requestId === event.requestId && !one.container,
    );
    if (cycle === undefined) return;
    ownFailedTries(cycle, error, event);
    cycle.failures.push({ item: null, fatal: true, error, evidence: event.evidence });
    addStep(cycle, event, 'error', { note: firstLine(error) });
  }

  function finishInstance(host: Host, event: InjectEvent, end: CycleEnd = 'boot'): void {
    for (const cycle of [...host.open]) {
      const uuid =
        cycle.uuid ?? (cycle.name === null ? null : identities.uuidOf(cycle.host, cycle.name));
      if (uuid !== event.instance) continue;
      // A container's root stays mounted while it runs; that it runs shows it was.
      if (cycle.container) confirmOpened(cycle);
      else finish(host, cycle, end, event);
    }
  }

  /** A cycle whose image is asked for again was over. */
  function finishDone(host: Host, image: string, event: InjectEvent): void {
    for (const cycle of [...host.open]) {
      const same = cycle.imagePath !== null && samePath(cycle.imagePath, image);
      if (
        same &&
        !cycle.container &&
        cycle.tries.length > 0 &&
        cycle.requestId === event.requestId
      ) {
        finish(host, cycle, 'next-cycle', event);
      }
    }
  }

  function finish(host: Host, cycle: CycleTrace, end: CycleEnd, event: InjectEvent | null): void {
    if (!host.open.delete(cycle)) return;
    cycle.end = end;
    const disk = [...host.threads.values()].find((thread) => thread.cycles.includes(cycle))?.disk;
    // Nothing opened the image, so no command names it; the request made one disk.
    if (cycle.imagePath === null && disk != null && cycle.imageId !== 'config-drive') setImage(host, cycle, disk);
    cycle.endEvidence = event?.evidence ?? null;
    for (const thread of host.threads.values()) {
      const at = thread.cycles.indexOf(cycle);
      if (at < 0) continue;
      if (end !== 'end-of-input' && end !== 'restart') endCommands(thread, cycle, host.allPrinted);
      thread.cycles.splice(at, 1);
    }
    for (const index of [host.byDevice, host.byDir]) {
      for (const [key, held] of index) if (held === cycle) index.delete(key);
    }
    over.push(cycle);
  }
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

const squash = (path: string) => path.replace(/\/{2,}/g, '/');
const samePath = (one: string, other: string) => squash(one) === squash(other);
const parent = (path: string) => squash(path).replace(/\/[^/]*$/, '');
const firstLine = (text: string) => text.trim().split('\n', 1)[0] ?? '';

/** `…/instance-0000076d/disk` is of `instance-0000076d`; an LVM volume or rbd image `UUID_disk` of UUID. */
function instanceDirectory(image: string): string | null {
  const volume = /([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})_disk/.exec(image);
  if (volume !== null) return volume[1] ?? null;
  return /\/([^/]+)\/disk[^/]*$/.exec(squash(image))?.[1] ?? null;
}

/** The instance a request is about, when its beginning was seen and no other is in it so far. Each
 *  greenthread names its instance before it touches an image, so one met later changes nothing. */
function soleInstance(thread: Thread): string | null {
  const [uuid, ...others] = thread.uuids;
  return thread.anchored && others.length === 0 ? (uuid ?? null) : null;
}

function isOpened(cycle: CycleTrace): boolean {
  return cycle.tries.some((attempt) => attempt.confirmed);
}

function hasCommand(cycle: CycleTrace, step: StepTrace['step']): boolean {
  return cycle.steps.some((one) => one.step === step && one.command !== null);
}

function vfsFits(cycle: CycleTrace, vfs: 'vfs-guestfs' | 'vfs-localfs'): boolean {
  const handler = currentTry(cycle)?.handler;
  return vfs === 'vfs-guestfs' ? handler === 'guestfs' : handler !== 'guestfs';
}

function onlyCycle(thread: Thread, fits: (cycle: CycleTrace) => boolean): CycleTrace | null {
  const fitting = thread.cycles.filter(fits);
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}
