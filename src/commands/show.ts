// The tree of one instance: boot, cycles, steps, as `systemd-analyze critical-chain` draws one: `@` is
// the time since the boot began, `+` how long it took. In ASCII, so that it can be pasted.

import { isWhole } from '../clock.ts';
import {
  type CycleNode,
  type InstanceTree,
  instanceName,
  type StepNode,
  treeOf,
} from '../instance-tree.ts';
import type { Evidence } from '../model.ts';
import { json } from '../reporters/json.ts';
import {
  block,
  cite,
  field,
  openPage,
  type Page,
  paragraph,
  sourceName,
} from '../reporters/page.ts';
import { showDuration, showTime } from '../reporters/times.ts';
import type { Span, Text } from '../reporters/wrap.ts';
import type { Answer, Asked } from './command.ts';

export async function show({ flags, page, read }: Asked): Promise<Answer> {
  const [named = ''] = flags.subjects;
  const { report } = await read(flags.files);
  const tree = treeOf(report, named);
  if (flags.format === 'json') return { text: json(tree) };
  return { text: draw(openPage(report, page), tree.instances) };
}

function* draw(page: Page, trees: readonly InstanceTree[]): Generator<string> {
  for (const [at, tree] of trees.entries()) {
    if (at > 0) yield '\n';
    yield* instanceLines(page, tree);
  }
  const steps = trees.flatMap(({ cycles }) => cycles).flatMap((cycle) => cycle.steps);
  if (!steps.some((step) => !isMoment(step) && step.durationMs === null)) return;
  yield '\n';
  yield paragraph(page, ['+? no line tells when it ended; the step after it began at its own @.']);
}

function* instanceLines(page: Page, tree: InstanceTree): Generator<string> {
  const on = tree.host === null ? '' : ` on ${tree.host}`;
  const heading: Text = [{ text: `Instance ${instanceName(tree)}`, tone: 'strong' }, on];
  yield paragraph(page, heading, '', '    ');
  const ids = tree.requestIds.length === 0 ? 'not shown' : tree.requestIds.join(', ');
  yield field(page, 'request id', [ids], '  ');
  yield field(page, 'times', [originText(tree)], '  ');
  const [log, ...others] = page.sources;
  if (others.length === 0) yield field(page, 'log', [`${sourceName(log)}, by [line]`], '  ');
  const { boot } = tree;
  const origin = tree.origin?.at ?? null;
  const begun = boot.start === null ? '@?' : '@0s';
  const took = `+${duration(boot.durationMs, origin)}`;
  yield paragraph(page, [`boot ${begun} ${took} ${boot.outcome ?? 'end not seen'}`]);
  for (const [at, cycle] of tree.cycles.entries()) {
    yield '|\n';
    yield* cycleLines(page, cycle, origin, at === tree.cycles.length - 1 ? '   ' : '|  ');
  }
}

function originText({ origin }: InstanceTree): string {
  if (origin === null) return 'the lines have none, so no @ and no + is known';
  const whole = isWhole(origin.at) ? '; the log has whole seconds only' : '';
  if (origin.is === 'boot-start')
    return `@ counts from the boot's start, ${showTime(origin.at)}${whole}`;
  return `the boot's start is not in the log; @ counts from the first line, ${showTime(origin.at)}${whole}`;
}

function* cycleLines(
  page: Page,
  cycle: CycleNode,
  origin: string | null,
  trunk: string,
): Generator<string> {
  const what = [...new Set(cycle.items.map(({ item }) => item))].join(', ');
  const times = `${offset(cycle.offsetMs, origin)} +${duration(cycle.durationMs, origin)}`;
  const sure = cycle.outcomeConfidence === 'certain' ? '' : ` (${cycle.outcomeConfidence})`;
  const by = cycle.handler === null ? 'handler not visible' : `by ${cycle.handler}`;
  const heading: Text = [
    { text: cycle.purpose === 'unknown' ? 'purpose unknown' : cycle.purpose, tone: 'strong' },
    ` ${times} ${cycle.outcome}${sure}, ${by}${what === '' ? '' : `: ${what}`}`,
  ];
  const stem = cycle.steps.length > 0 ? `${trunk}|  ` : `${trunk}   `;
  yield paragraph(page, heading, trunk.trim() === '' ? '`- ' : '|- ', stem);
  yield* cycleFacts(page, cycle, stem);
  const begun = aligned(cycle.steps.map((step) => offset(step.offsetMs, origin)));
  const took = aligned(
    cycle.steps.map((step) => (isMoment(step) ? '' : `+${duration(step.durationMs, step.at)}`)),
  );
  const names = aligned(cycle.steps.map(({ step }) => step));
  for (const [at, step] of cycle.steps.entries()) {
    const last = at === cycle.steps.length - 1;
    const place = [names[at], begun[at], took[at]].join(' ').trimEnd();
    const failed = step.exitCode === null || step.exitCode === 0 ? '' : `exit ${step.exitCode}: `;
    const tone = failed !== '' || step.step === 'error' ? ({ tone: 'bad' } as const) : null;
    const said = failed + (step.command ?? step.note ?? '');
    const text: Text = [tone === null ? said : { text: said, ...tone }, lines(page, step.evidence)];
    const first = `${trunk}${last ? '`' : '|'}- ${place} `;
    yield paragraph(page, text, first, `${trunk}${last ? ' ' : '|'}      `);
  }
}

/** Said of the cycle as a whole, beside its steps. */
function* cycleFacts(page: Page, cycle: CycleNode, stem: string): Generator<string> {
  const image = cycle.image.path ?? cycle.image.id;
  yield field(page, 'image', [image ?? 'not visible'], stem);
  for (const { item, outcome, error, evidence } of cycle.items) {
    const why = error === null ? '' : `: ${error}`;
    yield field(page, 'item', [`${item} ${outcome}${why}`, lines(page, evidence)], stem);
  }
  if (cycle.error !== null) yield block(page, 'error', cycle.error, 'bad', stem);
  const { devices, mappings, mounts } = cycle.leftBehind;
  for (const { name, proof, evidence } of [...devices, ...mappings, ...mounts]) {
    const left: Text = [{ text: `${name} (${proof})`, tone: 'bad' }, lines(page, evidence)];
    yield field(page, 'left behind', left, stem);
  }
  for (const { id, severity, title, evidence } of cycle.findings) {
    yield field(page, 'finding', [`${id} (${severity}): ${title}`, lines(page, evidence)], stem);
  }
  for (const text of cycle.notVisible) yield field(page, 'missing', [text], stem);
}

/** Of one log, the numbers are enough. */
function lines(page: Page, evidence: readonly Evidence[]): Span {
  if (page.sources.length > 1) return cite(page, evidence);
  const numbers = [...new Set(evidence.map(({ line }) => line))].join(', ');
  return numbers === '' ? '' : { text: ` [${numbers}]`, tone: 'dim' };
}

/** Each as wide as the widest. */
function aligned(cells: readonly string[]): readonly string[] {
  const width = cells.reduce((most, { length }) => Math.max(most, length), 0);
  return cells.map((cell) => cell.padEnd(width));
}

/** A line that tells of a moment, and not of something that takes time. */
const isMoment = ({ step }: StepNode) => step === 'announce' || step === 'error';

function offset(ms: number | null, origin: string | null): string {
  if (ms === null) return '@?';
  return ms === 0 ? '@0s' : `@${showDuration(ms, isWhole(origin))}`;
}

const duration = (ms: number | null, at: string | null) =>
  ms === null ? '?' : showDuration(ms, isWhole(at));
