// In: a cycle of one instance and its like of another. Out: facts and steps side by side: the first step
// that differs, those only one has, and how long each took.

import type { Cycle, Evidence, Step, TimelineStep } from '../model.ts';
import { align } from './align.ts';
import { type Fact, factOf, shown } from './facts.ts';
import { likenessOf, stepLikeness } from './likeness.ts';

export interface StepPair {
  readonly verdict: 'same' | 'changed' | 'only-a' | 'only-b';
  readonly a: TimelineStep | null;
  readonly b: TimelineStep | null;
}

export interface CyclePair {
  readonly purpose: Cycle['purpose'];
  /** Ids; null where the other instance has no such cycle. */
  readonly a: string | null;
  readonly b: string | null;
  /** The line each begins with. */
  readonly evidence: { readonly a: readonly Evidence[]; readonly b: readonly Evidence[] };
  readonly durationMs: { readonly a: number | null; readonly b: number | null };
  /** What each log does not show: a step that is missing there may only be hidden. */
  readonly notVisible: { readonly a: readonly string[]; readonly b: readonly string[] };
  readonly facts: readonly Fact[];
  /** `kind`: one log hides the commands, so steps are compared by what they do alone. */
  readonly comparedBy: 'text' | 'kind';
  /** Index into `steps`; null where none differs. */
  readonly firstDifference: number | null;
  readonly steps: readonly StepPair[];
}

/** Cycles for the same purpose on the same kind of image belong together, in their order. */
export function cyclePairs(a: readonly Cycle[], b: readonly Cycle[]): readonly CyclePair[] {
  const areNamed = [...a, ...b].every(({ image }) => image.path !== null);
  const kindOf = ({ purpose, image }: Cycle) =>
    areNamed ? `${purpose} ${image.path?.split('/').at(-1)}` : purpose;
  return align(a, b, kindOf).flatMap(({ a: one, b: other }) => {
    const either = one ?? other;
    return either === null ? [] : [cyclePair(either.purpose, one, other)];
  });
}

function cyclePair(purpose: Cycle['purpose'], a: Cycle | null, b: Cycle | null): CyclePair {
  const both = a !== null && b !== null;
  const comparedBy = both && hasCommands(a) !== hasCommands(b) ? 'kind' : 'text';
  const steps = both ? stepPairs(a, b, comparedBy) : [];
  const first = steps.findIndex(({ verdict }) => verdict !== 'same');
  return {
    purpose,
    a: a?.id ?? null,
    b: b?.id ?? null,
    evidence: { a: firstLine(a), b: firstLine(b) },
    durationMs: { a: a?.durationMs ?? null, b: b?.durationMs ?? null },
    notVisible: { a: a?.notVisible ?? [], b: b?.notVisible ?? [] },
    facts: both ? cycleFacts(a, b) : [],
    comparedBy,
    firstDifference: first < 0 ? null : first,
    steps,
  };
}

const firstLine = (cycle: Cycle | null) => cycle?.steps[0]?.evidence.slice(0, 1) ?? [];

const hasCommands = ({ steps }: Cycle) => steps.some(({ command }) => command !== null);

function cycleFacts(a: Cycle, b: Cycle): readonly Fact[] {
  const fact = (what: string, of: (cycle: Cycle) => string | null) =>
    factOf(what, shown(of(a), linesOf(what, a)), shown(of(b), linesOf(what, b)), [
      likenessOf(of(a) ?? '', a),
      likenessOf(of(b) ?? '', b),
    ]);
  const ended = ({ outcome }: Cycle) => outcome !== 'incomplete' && outcome !== 'unknown';
  return [
    fact('outcome', (cycle) => (ended(cycle) ? cycle.outcome : null)),
    fact('error', (cycle) => cycle.error ?? (cycle.outcome === 'completed' ? 'none' : null)),
    fact('handler', ({ handler }) => handler),
    fact('attempts', ({ attempts }) =>
      listed(attempts.map(({ handler, outcome }) => `${handler} ${outcome}`)),
    ),
    factOf('selection', shownReason(a), shownReason(b), [a.reason.rule, b.reason.rule]),
    fact('mechanism', ({ mechanism }) => mechanism),
    fact('items', ({ items }) => listed(items.map(({ item, outcome }) => `${item} ${outcome}`))),
    fact('image format', ({ image }) => image.format),
    fact('copy-on-write', ({ image: { cow } }) => (cow === null ? null : cow ? 'yes' : 'no')),
    fact('partition', ({ partition }) => partition),
    fact('left behind', (cycle) => leftBehind(cycle) ?? (ended(cycle) ? 'nothing' : null)),
    // Not by likeness: another image is a difference.
    factOf('image', shown(a.image.id), shown(b.image.id)),
  ];
}

const shownReason = ({ reason: { rule, text, evidence } }: Cycle) =>
  shown(rule === null ? null : text, evidence);

const listed = (texts: readonly string[]) => (texts.length === 0 ? null : texts.join(', '));

function leftBehind({ leftBehind: { devices, mappings, mounts } }: Cycle): string | null {
  return listed([...devices, ...mappings, ...mounts].map(({ name, proof }) => `${name} ${proof}`));
}

function linesOf(what: string, { attempts, error, items, steps }: Cycle): readonly Evidence[] {
  if (what === 'items') return items.flatMap(({ evidence }) => evidence);
  if (what === 'handler' || what === 'attempts') return attempts.flatMap((one) => one.evidence);
  if (what !== 'error') return steps.at(-1)?.evidence ?? [];
  return error === null ? [] : (steps.findLast(({ step }) => step === 'error')?.evidence ?? []);
}

/** Steps that Nova words in another way, or does otherwise, where they stand at the same place. */
const MAY_CHANGE: ReadonlySet<Step> = new Set<Step>([
  'attach',
  'wait-device',
  'map',
  'mount',
  'flush',
  'unmount',
  'unmap',
  'detach',
  'error',
]);

function stepPairs(a: Cycle, b: Cycle, by: CyclePair['comparedBy']): readonly StepPair[] {
  const aligned = align(a.steps, b.steps, (step, side) =>
    by === 'kind' ? step.step : stepLikeness(step, side === 'a' ? a : b),
  );
  const pairs: StepPair[] = [];
  for (const { a: one, b: other } of aligned) {
    if (one !== null && other !== null) {
      const changed = (one.exitCode ?? 0) !== (other.exitCode ?? 0);
      pairs.push({ verdict: changed ? 'changed' : 'same', a: one, b: other });
    } else if (one !== null) {
      pairs.push({ verdict: 'only-a', a: one, b: null });
    } else if (other !== null) {
      const gap = pairs.slice(pairs.findLastIndex(({ b: paired }) => paired !== null) + 1);
      const like = gap.find(({ a: left }) => left?.step === other.step);
      const at = like === undefined || !MAY_CHANGE.has(other.step) ? -1 : pairs.indexOf(like);
      if (at < 0) pairs.push({ verdict: 'only-b', a: null, b: other });
      else pairs[at] = { verdict: 'changed', a: pairs[at]?.a ?? null, b: other };
    }
  }
  return pairs;
}
