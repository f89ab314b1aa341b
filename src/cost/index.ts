// What injecting cost, by all that may explain it: step, host, image, handler, instance. A report goes
// in, a plain object comes out. Only times the log shows are added up; what lacks them is named.

import { between, isWhole } from '../clock.ts';
import { groupBy } from '../group.ts';
import type { Cycle, Evidence, Purpose, Report } from '../model.ts';

import { type BootShare, bootShare } from './boots.ts';
import { type Pool, poolsOf } from './pool.ts';
import { type Spread, spreadOf } from './spread.ts';
import { type StepCost, type StepTime, stepCosts, stepTimes } from './steps.ts';

export interface Cost {
  readonly schema: 'inject-trace/blame/1';
  /** Paths of the logs, which `evidence` counts into. */
  readonly sources: readonly string[];
  readonly injections: number;
  /** Of the injections that have a start and an end; null where none has. */
  readonly all: Spread | null;
  /** Injections with a time at all, and how many of them have whole seconds only. */
  readonly withTimes: number;
  readonly wholeSeconds: number;
  readonly notCounted: readonly NotCounted[];
  /** Cycles that are no injections: the device pool alone counts them. */
  readonly otherPurposes: Readonly<Partial<Record<Purpose, number>>>;
  readonly steps: readonly StepCost[];
  readonly costliestSteps: readonly StepTime[];
  readonly instances: readonly InstanceCost[];
  readonly hosts: readonly GroupCost[];
  readonly images: readonly GroupCost[];
  readonly handlers: readonly GroupCost[];
  readonly boots: BootShare;
  readonly pools: readonly Pool[];
}

/** Null names what the log does not show, or for a handler that none opened the image. */
export interface GroupCost extends Spread {
  readonly name: string | null;
}

export interface InstanceCost extends Spread {
  readonly host: string | null;
  readonly instance: Cycle['instance'];
  readonly cycles: readonly string[];
}

export interface NotCounted {
  readonly cycle: string;
  readonly instance: Cycle['instance'];
  readonly why: string;
  readonly evidence: readonly Evidence[];
}

/** The single steps named are this many. */
const COSTLIEST = 10;

export function costOf(report: Report): Cost {
  const injections = report.cycles.filter(({ purpose }) => purpose === 'injection');
  const counted = injections.filter(({ durationMs }) => durationMs !== null);
  const steps = injections.flatMap(stepTimes);
  const times = injections.flatMap((cycle) => cycle.steps.find(({ at }) => at !== null)?.at ?? []);
  const by = (nameOf: (cycle: Cycle) => string | null) => groupCosts(counted, nameOf);
  return {
    schema: 'inject-trace/blame/1',
    sources: report.sources.map(({ path }) => path),
    injections: injections.length,
    all: spreadOf(durationsOf(counted)),
    withTimes: times.length,
    wholeSeconds: times.filter((at) => isWhole(at)).length,
    notCounted: injections.filter(({ durationMs }) => durationMs === null).map(notCounted),
    otherPurposes: otherPurposes(report.cycles),
    steps: stepCosts(steps, injections),
    costliestSteps: steps
      .filter(({ ms }) => ms > 0)
      .sort((a, b) => b.ms - a.ms)
      .slice(0, COSTLIEST),
    instances: instanceCosts(counted),
    hosts: by(({ host }) => host),
    images: by(({ image }) => image.id ?? image.path),
    handlers: by(({ handler }) => handler),
    boots: bootShare(report),
    pools: poolsOf(report.cycles),
  };
}

const durationsOf = (cycles: readonly Cycle[]) =>
  cycles.flatMap(({ durationMs }) => (durationMs === null ? [] : [durationMs]));

const costliestFirst = (a: Spread, b: Spread) => b.totalMs - a.totalMs || b.count - a.count;

function groupCosts(
  cycles: readonly Cycle[],
  nameOf: (cycle: Cycle) => string | null,
): readonly GroupCost[] {
  const groups = groupBy(cycles, (cycle) => JSON.stringify(nameOf(cycle)));
  return [...groups.values()]
    .flatMap((own) => {
      const spread = spreadOf(durationsOf(own));
      return spread === null ? [] : [{ name: nameOf(own[0]), ...spread }];
    })
    .sort(costliestFirst);
}

function instanceCosts(cycles: readonly Cycle[]): readonly InstanceCost[] {
  const groups = groupBy(cycles, ({ host, instance: { uuid, name } }) =>
    JSON.stringify([host, uuid ?? name]),
  );
  return [...groups.values()]
    .flatMap((own) => {
      const spread = spreadOf(durationsOf(own));
      const { host, instance } = own[0];
      if (spread === null) return [];
      return [{ host, instance, ...spread, cycles: own.map(({ id }) => id) }];
    })
    .sort(costliestFirst);
}

function notCounted({ id, instance, start, end, steps }: Cycle): NotCounted {
  const why = steps.every(({ at }) => at === null)
    ? 'its lines have no times'
    : start === null
      ? 'its start is not in the log'
      : end === null
        ? 'its end is not in the log'
        : (between(start, end) ?? 0) < 0
          ? 'the clock went backwards in it'
          : 'only one of its two ends has a time zone';
  const [first] = steps;
  return { cycle: id, instance, why, evidence: first === undefined ? [] : [first.evidence[0]] };
}

function otherPurposes(cycles: readonly Cycle[]): Cost['otherPurposes'] {
  const counts: Partial<Record<Purpose, number>> = {};
  for (const { purpose } of cycles) {
    if (purpose !== 'injection') counts[purpose] = (counts[purpose] ?? 0) + 1;
  }
  return counts;
}
