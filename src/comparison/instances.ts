// In: a report and two of its instances. Out: what is the same and what not: facts, options, cycles and
// their steps. A plain object; nothing is decided that one of the two logs does not show.

import { isWhole } from '../clock.ts';
import { cyclesOfInstance, findInstance } from '../instance-tree.ts';
import type { ConfigValue, Cycle, Instance, Report } from '../model.ts';

import { type CyclePair, cyclePairs } from './cycles.ts';
import {
  type Fact,
  factOf,
  type OptionDifference,
  optionDifferences,
  optionsInForce,
  releaseFact,
  shown,
} from './facts.ts';

export interface InstanceDiff {
  readonly schema: 'inject-trace/diff/1';
  readonly of: 'instances';
  /** Paths of the logs, which `evidence` counts into. */
  readonly sources: readonly string[];
  readonly a: InstanceSide;
  readonly b: InstanceSide;
  readonly facts: readonly Fact[];
  readonly options: OptionComparison;
  readonly cycles: readonly CyclePair[];
}

export interface InstanceSide extends Pick<Instance, 'uuid' | 'name'> {
  readonly hosts: readonly (string | null)[];
  readonly bootMs: number | null;
  /** The boot's times are in whole seconds. */
  readonly wholeSeconds: boolean;
}

export interface OptionComparison {
  /** Whether the options are listed in both logs, so that they can be compared. */
  readonly listed: { readonly a: boolean; readonly b: boolean };
  readonly differences: readonly OptionDifference[];
}

interface Side {
  readonly shown: InstanceSide;
  readonly cycles: readonly Cycle[];
  readonly boot: Instance['boot'] | null;
  readonly configDrive: boolean | null;
}

/** @throws UsageError when one of the two is not there, or may be several */
export function diffInstances(report: Report, named: readonly [string, string]): InstanceDiff {
  const a = sideOf(report, findInstance(report, named[0]));
  const b = sideOf(report, findInstance(report, named[1]));
  const [forA, forB] = [a, b].map(({ shown: { hosts }, cycles, boot }) =>
    optionsInForce(report, hosts, boot?.start ?? cycles[0]?.start ?? null),
  );
  return {
    schema: 'inject-trace/diff/1',
    of: 'instances',
    sources: report.sources.map(({ path }) => path),
    a: a.shown,
    b: b.shown,
    facts: factsOf(report, a, b),
    options: compareOptions(forA ?? [], forB ?? []),
    cycles: cyclePairs(a.cycles, b.cycles),
  };
}

/** A log without options may have been written under any. */
const isTold = ({ origin }: ConfigValue) => origin !== 'release-default';

export function compareOptions(
  a: readonly ConfigValue[],
  b: readonly ConfigValue[],
): OptionComparison {
  const [left, right] = [a.filter(isTold), b.filter(isTold)];
  return {
    listed: { a: left.length > 0, b: right.length > 0 },
    differences: optionDifferences(left, right),
  };
}

/** One that was seen on several hosts has one boot on each, so none that stands for it. */
function sideOf(report: Report, seen: readonly Instance[]): Side {
  const [first, ...others] = seen;
  const boot = others.length === 0 ? (first?.boot ?? null) : null;
  return {
    shown: {
      uuid: first?.uuid ?? null,
      name: seen.find(({ name }) => name !== null)?.name ?? null,
      hosts: seen.map(({ host }) => host),
      bootMs: boot?.durationMs ?? null,
      wholeSeconds: isWhole(boot?.start ?? null),
    },
    cycles: seen.flatMap((instance) => cyclesOfInstance(report, instance)),
    boot,
    configDrive: seen.find(({ configDrive }) => configDrive !== null)?.configDrive ?? null,
  };
}

function factsOf(report: Report, a: Side, b: Side): readonly Fact[] {
  const fact = (what: string, of: (side: Side) => string | null) =>
    factOf(what, shown(of(a)), shown(of(b)));
  return [
    releaseFact(releasesOf(report, a), releasesOf(report, b)),
    fact(
      'host',
      ({ shown: { hosts } }) => hosts.filter((host) => host !== null).join(', ') || null,
    ),
    fact('boot', ({ boot }) => boot?.outcome ?? null),
    fact('config drive', ({ configDrive }) => yesOrNo(configDrive)),
    fact('times opened', ({ cycles }) => String(cycles.length)),
  ];
}

/** None where a host was upgraded in the log: which release wrote the instance's lines is not told. */
function releasesOf({ releases }: Report, { shown: { hosts } }: Side): Pick<Report, 'releases'> {
  const own = releases.filter(({ host }) => hosts.includes(host));
  const upgraded = new Set(own.map(({ host }) => host)).size < own.length;
  return { releases: upgraded ? [] : own };
}

const yesOrNo = (known: boolean | null) => (known === null ? null : known ? 'yes' : 'no');
