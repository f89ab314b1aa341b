// Whether switching injection off did what was meant. In: the report of a capture before the change and of one
// after it, and whether keys arrived in the guests since. Out: the checks, one by one, and what they amount to.

import type { Evidence, InjectItem, Report } from '../model.ts';
import type { Arrival } from '../redundancy/index.ts';

export type CheckResult = 'yes' | 'no' | 'unknown';

export interface Check {
  readonly check: 'injected-before' | 'booted-after' | 'not-injected-after' | 'key-arrives';
  readonly result: CheckResult;
  readonly text: string;
  /** Whose sources the evidence cites. */
  readonly of: 'before' | 'after';
  readonly evidence: readonly Evidence[];
}

export interface SwitchedOff {
  readonly verdict: 'worked' | 'did-not-work' | 'unknown';
  readonly why: string;
  readonly checks: readonly Check[];
}

export function switchedOff(
  before: Report,
  after: { readonly report: Report; readonly arrivals: readonly Arrival[]; readonly boots: number },
): SwitchedOff {
  const injected = injectedBefore(before);
  const items = itemsOf(before);
  const gone = notInjected(after.report, items);
  const checks = [injected, bootedAfter(after), gone];
  const arrives = items.has('key') ? keyArrives(after.arrivals) : null;
  return { ...conclude(checks, arrives), checks: arrives === null ? checks : [...checks, arrives] };
}

function conclude(
  checks: readonly Check[],
  arrives: Check | null,
): Pick<SwitchedOff, 'verdict' | 'why'> {
  const failed = checks.find(
    ({ check, result }) => check === 'not-injected-after' && result === 'no',
  );
  if (failed !== undefined) return { verdict: 'did-not-work', why: failed.text };
  if (arrives?.result === 'no') {
    const why = `injection is off, but ${arrives.text}: it was not redundant there`;
    return { verdict: 'did-not-work', why };
  }
  const open = checks.find(({ result }) => result !== 'yes');
  if (open !== undefined) return { verdict: 'unknown', why: open.text };
  const key = arrives === null || arrives.result === 'yes' ? '' : `; ${arrives.text}`;
  return { verdict: 'worked', why: `injection no longer happens${key}` };
}

const injections = ({ cycles }: Report) => cycles.filter(({ purpose }) => purpose === 'injection');

const itemsOf = (report: Report): ReadonlySet<InjectItem> =>
  new Set(injections(report).flatMap(({ items }) => items.map(({ item }) => item)));

function injectedBefore(report: Report): Check {
  const own = injections(report);
  const items = [...itemsOf(report)];
  const what = items.length === 0 ? 'items not shown' : items.join(', ');
  const text =
    own.length === 0
      ? 'BEFORE shows no injection, so there is nothing to compare with'
      : `BEFORE shows ${counted(own.length, 'injection')} (${what})`;
  const evidence = own.slice(0, 1).flatMap(firstLines);
  const result = own.length === 0 ? 'unknown' : 'yes';
  return { check: 'injected-before', result, text, of: 'before', evidence };
}

function bootedAfter({
  report,
  boots,
}: {
  readonly report: Report;
  readonly boots: number;
}): Check {
  const seen = Math.max(boots, report.instances.length);
  const text =
    seen === 0
      ? 'AFTER shows no boot; capture one of an instance of the same image'
      : `AFTER shows ${counted(seen, 'instance')} being booted`;
  const result = seen === 0 ? 'unknown' : 'yes';
  return { check: 'booted-after', result, text, of: 'after', evidence: [] };
}

/** Neither announcement nor mounts of the items that were injected; others may have been meant to stay. */
function notInjected(report: Report, before: ReadonlySet<InjectItem>): Check {
  const own = injections(report);
  const check = { check: 'not-injected-after', of: 'after' } as const;
  const still = own.filter(
    ({ items }) => items.length === 0 || items.some(({ item }) => before.has(item)),
  );
  const left = own.filter((cycle) => !still.includes(cycle));
  const wasKey = before.has('key');
  const withKey = still.filter(({ items }) => items.some(({ item }) => item === 'key'));
  const isKeyOff = wasKey && withKey.length === 0 && still.every(({ items }) => items.length > 0);
  if (still.length > 0 && !isKeyOff) {
    const text = `AFTER still shows ${counted(still.length, 'injection')}`;
    return { ...check, result: 'no', text, evidence: still.slice(0, 3).flatMap(firstLines) };
  }
  if (report.summary.partial) {
    const text = 'AFTER was read in part only, so an injection could follow';
    return { ...check, result: 'unknown', text, evidence: [] };
  }
  const others = [...left, ...still];
  if (others.length > 0) {
    const items = [...new Set(others.flatMap((cycle) => cycle.items.map(({ item }) => item)))];
    const text = `AFTER shows no injection of ${wasKey ? 'a key' : 'the same items'}; ${items.join(', ')} still are, so images are still opened`;
    return { ...check, result: 'yes', text, evidence: others.slice(0, 1).flatMap(firstLines) };
  }
  const logs = report.sources.filter(({ evidence }) => evidence === undefined);
  const isShown = logs.some(
    ({ visibility }) => visibility.commands === 'visible' || visibility.announcements === 'visible',
  );
  const text = isShown
    ? 'AFTER shows neither an announcement nor a mount'
    : 'AFTER shows neither commands nor announcements, so an injection could be there unseen; capture it at DEBUG';
  return { ...check, result: isShown ? 'yes' : 'unknown', text, evidence: [] };
}

function keyArrives(arrivals: readonly Arrival[]): Check {
  const check = { check: 'key-arrives', of: 'after' } as const;
  const missing = arrivals.filter(({ arrived }) => arrived === false);
  if (missing.length > 0) {
    const names = missing.map(({ instance }) => instance).join(', ');
    const evidence = missing.flatMap((one) => one.evidence);
    return { ...check, result: 'no', text: `no key arrived in ${names}`, evidence };
  }
  const there = arrivals.filter(({ arrived }) => arrived === true);
  if (there.length === 0) {
    const text =
      'whether the key still arrives is not shown; give the console or cloud-init.log of an instance of AFTER (--console-log, --cloud-init-log)';
    return { ...check, result: 'unknown', text, evidence: [] };
  }
  const text = `cloud-init installed a key in ${there.map(({ instance }) => instance).join(', ')}`;
  return { ...check, result: 'yes', text, evidence: there.flatMap((one) => one.evidence) };
}

const firstLines = ({ steps, attempts }: Report['cycles'][number]): readonly Evidence[] =>
  [...steps, ...attempts].slice(0, 1).flatMap(({ evidence }) => evidence.slice(0, 1));

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
