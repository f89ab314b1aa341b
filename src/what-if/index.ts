// What other options would have changed. In: a report and the changes. Out: for each cycle whether it
// would vanish, stay or use another handler, and what that saves. Counts only what the log supports.

import type { Attempt, Cycle, Instance, Report } from '../model.ts';
import { around, type Changes, type Hosts, type Surroundings } from './changes.ts';
import { type Decided, decide } from './fate.ts';
import { type OtherHandler, otherHandler } from './handler.ts';
import type { Change } from './set.ts';

export { type Changes, claimAt, type Hosts } from './changes.ts';
export { type Change, readChange, settingText } from './set.ts';

export interface Fate extends Decided {
  readonly cycle: string;
  readonly instance: string | null;
  readonly purpose: Cycle['purpose'];
  /** Set when another handler than the one seen would be used. */
  readonly handler: OtherHandler | null;
  readonly durationMs: number | null;
}

export interface WhatIf {
  readonly changes: readonly Change[];
  /** Why a change has no effect on a host. */
  readonly ignored: readonly string[];
  readonly cycles: readonly Fate[];
  readonly saved: {
    readonly cycles: number;
    /** Of the cycles that vanish and show both their times. */
    readonly ms: number;
    readonly untimed: number;
    /** Attachments of an nbd or loop device that would not be made. */
    readonly attachments: number;
  };
  /** Instances whose key was injected, would not be any more, and that have no config drive to get it
   *  from: what is left is the metadata service, and no line shows whether the guest asks it. */
  readonly keyless: readonly string[];
}

export function whatIf(report: Report, changes: Changes): WhatIf {
  const given = report.cycles.map((cycle) => around(report, cycle, changes));
  const fates = report.cycles.flatMap((cycle, index) => {
    const surroundings = given[index];
    return surroundings === undefined ? [] : [fateOf(cycle, surroundings)];
  });
  const vanishing = report.cycles.filter((_, index) => fates[index]?.fate === 'vanishes');
  const times = vanishing.flatMap(({ durationMs }) => durationMs ?? []);
  return {
    changes: changes.set,
    ignored: [...new Set(given.flatMap(({ ignored }) => ignored))],
    cycles: fates,
    saved: {
      cycles: vanishing.length,
      ms: times.reduce((sum, ms) => sum + ms, 0),
      untimed: vanishing.length - times.length,
      attachments: vanishing.flatMap(({ attempts }) => attempts.filter(holdsDevice)).length,
    },
    keyless: keylessOf(report, fates),
  };
}

/** Of one cycle, as far as changes decide. */
export const decidedBy = (hosts: Hosts, cycle: Cycle, changes: Changes): Decided =>
  decide(cycle, around(hosts, cycle, changes));

function fateOf(cycle: Cycle, given: Surroundings): Fate {
  const { uuid, name } = cycle.instance;
  const told = {
    cycle: cycle.id,
    instance: uuid ?? name,
    purpose: cycle.purpose,
    durationMs: cycle.durationMs,
  };
  const decided = decide(cycle, given);
  const handler = decided.fate === 'vanishes' ? null : otherHandler(cycle, given);
  return { ...told, ...decided, handler };
}

const holdsDevice = ({ device }: Attempt) => device !== null;

function keylessOf({ cycles, instances }: Report, fates: readonly Fate[]): readonly string[] {
  const hasDrive = (id: string) =>
    instances.some((one: Instance) => one.cycles.includes(id) && one.configDrive === true);
  const lost = cycles.filter(({ id, items, purpose }, index) => {
    const fate = fates[index];
    const hadKey = items.some(({ item, outcome }) => item === 'key' && outcome !== 'failed');
    const keeps =
      fate?.fate === 'stays' || fate?.fate === 'unknown' || fate?.itemsLeft?.includes('key');
    return purpose === 'injection' && hadKey && !keeps && !hasDrive(id);
  });
  return [...new Set(lost.flatMap(({ instance: { uuid, name } }) => uuid ?? name ?? []))];
}
