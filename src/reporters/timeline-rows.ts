// In: the steps of a cycle. Out: the rows of its timeline. In a long one, steps that repeat each
// other (writes below one mount directory, the same wait or retry again) become one row that says
// how many and up to which line; the JSON report has each of them.

import type { Cycle, Evidence, NonEmpty, Step, TimelineStep } from '../model.ts';
import { fileLine, type Page } from './page.ts';

export interface Row {
  readonly at: string | null;
  readonly step: Step;
  /** The command, or what the line says. */
  readonly text: string;
  readonly durationMs: number | null;
  readonly exitCode: number | null;
  readonly evidence: Evidence;
}

/** A timeline up to this length is read as it is. */
const readable = 40;
/** Folding fewer than these saves too little to hide them. */
const fewSteps = 4;

export function timelineRows(page: Page, cycle: Cycle): readonly Row[] {
  if (cycle.steps.length <= readable) return cycle.steps.map(rowOf);
  return runsOf(cycle).flatMap((run) =>
    run.length < fewSteps ? run.map(rowOf) : [folded(page, cycle, run)],
  );
}

function rowOf(step: TimelineStep): Row {
  return {
    at: step.at,
    step: step.step,
    text: textOf(step),
    durationMs: step.durationMs,
    exitCode: step.exitCode,
    evidence: step.evidence[0],
  };
}

function textOf(step: TimelineStep): string {
  return step.command ?? step.note ?? '';
}

function runsOf(cycle: Cycle): readonly NonEmpty<TimelineStep>[] {
  const runs: [TimelineStep, ...TimelineStep[]][] = [];
  let previous: string | null = null;
  for (const step of cycle.steps) {
    const kind = kindOf(cycle, step);
    const run = runs.at(-1);
    if (run !== undefined && kind !== null && kind === previous) run.push(step);
    else runs.push([step]);
    previous = kind;
  }
  return runs;
}

/** What a step has in common with those it may be folded with; null where it has to be seen, as a
 *  write that failed or that leaves the mount directory has. */
function kindOf(cycle: Cycle, step: TimelineStep): string | null {
  if (step.exitCode !== null && step.exitCode !== 0) return null;
  if (step.step === 'retry' || step.step === 'wait-device') return `${step.step} ${textOf(step)}`;
  if (step.step !== 'write') return null;
  if (step.command === null) return 'write by note';
  const below =
    cycle.mountDir !== null &&
    step.command.includes(`${cycle.mountDir}/`) &&
    !step.command.includes('/../');
  return below ? 'write below the mount directory' : null;
}

function folded(page: Page, cycle: Cycle, run: NonEmpty<TimelineStep>): Row {
  const [first] = run;
  const last = run.at(-1) ?? first;
  const same = first.step !== 'write';
  const below = first.command === null ? '' : ` below ${cycle.mountDir}`;
  const what = same ? `${run.length} times: ${textOf(first)}` : `${run.length} writes${below}`;
  const durations = run.map((step) => step.durationMs).filter((ms) => ms !== null);
  return {
    at: first.at,
    step: first.step,
    text: `${what}, up to ${fileLine(page, last.evidence[0])} (each is in the JSON report)`,
    durationMs: durations.length < run.length ? null : durations.reduce((sum, ms) => sum + ms, 0),
    exitCode: null,
    evidence: first.evidence[0],
  };
}
