// The commands of one request and the results printed for them. To 2014.2 a result line does not name
// its command; several greenthreads may share the request, and within one they strictly alternate. A
// result is given to a command only when no other could have it.

import type { Evidence, InjectEvent, LogTime } from '../model.ts';
import { takeOldest } from '../noted.ts';
import { trim } from './bounds.ts';
import { type Interleaved, newInterleaved } from './interleaved.ts';
import type { CycleTrace, StepTrace } from './trace.ts';
import { addEvidence, touch } from './trace.ts';

interface Result {
  readonly exitCode: number;
  readonly event: InjectEvent;
  taken: boolean;
  /** It may have been another command's, which took its exit code but not the result itself. */
  shared: boolean;
}

interface Running {
  readonly cycle: CycleTrace | null;
  readonly step: StepTrace | null;
  readonly command: string;
  readonly candidates: Result[];
}

export interface Thread {
  readonly requestId: string | null;
  /** Instances whose lines carry this request id. */
  readonly uuids: Set<string>;
  /** Of these, the ones whose operation was seen to begin. */
  readonly started: Set<string>;
  /** One of those that are not remembered any more was not seen to begin. */
  forgotUnstarted: boolean;
  /** The line that showed it to be a resize. */
  migrating: Evidence | null;
  /** The disk made for the request's one instance. */
  disk: string | null;
  /** Image a resize check was announced for. */
  resizeCheck: string | null;
  /** A failure was told that could be about several cycles. */
  doubtful: boolean;
  /** A cycle of it was let go of, so that a line that names nothing may be of that one. */
  letGo: boolean;
  readonly cycles: CycleTrace[];
  readonly interleaved: Interleaved;
  readonly running: Running[];
}

export function newThread(requestId: string | null, letGo = false): Thread {
  return {
    requestId,
    uuids: new Set(),
    started: new Set(),
    forgotUnstarted: false,
    migrating: null,
    disk: null,
    resizeCheck: null,
    doubtful: false,
    letGo,
    cycles: [],
    interleaved: newInterleaved(),
    running: [],
  };
}

/** Instances remembered of a request; lines without one may be of any. */
export const MOST_INSTANCES = 1000;

export function meetInstance(thread: Thread, uuid: string): void {
  thread.uuids.add(uuid);
  const oldest = takeOldest(thread.uuids, MOST_INSTANCES);
  if (oldest !== null && !thread.started.delete(oldest)) thread.forgotUnstarted = true;
}

/** Every greenthread of the request was seen from its beginning, so no command of it is unknown. */
export function isWhole(thread: Thread): boolean {
  if (thread.forgotUnstarted || thread.uuids.size === 0) return false;
  for (const uuid of thread.uuids) if (!thread.started.has(uuid)) return false;
  return true;
}

/** One greenthread: nothing in the request happens beside anything else. */
export function isSingle(thread: Thread): boolean {
  return thread.uuids.size === 1 && isWhole(thread);
}

/** A command starts: those before it in the same greenthread are over. `allPrinted` says that this
 *  process prints the result of every command, not only of failed ones. */
export function startCommand(
  thread: Thread,
  command: string,
  cycle: CycleTrace | null,
  step: StepTrace | null,
  allPrinted: boolean,
): void {
  endCommands(thread, cycle, allPrinted);
  thread.running.push({ cycle, step, command, candidates: [] });
  if (thread.running.length > MAX_RUNNING) thread.running.shift();
}

/** More than this many commands of one request without a result: their results are not printed. */
const MAX_RUNNING = 64;

/** Results that may be a command's. */
const MOST_CANDIDATES = 2 * MAX_RUNNING;

/** Of too many, one that says no more than the first does not count. */
function addCandidate({ candidates }: Running, result: Result): void {
  candidates.push(result);
  const first = candidates.find(({ taken }) => !taken)?.exitCode;
  trim(candidates, MOST_CANDIDATES, ({ taken, exitCode }) => taken || exitCode === first);
}

/** What ran in the cycle's greenthread is over. */
export function endCommands(thread: Thread, cycle: CycleTrace | null, allPrinted: boolean): void {
  const single = isSingle(thread);
  for (const running of [...thread.running]) {
    if (single || (cycle !== null && running.cycle === cycle)) settle(thread, running, allPrinted);
  }
}

function settle(thread: Thread, running: Running, allPrinted: boolean): void {
  remove(thread, running);
  const free = running.candidates.filter((result) => !result.taken);
  const [only, ...others] = free;
  if (only === undefined) {
    if (running.step !== null) running.step.endedSilently = true;
    return;
  }
  if (!allPrinted) return;
  if (others.length === 0) {
    give(running, only);
    return;
  }
  // One of these results was its own: that much is sure, and no more.
  for (const result of free) result.shared = true;
  if (others.every(({ exitCode }) => exitCode === only.exitCode) && running.step !== null) {
    running.step.exitCode = only.exitCode;
  }
}

function give(running: Running, result: Result): void {
  result.taken = true;
  endStep(running.step, running.cycle, result.exitCode, result.event);
}

function endStep(
  step: StepTrace | null,
  cycle: CycleTrace | null,
  exitCode: number,
  event: InjectEvent,
  endedAt: LogTime | null = event.at,
): void {
  if (step === null) return;
  step.exitCode = exitCode;
  step.endedAt = endedAt;
  addEvidence(step.evidence, event.evidence);
  if (cycle !== null) touch(cycle, event);
}

function remove(thread: Thread, running: Running): void {
  const at = thread.running.indexOf(running);
  if (at >= 0) thread.running.splice(at, 1);
}

/** `Result was N`: the command it belongs to is the only one running, or found out later. */
export function takeResult(thread: Thread, exitCode: number, event: InjectEvent): void {
  const result: Result = { exitCode, event, taken: false, shared: false };
  const [only] = thread.running;
  if (only !== undefined && thread.running.length === 1 && isWhole(thread)) {
    give(only, result);
    remove(thread, only);
    return;
  }
  for (const running of thread.running) addCandidate(running, result);
  const free = new Set(
    thread.running.flatMap(({ candidates }) => candidates.filter(({ taken }) => !taken)),
  );
  // As many results as commands: all are over, though not in a known order.
  const exact = [...free].every(({ shared }) => !shared);
  if (exact && isWhole(thread) && free.size === thread.running.length) {
    for (const running of [...thread.running]) settle(thread, running, true);
  }
}

/** A result, or an error text, that names its command. Tells whether the command was found. */
export function takeNamedResult(
  thread: Thread,
  command: string,
  exitCode: number,
  event: InjectEvent,
): boolean {
  const running = thread.running.find((candidate) => candidate.command === command);
  if (running !== undefined) {
    const printed = running.candidates.filter((r) => !r.taken && r.exitCode === exitCode);
    const [only] = printed;
    for (const result of printed) result.shared = printed.length > 1;
    if (only !== undefined && printed.length === 1) give(running, only);
    else endStep(running.step, running.cycle, exitCode, event);
    remove(thread, running);
    return true;
  }
  for (const cycle of thread.cycles) {
    const step = cycle.steps.findLast((candidate) => candidate.command === command);
    if (step === undefined) continue;
    if (step.exitCode === null) endStep(step, cycle, exitCode, event, null);
    return true;
  }
  return false;
}
