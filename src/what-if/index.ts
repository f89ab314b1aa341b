// What other options would have changed. In: a report and the changes. Out: for each cycle whether it
// would vanish, stay or use another handler, and what that saves. Counts only what the log supports.

import type { Attempt, Cycle, InjectItem, Instance, Report } from '../model.ts';
import { gatesOf, isClosed, stillOpensImages } from '../releases/index.ts';
import { around, type Changes, type Surroundings } from './changes.ts';
import { type OtherHandler, otherHandler } from './handler.ts';
import type { Change } from './set.ts';

export type { Changes } from './changes.ts';
export { type Change, readChange, settingText } from './set.ts';

export interface Fate {
  readonly cycle: string;
  readonly instance: string | null;
  readonly purpose: Cycle['purpose'];
  /** `shrinks`: the image is still opened, for fewer items. */
  readonly fate: 'vanishes' | 'shrinks' | 'stays' | 'unknown';
  readonly why: string;
  /** What would still be injected, null where the log does not show what was. */
  readonly itemsLeft: readonly InjectItem[] | null;
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

type Decided = Pick<Fate, 'fate' | 'why' | 'itemsLeft'>;

function decide(cycle: Cycle, given: Surroundings): Decided {
  const { version } = given;
  const items = itemsOf(cycle);
  if (cycle.purpose === 'container-rootfs') {
    return { fate: 'stays', why: 'a container needs its root mounted', itemsLeft: [] };
  }
  if (cycle.purpose === 'resize-check' || cycle.purpose === 'filesystem-resize') {
    const still = version === null ? null : stillOpensImages(version);
    const why = `no injection: ${still ?? 'the file system is grown, or is checked for that'}`;
    return { fate: 'stays', why, itemsLeft: [] };
  }
  if (version === null) {
    const why = 'the release is not known, so not which options it has; --release would settle it';
    return { fate: 'unknown', why, itemsLeft: items };
  }
  const closed = gatesOf(version).flatMap((gate) => {
    const effect = given.changed(gate.option);
    return effect !== null && isClosed(gate, effect.value) ? [{ ...gate, effect }] : [];
  });
  const whole = closed.find((gate) => gate.items === null);
  if (whole !== undefined) {
    return sure(whole, {
      fate: 'vanishes',
      why: `${whole.effect.text} stops all injection`,
      itemsLeft: [],
    });
  }
  if (closed.length === 0) {
    return { fate: 'stays', why: 'none of the changes keeps an item out', itemsLeft: items };
  }
  if (items === null) {
    const why = 'the log does not show what was injected; a DEBUG log would';
    return { fate: 'unknown', why, itemsLeft: null };
  }
  const left = items.filter((item) => !closed.some((gate) => gate.items?.includes(item)));
  if (left.length === items.length) {
    return {
      fate: 'stays',
      why: `${left.join(', ')} is not what the changes keep out`,
      itemsLeft: left,
    };
  }
  const [gate] = closed.filter((one) => items.some((item) => one.items?.includes(item)));
  const why =
    left.length === 0
      ? `${closed.map(({ effect }) => effect.text).join(', ')} leaves nothing to inject`
      : `${left.join(', ')} is injected all the same`;
  const decided = {
    fate: left.length === 0 ? 'vanishes' : 'shrinks',
    why,
    itemsLeft: left,
  } as const;
  return gate === undefined ? decided : sure(gate, decided);
}

/** What the option alone does not settle is not known. */
function sure(
  { certain, unless, option }: { certain: boolean; unless?: string; option: { name: string } },
  decided: Decided,
): Decided {
  if (!certain) {
    const why = `${option.name} is not in every point of this release; the exact version would settle it`;
    return { ...decided, fate: 'unknown', why };
  }
  return unless === undefined
    ? decided
    : { ...decided, fate: 'unknown', why: `${decided.why}; but ${unless}` };
}

/** Null where there may be more than the log shows. */
function itemsOf({ items, outcome }: Cycle): readonly InjectItem[] | null {
  if (items.length === 0 || outcome === 'incomplete') return null;
  return [...new Set(items.map(({ item }) => item))];
}

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
