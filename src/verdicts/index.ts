// Cycles to report entries: asks each verdict in turn and puts the answers together. A trace goes in,
// the contract's `Cycle` comes out; nothing is decided here.

import { createHash } from 'node:crypto';
import { elapsed, printTime } from '../clock.ts';
import { type CycleTrace, type StepTrace, uuidOf, withoutEchoes } from '../cycles/trace.ts';
import type { Cycle, Mechanism, TimelineStep } from '../model.ts';
import { inRange, losesRequestIds } from '../releases/index.ts';
import { attemptsOf, openedBy } from './attempts.ts';
import { itemsOf } from './items.ts';
import { leftBehind } from './left-behind.ts';
import { notVisible } from './not-visible.ts';
import { outcomeOf } from './outcome.ts';
import { purposeOf } from './purpose.ts';
import { isByFormat } from './reasons/by-format.ts';
import { isTriedUnseen } from './reasons/img-handlers.ts';
import { reasonOf } from './reasons/index.ts';
import { type Surroundings, versionOf } from './surroundings.ts';

/** The report entry of a cycle that is over. */
export function judge(trace: CycleTrace, around: Surroundings): Cycle {
  const cycle = withoutEchoes(trace);
  const version = versionOf(around.release(cycle.host, cycle.firstEvidence));
  const items = itemsOf(cycle);
  const { outcome, confidence, basis } = outcomeOf(
    cycle,
    items,
    around.isInfoOnly(cycle.firstEvidence, cycle.host),
  );
  const purpose = purposeOf(cycle, version);
  const opened = openedBy(cycle, outcome === 'completed');
  const choice = reasonOf(cycle, opened, attemptsOf(cycle, opened), around, purpose);
  const last = opened ?? cycle.tries.at(-1) ?? null;
  const named = cycle.name === null ? null : around.identities.uuidOf(cycle.host, cycle.name);
  const uuid = uuidOf(cycle) ?? named;
  // From 12 on no line of a look-alike goes by the instance's name.
  const directoriesByUuid = !around.mayBe(cycle.host, '2012.1', '2015.1', cycle.firstEvidence);
  const linked = uuid === null ? null : around.identities.nameOf(cycle.host, uuid);
  const name = cycle.name ?? (isLookAlike(purpose) && directoriesByUuid ? null : linked);
  // Of a cycle that the capture cuts, the end that lies outside has no time.
  const cuts = around.cuts(cycle.host);
  const isBegun = cycle.begun || cycle.container || cycle.dialect === 'bare';
  const start = isBegun && !(cuts.since && isTriedUnseen(choice.reason)) ? cycle.first : null;
  const isOpenEnded =
    !cycle.tornDown &&
    !cycle.container &&
    (cycle.end === 'end-of-input' || cycle.end === 'restart' || cycle.end === 'let-go');
  const end = isOpenEnded || cycle.among.length > 0 ? null : cycle.last;
  return {
    id: idOf(cycle),
    host: cycle.host.name,
    purpose,
    instance: { uuid, name },
    requestId: requestIdOf(cycle, uuid, version),
    image: {
      path: cycle.imagePath?.startsWith('rbd:') ? null : cycle.imagePath,
      id: cycle.imageId,
      format: cycle.imageFormat,
      cow: cowOf(cycle, opened?.handler ?? null),
    },
    handler: opened?.handler ?? null,
    mechanism: mechanismOf(cycle, version),
    // There nothing is tried: the class for the image's format opens it.
    attempts: isByFormat(purpose) && directoriesByUuid ? [] : choice.attempts,
    reason: choice.reason,
    device: opened?.device ?? null,
    mappedDevice: opened?.mapped ?? null,
    partition: partitionOf(cycle, last?.partition ?? null, version),
    mountDir: last?.dir ?? null,
    items: purpose === 'injection' || purpose === 'config-drive' ? items : [],
    outcome,
    outcomeConfidence: confidence,
    outcomeBasis: basis,
    error: cycle.failures.at(-1)?.error.trim() || null,
    leftBehind: leftBehind(cycle),
    start: printTime(start),
    end: printTime(end),
    durationMs: elapsed(start, end),
    cutByWindow:
      (cuts.since && start === null) ||
      (cuts.until && end === null && isOpenEnded && cycle.end !== 'let-go'),
    steps: cycle.steps.map(timelineStep),
    notVisible: notVisible(cycle, purpose, opened, version),
    // Takes the other cycles of the instance as well: `report.ts` adds it.
    redundancy: [],
  };
}

/** Equal over runs and splits: neither line numbers nor file names go in. */
function idOf(cycle: CycleTrace): string {
  const parts = [
    cycle.host.name,
    cycle.imagePath ?? cycle.uuid ?? cycle.tries[0]?.device ?? cycle.tries[0]?.dir,
    cycle.requestId,
    printTime(cycle.first),
    cycle.steps[0]?.command ?? cycle.steps[0]?.note,
    cycle.tries[0]?.dir,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

/** Where builds lose theirs, the id on a line may be of other work that left it behind. */
function requestIdOf(cycle: CycleTrace, uuid: string | null, version: string | null) {
  if (version === null || !losesRequestIds(version)) return cycle.requestId;
  const isOwn = uuid !== null && cycle.thread?.started.has(uuid) === true;
  return isOwn && cycle.requestId !== null ? cycle.requestId : cycle.builtBy;
}

function timelineStep(step: StepTrace): TimelineStep {
  return {
    step: step.step,
    command: step.command,
    note: step.note,
    at: printTime(step.at),
    endedAt: printTime(step.endedAt),
    durationMs: elapsed(step.at, step.endedAt),
    exitCode: step.exitCode,
    evidence: step.evidence,
  };
}

function mechanismOf(cycle: CycleTrace, version: string | null): Mechanism | null {
  if (cycle.container) return 'lxc';
  if (cycle.vfs !== null) return cycle.vfs;
  return version !== null && inRange(version, '2012.1', '2012.2') && cycle.tries.length > 0
    ? 'img-handlers'
    : null;
}

/** In 2012.x loop is only tried when the image is not treated as copy-on-write. */
function cowOf(cycle: CycleTrace, handler: Cycle['handler']): boolean | null {
  return handler === 'loop' && cycle.vfs === null ? false : cycle.cow;
}

/** In 2012.1 a partition is always the first: there is no option for another. */
function partitionOf(
  cycle: CycleTrace,
  seen: string | null,
  version: string | null,
): string | null {
  const named = /partition (\d+) not found/.exec(cycle.failures.at(-1)?.error ?? '')?.[1];
  const known = cycle.partition ?? seen ?? named ?? null;
  if (known !== null || version === null || !inRange(version, '2012.1', '2012.1')) return known;
  return cycle.steps.some((step) => step.step === 'map') ? '1' : null;
}

const isLookAlike = (purpose: Cycle['purpose']) =>
  purpose !== 'injection' && purpose !== 'config-drive';
