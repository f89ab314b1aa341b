// In: the reports on two logs. Out: what is the same and what not: releases, options, how often what came
// of an opening, what the steps cost, and the findings that only one has.

import { isWhole } from '../clock.ts';
import { type Spread, spreadOf } from '../cost/spread.ts';
import { type StepBasis, stepCosts, stepTimes } from '../cost/steps.ts';
import type { Finding, Report, Step } from '../model.ts';

import { type Fact, factOf, releaseFact, shown } from './facts.ts';
import { compareOptions, type OptionComparison } from './instances.ts';

export interface LogDiff {
  readonly schema: 'inject-trace/diff/1';
  readonly of: 'logs';
  /** Paths of each side's logs, which the `evidence` of that side counts into. */
  readonly sources: { readonly a: readonly string[]; readonly b: readonly string[] };
  readonly facts: readonly Fact[];
  readonly options: OptionComparison;
  readonly counts: readonly CountPair[];
  /** Of the injections that have a start and an end. */
  readonly injections: { readonly a: Spread | null; readonly b: Spread | null };
  readonly steps: readonly StepCostPair[];
  /** Whether the injections of a side have whole seconds only. */
  readonly wholeSeconds: { readonly a: boolean; readonly b: boolean };
  readonly findings: {
    readonly onlyA: readonly FindingCount[];
    readonly onlyB: readonly FindingCount[];
  };
}

export interface CountPair {
  readonly of: 'cycles' | 'purpose' | 'handler' | 'outcome' | 'item';
  readonly name: string;
  readonly a: number;
  readonly b: number;
}

export interface StepCostPair {
  readonly step: Step;
  readonly basis: StepBasis;
  readonly a: Spread | null;
  readonly b: Spread | null;
}

export interface FindingCount extends Pick<Finding, 'id' | 'severity' | 'title' | 'evidence'> {
  readonly times: number;
}

export function diffLogs(a: Report, b: Report): LogDiff {
  return {
    schema: 'inject-trace/diff/1',
    of: 'logs',
    sources: { a: a.sources.map(({ path }) => path), b: b.sources.map(({ path }) => path) },
    facts: [releaseFact(a, b), factOf('commands', shown(visibility(a)), shown(visibility(b)))],
    options: compareOptions(a.config, b.config),
    counts: countPairs(a, b),
    injections: { a: injectionSpread(a), b: injectionSpread(b) },
    steps: stepCostPairs(a, b),
    wholeSeconds: { a: isWholeThroughout(a), b: isWholeThroughout(b) },
    findings: { onlyA: onlyIn(a, b), onlyB: onlyIn(b, a) },
  };
}

/** Where commands are hidden, a step that is missing may only not be shown. */
function visibility({ sources }: Report): string | null {
  const kinds = [...new Set(sources.map((source) => source.visibility.commands))].sort();
  return kinds.length === 0 ? null : kinds.join(', ');
}

function countPairs(a: Report, b: Report): readonly CountPair[] {
  const kinds: readonly [CountPair['of'], (report: Report) => readonly string[]][] = [
    ['cycles', ({ cycles }) => cycles.map(() => 'all')],
    ['purpose', ({ cycles }) => cycles.map(({ purpose }) => purpose)],
    ['handler', ({ cycles }) => cycles.map(({ handler }) => handler ?? 'none')],
    ['outcome', ({ cycles }) => cycles.map(({ outcome }) => outcome)],
    [
      'item',
      ({ cycles }) =>
        cycles.flatMap(({ items }) => items.map(({ item, outcome }) => `${item} ${outcome}`)),
    ],
  ];
  return kinds.flatMap(([of, namesOf]) => {
    const [left, right] = [counted(namesOf(a)), counted(namesOf(b))];
    const names = [...new Set([...left.keys(), ...right.keys()])].sort();
    return names.map((name) => ({ of, name, a: left.get(name) ?? 0, b: right.get(name) ?? 0 }));
  });
}

function counted(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const injectionsOf = ({ cycles }: Report) =>
  cycles.filter(({ purpose }) => purpose === 'injection');

const isWholeThroughout = (report: Report) =>
  injectionsOf(report).every(({ steps }) => steps.every(({ at }) => at === null || isWhole(at)));

const injectionSpread = (report: Report) =>
  spreadOf(injectionsOf(report).flatMap(({ durationMs }) => durationMs ?? []));

function stepCostPairs(a: Report, b: Report): readonly StepCostPair[] {
  const [left, right] = [a, b].map((report) => {
    const injections = injectionsOf(report);
    return stepCosts(injections.flatMap(stepTimes), injections);
  });
  const same = (one: Pick<StepCostPair, 'step' | 'basis'>) => (other: typeof one) =>
    one.step === other.step && one.basis === other.basis;
  const own = (left ?? []).map((one) => ({
    step: one.step,
    basis: one.basis,
    a: one,
    b: right?.find(same(one)) ?? null,
  }));
  const others = (right ?? []).filter((other) => !own.some(same(other)));
  return [...own, ...others.map((one) => ({ step: one.step, basis: one.basis, a: null, b: one }))];
}

function onlyIn(here: Report, there: Report): readonly FindingCount[] {
  const known = new Set(there.findings.map(({ id }) => id));
  const ids = [...new Set(here.findings.map(({ id }) => id))].filter((id) => !known.has(id));
  return ids.flatMap((id) => {
    const own = here.findings.filter((finding) => finding.id === id);
    const [first] = own;
    if (first === undefined) return [];
    const { severity, title, evidence } = first;
    return [{ id, severity, title, times: own.length, evidence }];
  });
}
