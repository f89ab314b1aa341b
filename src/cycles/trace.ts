// What is known of one cycle while its lines are still coming in: plain data, no judgement. The
// verdicts read it once the cycle is over.

import type { HandlerId } from '../handlers/index.ts';
import { partitionOf, wholeDevice } from '../handlers/index.ts';
import type { KeyPrint } from '../key-print.ts';
import type {
  ComputeHost,
  Evidence,
  InjectEvent,
  InjectItem,
  LogTime,
  NonEmpty,
  Step,
} from '../model.ts';
import { MOST_FAILURES, MOST_STEPS, MOST_TRIES, trim } from './bounds.ts';

/** One line of the timeline. */
export interface StepTrace {
  readonly step: Step;
  readonly command: string | null;
  readonly note: string | null;
  readonly at: LogTime | null;
  readonly evidence: Evidence[] & NonEmpty<Evidence>;
  /** What the command acts on: a device for attach to detach, a mount directory for mounts. */
  readonly target: string | null;
  /** For writes: the item it belongs to and the path inside the guest. */
  readonly item: InjectItem | null;
  readonly path: string | null;
  /** The operation that puts the item's content in place, after which nothing essential follows. */
  readonly final: boolean;
  exitCode: number | null;
  endedAt: LogTime | null;
  /** The command is over and no result line was its own: success where only failures are printed. */
  endedSilently: boolean;
}

/** One handler asked to open the image. */
export interface TryTrace {
  handler: HandlerId | null;
  device: string | null;
  mapped: string | null;
  dir: string | null;
  partition: string | null;
  error: string | null;
  /** The command that attaches the image was run. */
  attached: boolean;
  /** Something was done inside the mounted image, or it was unmounted: it had been opened. */
  confirmed: boolean;
  readonly evidence: Evidence[];
}

export interface FailureTrace {
  /** Null when the line speaks of the whole injection. */
  readonly item: InjectItem | null;
  readonly fatal: boolean;
  readonly error: string;
  readonly evidence: Evidence;
}

/** What showed that Nova was done with the image: for `boot` the instance runs. */
export type CycleEnd =
  | 'boot'
  | 'boot-failed'
  | 'failure'
  | 'next-cycle'
  | 'teardown'
  | 'restart'
  /** Nothing did: too many were open at once. */
  | 'let-go'
  | 'end-of-input';

export interface CycleTrace {
  readonly host: ComputeHost;
  readonly requestId: string | null;
  uuid: string | null;
  /** The request's only instance when the cycle began; holds if the request was seen from its start. */
  assumed: string | null;
  /** The request that was building the instance meanwhile. */
  builtBy: string | null;
  /** The request the cycle belonged to, once it is over. */
  thread: {
    readonly uuids: ReadonlySet<string>;
    readonly started: ReadonlySet<string>;
    readonly forgotUnstarted: boolean;
  } | null;
  name: string | null;
  imagePath: string | null;
  imageId: string | null;
  /** Format of the file, where its creation was seen. */
  imageFormat: string | null;
  /** Whether Nova treats the image as copy-on-write. */
  cow: boolean | null;
  cowEvidence: Evidence | null;
  /** As asked for in the log; undefined when no line says. */
  partition: string | null | undefined;
  vfs: 'vfs-guestfs' | 'vfs-localfs' | null;
  vfsEvidence: Evidence | null;
  /** `Using primary VFSGuestFS`, from 2014.2 to 22 printed before the import is tried. */
  primaryEvidence: Evidence | null;
  /** The line with which Nova opens the image: the format it names is the one a handler is chosen by,
   *  whatever the file is. */
  openingEvidence: Evidence | null;
  openedAs: string | null;
  readonly announced: Map<InjectItem, Evidence>;
  /** The driver's line that something is to be injected. */
  begunEvidence: Evidence | null;
  /** Items named by the request line, null when none was read. */
  requested: readonly InjectItem[] | null;
  requestEvidence: Evidence | null;
  /** The key injected, where a line prints it. */
  key: { readonly print: KeyPrint; readonly evidence: Evidence } | null;
  readonly tries: TryTrace[];
  readonly steps: StepTrace[];
  readonly failures: FailureTrace[];
  /** Steps, tries and failures that are not kept, as there are too many. */
  leftOut: number;
  resizeCheck: boolean;
  container: boolean;
  /** Essex's second opening of an image: whatever is written is a file. */
  filesOnly: boolean;
  /** The line that showed the request to be a resize, when the image was opened. */
  migrating: Evidence | null;
  /** Address of the VFS object, constant within one injection. */
  fs: string | null;
  item: InjectItem | null;
  /** The injections of its request of which one is this one, where no line tells which. */
  among: readonly CycleTrace[];
  /** The line it begins with was seen: an announcement, a request, an attach. */
  begun: boolean;
  /** The last detach was seen. */
  tornDown: boolean;
  /** Nova said that it lets go of the device; the command may be hidden. */
  releasing: boolean;
  /** Opened without a directory to mount on, as to grow the filesystem. */
  unmounted: boolean;
  first: LogTime | null;
  last: LogTime | null;
  end: CycleEnd | null;
  readonly firstEvidence: Evidence;
  lastEvidence: Evidence;
  endEvidence: Evidence | null;
  readonly dialect: string;
  /** Results are printed, but only those of commands that fail. */
  failuresPrinted: boolean;
  /** A failure was told that may be this cycle's or another one's. */
  doubtful: boolean;
  /** A line that may tell of a failure: it is not understood, or fits other cycles as well. */
  doubt: 'unread' | 'ambiguous' | null;
}

