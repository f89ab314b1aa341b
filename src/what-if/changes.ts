// The changed options, as the release of a cycle takes them. In: a report, a cycle of it, the changes.
// Out: what is in force for that cycle afterwards, and which changes its release ignores.

import { configInForce, type NovaConf, newDumpWatch } from '../config/index.ts';
import type { ConfigValue, Cycle, Evidence, ReleaseClaim, Report } from '../model.ts';
import { byPlace } from '../places.ts';
import {
  aliasTarget,
  hasOption,
  isSameValue,
  type OptionName,
  optionIn,
  options,
  optionText,
  optionType,
} from '../releases/index.ts';
import { type Change, settingText } from './set.ts';

export interface Changes {
  readonly set: readonly Change[];
  /** In place of the nova.conf there is; what it does not set has its default. */
  readonly files: readonly NovaConf[];
}

/** What holds for one cycle. */
export interface Surroundings {
  readonly version: string | null;
  /** The value afterwards, null where nothing changes the option. */
  readonly changed: (option: OptionName) => Effect | null;
  /** The value the log or nova.conf shows, or the default it does not refute; null when nothing tells. */
  readonly now: (option: OptionName) => string | null;
  readonly ignored: readonly string[];
}

export interface Effect {
  readonly value: string;
  /** `[libvirt] inject_key=false`. */
  readonly text: string;
}

/** What a report knows of hosts. */
export type Hosts = Pick<Report, 'releases' | 'config'>;

export function around(report: Hosts, cycle: Cycle, { set, files }: Changes): Surroundings {
  const claim = claimAt(report, cycle);
  const version = claim?.version ?? claim?.series ?? null;
  const taken = set.flatMap((change) => {
    const target = version === null ? change : targetOf(version, change);
    return target === null ? [] : [{ ...target, value: change.value }];
  });
  const ignored = version === null ? [] : set.filter((one) => targetOf(version, one) === null);
  const now = (option: OptionName) => valueAt(report, cycle, option);
  return {
    version,
    now,
    ignored: ignored.map((change) => ignoredText(version ?? '', change)),
    changed(option) {
      const change = taken.findLast((one) => isSame(one, option));
      if (change !== undefined) return { value: change.value, text: settingText(change) };
      if (files.length === 0 || claim === undefined) return null;
      const value = valueIn(files, claim, option);
      if (value === null || isUnchanged(option, value, now(option))) return null;
      return { value, text: settingText({ ...option, value }) };
    },
  };
}

const isSame = (one: OptionName, other: OptionName) =>
  one.group === other.group && one.name === other.name;

/** The option this release makes of a name, null when it ignores it. */
function targetOf(version: string, { group, name }: OptionName): OptionName | null {
  const alias = aliasTarget(version, group, name);
  if (alias !== null) return alias;
  return hasOption(version, { group, name }) === false ? null : { group, name };
}

function ignoredText(version: string, change: Change): string {
  const own = optionIn(version, change);
  const there = own === null ? '' : `; there it is ${optionText(own)}`;
  return `${settingText(change)} has no effect on ${version}${there}`;
}

function isUnchanged(option: OptionName, value: string, before: string | null): boolean {
  const row = options.find((one) => isSame(one, option));
  return before !== null && row !== undefined && isSameValue(value, before, optionType(row));
}

/** What the files make of an option on a release, its default included. */
function valueIn(
  files: readonly NovaConf[],
  claim: ReleaseClaim,
  { group, name }: OptionName,
): string | null {
  const config = configInForce({ dumps: newDumpWatch(), files, release: () => claim });
  return config.option({ name: null, key: '' }, group, name, null)?.value ?? null;
}

/** The release that wrote the cycle's first line. */
export function claimAt(
  { releases: claims }: Hosts,
  { host, steps }: Cycle,
): ReleaseClaim | undefined {
  const own = claims.filter((claim) => claim.host === host);
  const at = steps[0]?.evidence[0];
  return own.findLast(({ evidence }) => isFrom(evidence[0], at)) ?? own[0];
}

function isFrom(from: Evidence | undefined, at: Evidence | undefined): boolean {
  if (from === undefined || at === undefined) return true;
  return byPlace(from, at) <= 0;
}

function valueAt({ config }: Hosts, { host, steps }: Cycle, option: OptionName): string | null {
  const at = steps[0]?.evidence[0];
  const own = config.filter((one) => one.host === host && isSame(one, option));
  const told = (one: ConfigValue) => one.origin !== 'release-default';
  const dumped = own.findLast((one) => told(one) && isFrom(one.evidence[0], at));
  return (dumped ?? own.findLast((one) => !told(one)))?.value ?? null;
}
