// One step of a cycle took long by itself, or far longer than the same step elsewhere on the host.

import type { Cycle, TimelineStep } from '../model.ts';
import { once } from './once.ts';
import { citing, type FiredOnHost, type Rule } from './rule.ts';
import { between, seconds } from './times.ts';

/** `timeout_nbd` is 10 s: longer than that Nova itself waits for nothing that goes well. */
const LONG = 10_000;
/** What is compared must be felt, and rest on more than a few. */
const FELT = 3_000;
const PEERS = 5;
const TIMES = 5;

interface Slow {
  readonly cycle: Cycle;
  /** Equal for what is compared. */
  readonly kind: string;
  readonly first: TimelineStep;
  readonly last: TimelineStep;
  readonly ms: number;
  readonly what: string;
}

export const slowStep = {
  id: 'slow-step',
  severity: 'info',
  title: 'A step took long',
  about: `Attaching, mapping, mounting and writing take fractions of a second each. A step is slow here when it takes ${LONG / 1000} s, which is as long as Nova waits for an nbd device (timeout_nbd), or ${TIMES} times what the same step takes in the middle elsewhere on the host. From 2013.1 on Nova asks for a device again every 2 seconds for up to 30; that counts as one step. How long an appliance of libguestfs takes to start is told apart.`,
  references: [],
  host({ cycles }) {
    const spans = cycles.map((cycle) => spansOf(cycle));
    const usual = mediansOf(spans.flat());
    return spans.flatMap((own): readonly FiredOnHost[] => {
      const slow = own.filter((one) => one.ms >= limitOf(usual, one));
      const longest = slow.sort((one, other) => other.ms - one.ms)[0];
      if (longest === undefined) return [];
      const { cycle, first, last, ms, what } = longest;
      const evidence = citing([...new Set([first.evidence[0], last.evidence[0]])]);
      if (evidence === null) return [];
      const median = usual.get(longest.kind);
      const compared =
        ms >= LONG || median === undefined
          ? ''
          : `; elsewhere on this host it takes ${seconds(median)}`;
      return [
        {
          cycles: [cycle],
          detail: `${what} took ${seconds(ms)}${compared}.`,
          remedy: null,
          evidence,
        },
      ];
    });
  },
} as const satisfies Rule;

/** How long each step took: a command whose end shows, a row of retries, and whatever else, by the
 *  time until the next step, in which the process may have done other work too. */
const spansOf = once((cycle: Cycle): readonly Slow[] => {
  const own = cycle.steps.flatMap((step, index): readonly Slow[] => {
    if (step.step === 'retry' || step.step === 'error') return [];
    const after = isApplianceStart(step) ? [] : untilNext(cycle, step, cycle.steps[index + 1]);
    if (step.command === null || step.durationMs === null) return after;
    const what = `"${step.command}"`;
    return [spanOf(cycle, [step, step], step.durationMs, what), ...after];
  });
  return [...own, ...retriesOf(cycle)];
});

const isApplianceStart = ({ step, command }: TimelineStep) => step === 'attach' && command === null;

function untilNext(
  cycle: Cycle,
  first: TimelineStep,
  last: TimelineStep | undefined,
): readonly Slow[] {
  const from = first.endedAt ?? first.at;
  // The one step begins where the other ends more often than not.
  const ms = from === last?.at ? 0 : between(from, last?.at ?? null);
  if (last === undefined || ms === null || ms < LONG) return [];
  return [spanOf(cycle, [first, last], ms, `From "${nameOf(first)}" to "${nameOf(last)}" it`)];
}

function spanOf(
  cycle: Cycle,
  [first, last]: readonly [TimelineStep, TimelineStep],
  ms: number,
  what: string,
): Slow {
  const kind = `${cycle.handler} ${first.step} ${first.command?.split(' ', 1)[0]}`;
  return { cycle, kind, first, last, ms, what };
}

/** Commands whole, lines without the image they are about. */
const nameOf = ({ command, note, step }: TimelineStep) =>
  command ?? note?.split(/ (?:for|into|image) [</]/)[0] ?? step;

function retriesOf(cycle: Cycle): readonly Slow[] {
  const isAgain = ({ step, command, note }: TimelineStep) =>
    step === 'retry' && command === null && /^Device allocation failed/.test(note ?? '');
  const retries = cycle.steps.filter(isAgain);
  const [first] = retries;
  const last = retries.at(-1);
  const ms = between(first?.at ?? null, last?.at ?? null);
  if (first === undefined || last === undefined || ms === null) return [];
  return [spanOf(cycle, [first, last], ms, 'Asking for a device again and again')];
}

/** The duration in the middle, of kinds that are frequent enough. */
function mediansOf(all: readonly Slow[]): ReadonlyMap<string, number> {
  const kinds = new Map<string, number[]>();
  for (const one of all) {
    const times = kinds.get(one.kind) ?? [];
    if (times.push(one.ms) === 1) kinds.set(one.kind, times);
  }
  const frequent = [...kinds].filter(([, times]) => times.length > PEERS);
  return new Map(
    frequent.map(([kind, times]) => {
      const sorted = times.toSorted((one, other) => one - other);
      return [kind, sorted[Math.floor(sorted.length / 2)] ?? 0];
    }),
  );
}

function limitOf(usual: ReadonlyMap<string, number>, one: Slow): number {
  const median = usual.get(one.kind);
  return median === undefined ? LONG : Math.min(LONG, Math.max(FELT, median * TIMES));
}