export function newCycle(event: InjectEvent): CycleTrace {
  return {
    host: event.host,
    requestId: event.requestId,
    uuid: event.instance,
    assumed: null,
    builtBy: null,
    thread: null,
    name: null,
    imagePath: null,
    imageId: null,
    imageFormat: null,
    cow: null,
    cowEvidence: null,
    partition: undefined,
    vfs: null,
    vfsEvidence: null,
    primaryEvidence: null,
    openingEvidence: null,
    openedAs: null,
    announced: new Map(),
    begunEvidence: null,
    requested: null,
    requestEvidence: null,
    key: null,
    tries: [],
    steps: [],
    failures: [],
    leftOut: 0,
    resizeCheck: false,
    container: false,
    filesOnly: false,
    migrating: null,
    fs: null,
    item: null,
    begun: false,
    tornDown: false,
    releasing: false,
    unmounted: false,
    among: [],
    first: event.at,
    last: event.at,
    end: null,
    firstEvidence: event.evidence,
    lastEvidence: event.evidence,
    endEvidence: null,
    dialect: event.dialect,
    failuresPrinted: false,
    doubtful: false,
    doubt: null,
  };
}

export function touch(cycle: CycleTrace, event: InjectEvent): void {
  cycle.first ??= event.at;
  cycle.last = event.at ?? cycle.last;
  cycle.lastEvidence = event.evidence;
}

export function addStep(
  cycle: CycleTrace,
  event: InjectEvent,
  step: Step,
  more: Partial<StepTrace> = {},
): StepTrace {
  const added: StepTrace = {
    step,
    command: null,
    note: null,
    at: event.at,
    evidence: [event.evidence],
    target: null,
    item: null,
    path: null,
    final: false,
    exitCode: null,
    endedAt: null,
    endedSilently: false,
    ...more,
  };
  keepStep(cycle, added);
  touch(cycle, event);
  return added;
}

export function keepStep(cycle: CycleTrace, step: StepTrace): void {
  cycle.steps.push(step);
  cycle.leftOut += trim(cycle.steps, MOST_STEPS);
}

export function newTry(handler: HandlerId | null, event: InjectEvent): TryTrace {
  return {
    handler,
    device: null,
    mapped: null,
    dir: null,
    partition: null,
    error: null,
    attached: false,
    confirmed: false,
    evidence: [event.evidence],
  };
}

export function addTry(cycle: CycleTrace, attempt: TryTrace): void {
  cycle.tries.push(attempt);
  cycle.leftOut += trim(cycle.tries, MOST_TRIES, ({ confirmed }) => !confirmed);
}

export function addFailure(cycle: CycleTrace, failure: FailureTrace): void {
  cycle.failures.push(failure);
  cycle.leftOut += trim(cycle.failures, MOST_FAILURES, ({ fatal }) => !fatal);
}

export function noteKey(cycle: CycleTrace, { key, evidence }: InjectEvent): void {
  if (key !== undefined) cycle.key = { print: key, evidence };
}

export function currentTry(cycle: CycleTrace): TryTrace | null {
  return cycle.tries.at(-1) ?? null;
}

/** The image had been opened: what was done since could not have been done otherwise. */
export function confirmOpened(cycle: CycleTrace): void {
  const last = currentTry(cycle);
  if (last !== null && last.error === null) last.confirmed = true;
}

export function mountOn(attempt: TryTrace, device: string, dir: string | null): void {
  attempt.device ??= wholeDevice(device);
  attempt.mapped = device === attempt.device ? null : device;
  attempt.partition = partitionOf(device) ?? attempt.partition;
  attempt.dir = dir;
}

export function isOpened(cycle: CycleTrace): boolean {
  return cycle.tries.some((attempt) => attempt.confirmed);
}

/** The device was let go of, as far as the log shows: what names it next is of another cycle. */
export function hasEndedTeardown(cycle: CycleTrace): boolean {
  const last = cycle.steps.findLast((step) => step.step === 'detach');
  return (
    cycle.tornDown && isOpened(cycle) && (last?.exitCode === 0 || last?.endedSilently === true)
  );
}

/** The instance, by a line that names it or because the request has no other. */
export function uuidOf(cycle: CycleTrace): string | null {
  if (cycle.uuid !== null || cycle.assumed === null) return cycle.uuid;
  const { thread } = cycle;
  const isWhole =
    thread === null ||
    (!thread.forgotUnstarted && [...thread.uuids].every((uuid) => thread.started.has(uuid)));
  return isWhole ? cycle.assumed : null;
}

/** A cycle whose image is not open and on which no handler is at work can still take what follows. */
export function isUnopened(cycle: CycleTrace): boolean {
  return !cycle.tornDown && cycle.tries.every((attempt) => attempt.error !== null);
}

const MAX_EVIDENCE = 5;

export function addEvidence(list: Evidence[], evidence: Evidence): void {
  if (list.length < MAX_EVIDENCE && list.at(-1)?.line !== evidence.line) list.push(evidence);
}

/** The cycle without the lines that only repeat what its commands say: from 2013.1 on each step is
 *  announced before it is run, and where commands are logged they are the better account. */
export function withoutEchoes(cycle: CycleTrace): CycleTrace {
  const has = (...steps: readonly Step[]) =>
    cycle.steps.some((one) => one.command !== null && steps.includes(one.step));
  const deviceSteps = has(...DEVICE_STEPS);
  const writes = has('write');
  const isEcho = ({ step, command, note, target }: StepTrace) =>
    command === null &&
    note !== null &&
    (step === 'write' ? writes : target !== null && DEVICE_STEPS.includes(step) && has(step));
  const steps = cycle.steps.filter((step) => !isEcho(step));
  return { ...cycle, steps, tornDown: cycle.tornDown || (cycle.releasing && !deviceSteps) };
}

const DEVICE_STEPS: readonly Step[] = ['attach', 'map', 'mount', 'unmount', 'unmap', 'detach'];
