// In: one cycle. Out: each time it held an nbd or loop device, from the attach to the detach as far as
// the log shows them.

import { handlerOfDevice, wholeDevice } from '../handlers/index.ts';
import type { Cycle, Evidence, NonEmpty, TimelineStep } from '../model.ts';

export interface Hold {
  readonly device: string;
  readonly cycle: string;
  readonly instance: Cycle['instance'];
  /** Of the line that attached it, or of the first that names it. */
  readonly from: string | null;
  /** Of the line that detached it, or of the last that names it. */
  readonly to: string | null;
  readonly begin: 'attached' | 'not-shown';
  /** `left-behind`: observed to stay attached; `likely-left-behind`: no detach where one belongs. */
  readonly end: 'detached' | 'left-behind' | 'likely-left-behind' | 'not-shown';
  readonly evidence: NonEmpty<Evidence>;
}

interface Held {
  readonly device: string;
  readonly attach: TimelineStep | null;
  readonly first: TimelineStep;
  last: TimelineStep;
  detached: boolean;
}

/** A device as a word of a command or a sentence. */
const DEVICE = /(?:^|[\s'"])(\/dev\/(?:mapper\/)?(?:nbd|loop)\d+(?:p\d+)?)(?=[\s'",:;.)]|$)/;

export function holdsOf(cycle: Cycle): readonly Hold[] {
  const all: Held[] = [];
  // `losetup --find` names no device: the next command that names one tells which it found.
  let nameless: TimelineStep | null = null;
  for (const step of cycle.steps) {
    const device = deviceOf(step);
    if (step.step === 'attach' && device === null) nameless = step;
    if (device === null) continue;
    const held = all.findLast((one) => one.device === device);
    if (step.step === 'attach' && hasFailed(step)) {
      if (held !== undefined && !held.detached) all.splice(all.indexOf(held), 1);
    } else if (step.step === 'error' || step.step === 'retry') {
      if (held !== undefined && !held.detached) held.last = step;
    } else if (held !== undefined && (!held.detached || step.step === 'detach')) {
      held.last = step;
      held.detached ||= step.step === 'detach' && !hasFailed(step);
    } else {
      const attach: TimelineStep | null = step.step === 'attach' ? step : nameless;
      const detached = step.step === 'detach' && !hasFailed(step);
      all.push({ device, attach, first: attach ?? step, last: step, detached });
      nameless = null;
    }
  }
  return all.map((held) => holdOf(cycle, held));
}

function deviceOf({ step, command, note }: TimelineStep): string | null {
  if (step === 'write' || step === 'announce') return null;
  const named = DEVICE.exec(command ?? note ?? '')?.[1];
  if (named === undefined || handlerOfDevice(named) === null) return null;
  return wholeDevice(named);
}

const hasFailed = ({ exitCode }: TimelineStep) => exitCode !== null && exitCode !== 0;

function holdOf(cycle: Cycle, { device, attach, first, last, detached }: Held): Hold {
  const left = detached ? undefined : cycle.leftBehind.devices.find(({ name }) => name === device);
  const likely = left?.proof === 'likely' ? 'likely-left-behind' : 'left-behind';
  const open = left === undefined ? 'not-shown' : likely;
  return {
    device,
    cycle: cycle.id,
    instance: cycle.instance,
    from: first.at,
    to: last.endedAt ?? last.at,
    begin: attach === null ? 'not-shown' : 'attached',
    end: detached ? 'detached' : open,
    evidence: [first.evidence[0], ...last.evidence.slice(-1)],
  };
}
