// In: what differs between two instances. Out: its text: facts, options, then each pair of cycles with
// its steps, as a diff draws them: `-` only A has, `+` only B has, `!` both have otherwise.

import { isWhole } from '../clock.ts';
import type { CyclePair, StepPair } from '../comparison/cycles.ts';
import type { InstanceDiff, InstanceSide } from '../comparison/instances.ts';
import { instanceName } from '../instance-tree.ts';
import type { TimelineStep } from '../model.ts';
import { cite, count, field, type Page, paragraph } from '../reporters/page.ts';
import { showDuration } from '../reporters/times.ts';
import type { Tone } from '../reporters/wrap.ts';
import { factLines, optionLines, type Pages } from './diff-text.ts';

const marks = {
  same: { mark: ' ', tone: 'dim' },
  changed: { mark: '!', tone: 'warn' },
  'only-a': { mark: '-', tone: 'bad' },
  'only-b': { mark: '+', tone: 'good' },
} as const satisfies Record<StepPair['verdict'], { readonly mark: string; readonly tone: Tone }>;

export function* instanceDiffLines(pages: Pages, found: InstanceDiff): Generator<string> {
  yield sideLine(pages.a, 'A', found.a);
  yield sideLine(pages.b, 'B', found.b);
  yield* factLines(pages, found.facts, '');
  yield field(
    pages.a,
    'boot took',
    [
      `A ${took(found.a.bootMs, found.a.wholeSeconds)}, B ${took(found.b.bootMs, found.b.wholeSeconds)}`,
    ],
    '',
  );
  yield* optionLines(pages, found.options);
  for (const pair of found.cycles) yield* cycleLines(pages, pair);
}

function sideLine(page: Page, name: string, side: InstanceSide): string {
  const hosts = side.hosts.filter((host) => host !== null).join(', ');
  const on = hosts === '' ? '' : ` on ${hosts}`;
  return paragraph(page, [`${name} `, { text: instanceName(side), tone: 'strong' }, on], '', '  ');
}

function* cycleLines(pages: Pages, pair: CyclePair): Generator<string> {
  yield '\n';
  const { a, b, purpose, facts, steps, firstDifference } = pair;
  const title = purpose === 'unknown' ? 'opened, purpose unknown' : purpose;
  if (a === null || b === null) {
    const only = `${title}: only in ${a === null ? 'B' : 'A'}`;
    const where = a === null ? cite(pages.b, pair.evidence.b) : cite(pages.a, pair.evidence.a);
    yield paragraph(pages.a, [{ text: only, tone: 'strong' }, where]);
    return;
  }
  yield paragraph(pages.a, [{ text: title, tone: 'strong' }]);
  yield* factLines(pages, facts, '  ');
  const { durationMs, notVisible } = pair;
  const whole = (side: 'a' | 'b') =>
    isWhole(steps.find((step) => step[side]?.at != null)?.[side]?.at ?? null);
  const times = `A ${took(durationMs.a, whole('a'))}, B ${took(durationMs.b, whole('b'))}`;
  yield field(pages.a, 'took', [times], '  ');
  for (const text of notVisible.a) yield field(pages.a, 'missing', [`in A: ${text}`], '  ');
  for (const text of notVisible.b) yield field(pages.b, 'missing', [`in B: ${text}`], '  ');
  if (pair.comparedBy === 'kind') {
    const text = 'the commands are hidden on one side, so steps are compared by what they do alone';
    yield field(pages.a, 'steps', [text], '  ');
  }
  const first = firstDifference === null ? undefined : steps[firstDifference];
  if (first === undefined) {
    yield field(pages.a, 'steps', [`${count(steps.length, 'step')}, none differs`], '  ');
  } else {
    const text = `the first that differs is ${firstText(first)}`;
    yield field(pages.a, 'steps', [text], '  ');
  }
  yield* stepLines(pages, steps);
}

function firstText({ verdict, a, b }: StepPair): string {
  const what = (a ?? b)?.step ?? '';
  if (verdict === 'changed') return `${what}, which is another in B`;
  return `${what}, which only ${verdict === 'only-a' ? 'A' : 'B'} has`;
}

/** Steps alike that neither log gives a time are only counted. */
function* stepLines(pages: Pages, steps: readonly StepPair[]): Generator<string> {
  let quiet = 0;
  const flush = (): string => {
    const text = quiet === 0 ? '' : `      ${count(quiet, 'step')} alike\n`;
    quiet = 0;
    return text;
  };
  for (const pair of steps) {
    const untimed = pair.a?.durationMs == null && pair.b?.durationMs == null;
    if (pair.verdict === 'same' && untimed) quiet += 1;
    else {
      yield flush();
      yield* stepLine(pages, pair);
    }
  }
  yield flush();
}

function* stepLine(pages: Pages, { verdict, a, b }: StepPair): Generator<string> {
  const { mark, tone } = marks[verdict];
  const first = `    ${mark} `;
  const rest = '          ';
  if (verdict === 'same' && a !== null && b !== null) {
    const text = `${a.step} (A ${tookStep(a)}, B ${tookStep(b)}) ${said(a)}`;
    yield paragraph(pages.a, [text], first, rest);
    return;
  }
  const both = verdict === 'changed';
  for (const [name, page, step] of [
    ['A ', pages.a, a],
    ['B ', pages.b, b],
  ] as const) {
    if (step === null) continue;
    const text = { text: `${both ? name : ''}${withResult(step)}`, tone };
    yield paragraph(page, [text, cite(page, step.evidence)], first, rest);
  }
}

function withResult(step: TimelineStep): string {
  const failed = step.exitCode === null || step.exitCode === 0 ? '' : ` exit ${step.exitCode}:`;
  const lasted = step.durationMs === null ? '' : ` (${tookStep(step)})`;
  return `${step.step}${lasted}${failed} ${said(step)}`;
}

const said = ({ command, note }: TimelineStep) => command ?? note ?? '';

const tookStep = ({ durationMs, at }: TimelineStep) => took(durationMs, isWhole(at));

const took = (ms: number | null, whole: boolean) =>
  ms === null ? 'not known' : showDuration(ms, whole);
