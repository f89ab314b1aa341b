// What two sides have in common and what not, fact by fact; and the options in force on each.

import { between } from '../clock.ts';

import type { ConfigValue, Evidence, Report } from '../model.ts';
import { isSameValue, options, optionType } from '../releases/index.ts';

/** A value as one side shows it; null where its log does not show it. */
export interface Shown {
  readonly value: string | null;
  readonly evidence: readonly Evidence[];
}

export interface Fact {
  readonly what: string;
  readonly verdict: 'same' | 'differs' | 'not-known';
  readonly a: Shown;
  readonly b: Shown;
}

/** @param likeness what makes two values the same, where they may differ in what tells nothing */
export function factOf(
  what: string,
  a: Shown,
  b: Shown,
  likeness: readonly [string | null, string | null] = [a.value, b.value],
): Fact {
  const known = a.value !== null && b.value !== null;
  const same = likeness[0] === likeness[1] ? 'same' : 'differs';
  return { what, verdict: known ? same : 'not-known', a, b };
}

export const shown = (value: string | null, evidence: readonly Evidence[] = []): Shown => ({
  value,
  evidence,
});

/** The releases told of each side's hosts, `Essex 2012.1.3 (certain)`. How sure is no difference. */
export function releaseFact(a: Pick<Report, 'releases'>, b: typeof a): Fact {
  const [left, right] = [namesOf(a.releases, true), namesOf(b.releases, true)];
  return factOf(
    'release',
    shown(
      left,
      a.releases.flatMap(({ evidence }) => evidence),
    ),
    shown(
      right,
      b.releases.flatMap(({ evidence }) => evidence),
    ),
    [namesOf(a.releases, false), namesOf(b.releases, false)],
  );
}

function namesOf(releases: Report['releases'], withConfidence: boolean): string | null {
  const names = releases.flatMap(({ codename, version, series, confidence }) => {
    const name = [codename, version ?? series].filter((part) => part !== null).join(' ');
    return name === '' ? [] : [withConfidence ? `${name} (${confidence})` : name];
  });
  return names.length === 0 ? null : [...new Set(names)].sort().join(', ');
}

export interface OptionDifference {
  readonly group: string;
  readonly name: string;
  /** Null where that side lists its options and not this one. */
  readonly a: Shown;
  readonly b: Shown;
}

/** Options whose values differ. None where a side lists no options at all: its own are not known. */
export function optionDifferences(
  a: readonly ConfigValue[],
  b: readonly ConfigValue[],
): readonly OptionDifference[] {
  if (a.length === 0 || b.length === 0) return [];
  const keyOf = ({ group, name }: ConfigValue) => `${group}.${name}`;
  const byKey = new Map([...a, ...b].map((one) => [keyOf(one), one]));
  return [...byKey.keys()].sort().flatMap((key) => {
    const [own, other] = [a, b].map((side) => side.filter((one) => keyOf(one) === key));
    const option = byKey.get(key);
    if (option === undefined || own === undefined || other === undefined) return [];
    // A masked value may be any.
    if ([...own, ...other].some(({ masked }) => masked)) return [];
    const [left, right] = [shownValues(own), shownValues(other)];
    if (isSame(option, left.value, right.value)) return [];
    return [{ group: option.group, name: option.name, a: left, b: right }];
  });
}

/** A list or a truth value is printed in several ways. */
function isSame(option: ConfigValue, a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  const rows = options.filter(({ group, name }) => group === option.group && name === option.name);
  return a === b || rows.some((row) => isSameValue(a, b, optionType(row)));
}

/** Hosts of one log may differ. */
function shownValues(values: readonly ConfigValue[]): Shown {
  const texts = [...new Set(values.map(({ value }) => value ?? ''))].sort();
  const evidence = values.flatMap((one) => one.evidence);
  return shown(values.length === 0 ? null : texts.join(' | '), evidence);
}

/** The options of a host as they were at a time; those listed later only are not known then. */
export function optionsInForce(
  { config }: Report,
  hosts: readonly (string | null)[],
  at: string | null,
): readonly ConfigValue[] {
  const before = config.filter(
    ({ host, since }) => hosts.includes(host) && (between(since, at) ?? 0) >= 0,
  );
  const last = new Map(before.map((one) => [`${one.host} ${one.group}.${one.name}`, one]));
  return [...last.values()];
}
