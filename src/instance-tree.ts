// One instance of a report, found by what the user typed, as a tree: its boot, the cycles in it and
// their steps, each with its time since the boot began. A report goes in, a plain object comes out.

import { between } from './clock.ts';
import { UsageError } from './errors.ts';
import type { Cycle, Finding, Instance, Report, TimelineStep } from './model.ts';
import { plain } from './reporters/plain.ts';

export interface Tree {
  readonly schema: 'inject-trace/show/1';
  /** Paths of the logs, which `evidence` counts into. */
  readonly sources: readonly string[];
  /** One for each host the instance was seen on. */
  readonly instances: readonly InstanceTree[];
}

export interface InstanceTree extends Pick<Instance, 'host' | 'uuid' | 'name' | 'requestIds'> {
  /** What the offsets count from: the boot's start or, where the log lacks it, the first line. */
  readonly origin: { readonly at: string; readonly is: 'boot-start' | 'first-line' } | null;
  readonly boot: Omit<Instance['boot'], 'injectionMs'>;
  readonly cycles: readonly CycleNode[];
}

const shownOfCycle = [
  'id',
  'purpose',
  'requestId',
  'image',
  'handler',
  'device',
  'mountDir',
  'items',
  'outcome',
  'outcomeConfidence',
  'error',
  'leftBehind',
  'start',
  'end',
  'durationMs',
  'notVisible',
] as const satisfies readonly (keyof Cycle)[];

export interface CycleNode extends Pick<Cycle, (typeof shownOfCycle)[number]> {
  readonly offsetMs: number | null;
  readonly findings: readonly Pick<Finding, 'id' | 'severity' | 'title' | 'evidence'>[];
  readonly steps: readonly StepNode[];
}

export interface StepNode extends TimelineStep {
  /** Since the origin; negative where the clock went backwards, null where a time is missing. */
  readonly offsetMs: number | null;
}

/** The tree of the instance with this uuid or name, or the only one that begins so.
 *  @throws UsageError when there is none, or more than one */
export function treeOf(report: Report, named: string): Tree {
  return {
    schema: 'inject-trace/show/1',
    sources: report.sources.map(({ path }) => path),
    instances: findInstance(report, named).map((instance) => instanceTree(report, instance)),
  };
}

/** The instance as each host saw it. @throws UsageError when there is none, or more than one */
export function findInstance(report: Report, named: string): readonly Instance[] {
  const { instances } = report;
  const exact = instances.filter(({ uuid, name }) => uuid === named || name === named);
  const begun = instances.filter(({ uuid, name }) =>
    [uuid, name].some((id) => id?.startsWith(named)),
  );
  const found = exact.length > 0 ? exact : begun;
  if (found.length === 0)
    throw new UsageError(`no instance ${plain(named)}; ${candidates(instances)}`);
  const differ = (ids: readonly (string | null)[]) =>
    new Set(ids.filter((id) => id !== null)).size > 1;
  if (differ(found.map(({ uuid }) => uuid)) || differ(found.map(({ name }) => name))) {
    throw new UsageError(`${plain(named)} may be more than one instance; ${candidates(found)}`);
  }
  return found;
}

/** More names than these help nobody on one line. */
const NAMED_AT_MOST = 8;

function candidates(instances: readonly Instance[]): string {
  if (instances.length === 0) return 'the log names no instance whose image was opened';
  const names = [...new Set(instances.map((one) => plain(instanceName(one))))];
  const more = names.length - NAMED_AT_MOST;
  const listed = names.slice(0, NAMED_AT_MOST).join(', ');
  return `there is ${listed}${more > 0 ? ` and ${more} more` : ''}`;
}

/** `UUID (NAME)`, or the one that is known. */
export function instanceName({ uuid, name }: Pick<Instance, 'uuid' | 'name'>): string {
  if (uuid !== null && name !== null) return `${uuid} (${name})`;
  return uuid ?? name ?? 'not identified';
}

/** Its cycles in the order they began. */
export function cyclesOfInstance(report: Report, { cycles }: Instance): readonly Cycle[] {
  return report.cycles.filter(({ id }) => cycles.includes(id));
}

function instanceTree(report: Report, instance: Instance): InstanceTree {
  const { host, uuid, name, requestIds, boot } = instance;
  const cycles = cyclesOfInstance(report, instance);
  const first = cycles.flatMap(({ start, steps }) => [start, ...steps.map(({ at }) => at)]);
  const firstLine = first.find((at) => at !== null) ?? null;
  const at = boot.start ?? firstLine;
  const { start, end, outcome, durationMs } = boot;
  return {
    host,
    uuid,
    name,
    requestIds,
    origin: at === null ? null : { at, is: boot.start === null ? 'first-line' : 'boot-start' },
    boot: { start, end, outcome, durationMs },
    cycles: cycles.map((cycle) => cycleNode(report, cycle, at)),
  };
}

function cycleNode({ findings }: Report, cycle: Cycle, origin: string | null): CycleNode {
  const shown = Object.fromEntries(shownOfCycle.map((key) => [key, cycle[key]]));
  return {
    ...(shown as Pick<Cycle, (typeof shownOfCycle)[number]>),
    offsetMs: between(origin, cycle.start),
    findings: findings
      .filter(({ cycles }) => cycles.includes(cycle.id))
      .map(({ id, severity, title, evidence }) => ({ id, severity, title, evidence })),
    steps: cycle.steps.map((step) => ({ ...step, offsetMs: between(origin, step.at) })),
  };
}
