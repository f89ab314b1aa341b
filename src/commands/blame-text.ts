// In: what injecting cost. Out: its text: tables, the costliest first, and what could not be counted.

import type { Cost, GroupCost } from '../cost/index.ts';
import type { Spread } from '../cost/spread.ts';
import type { StepBasis } from '../cost/steps.ts';
import { groupBy } from '../group.ts';
import { instanceName } from '../instance-tree.ts';
import { cite, count, fileLine, type Page, paragraph } from '../reporters/page.ts';
import { section } from '../reporters/section.ts';
import type { TableColumn } from '../reporters/table.ts';
import { showDuration } from '../reporters/times.ts';
import { poolLines } from './blame-pool.ts';

/** Rows of a table on a screen; the JSON answer has all of them. */
const SHOWN = 10;

export function* blameLines(page: Page, cost: Cost): Generator<string> {
  yield* totals(page, cost);
  const whole = isWholeThroughout(cost);
  yield* section(page, SHOWN, 'Steps by kind', cost.steps, [
    ...spreadColumns(cost.steps, whole),
    {
      title: 'step',
      cell: ({ step, basis }) => (basis === 'ended' ? step : `${step}, until the next line`),
    },
  ]);
  if (cost.steps.some(({ basis }) => basis === 'until-next')) {
    const note = '"until the next line": no line tells when these ended; each took at most that.';
    yield paragraph(page, [note], '  ');
  }
  yield* section(page, SHOWN, 'Costliest steps', cost.costliestSteps, [
    { title: 'took', right: true, cell: ({ ms, basis }) => atMost(basis, ms, whole) },
    { title: 'step', cell: ({ step }) => step },
    {
      title: 'command',
      cell: ({ command, note, evidence }) =>
        `${command ?? note ?? ''} [${fileLine(page, evidence[0])}]`,
    },
  ]);
  yield* section(page, SHOWN, 'Instances', cost.instances, [
    ...spreadColumns(cost.instances, whole),
    { title: 'instance', cell: ({ instance }) => instanceName(instance) },
  ]);
  yield* groups(page, 'Handlers', cost.handlers, 'none opened the image, or not visible', whole);
  yield* groups(page, 'Hosts', cost.hosts, 'not shown', whole);
  yield* groups(page, 'Images', cost.images, 'not shown', whole);
  for (const pool of cost.pools) yield* poolLines(page, pool);
  if (cost.pools.length === 0) yield '\nDevices: no nbd or loop device was seen in the log\n';
}

/** Finer times are shown where any log has them. */
const isWholeThroughout = ({ withTimes, wholeSeconds }: Cost) => withTimes === wholeSeconds;

function* totals(page: Page, cost: Cost): Generator<string> {
  const { injections, all, wholeSeconds, boots } = cost;
  if (injections === 0) yield 'no injection in this log\n';
  else if (all === null) yield `${count(injections, 'injection')}, none of which can be timed\n`;
  else {
    const took = showDuration(all.totalMs, isWholeThroughout(cost));
    const some = all.count < injections ? `${all.count} of them timed, ` : '';
    yield paragraph(page, [`${count(injections, 'injection')}, ${some}${took} in all`]);
  }
  if (wholeSeconds > 0) {
    const note = `${count(wholeSeconds, 'injection')} in whole seconds: each time is known to a second only`;
    yield paragraph(page, [{ text: note, tone: 'warn' }], '', '    ');
  }
  const byWhy = groupBy(cost.notCounted, ({ why }) => why);
  for (const [why, alike] of byWhy) {
    const names = [...new Set(alike.map(({ instance }) => instanceName(instance)))];
    const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
    const which = `${names.slice(0, SHOWN).join(', ')}${more}`;
    const evidence = alike.flatMap((one) => one.evidence);
    const text = `not counted: ${count(alike.length, 'injection')}, ${why}: ${which}`;
    yield paragraph(page, [text, cite(page, evidence)], '', '    ');
  }
  const others = Object.entries(cost.otherPurposes).map(([purpose, n]) => `${n} ${purpose}`);
  if (others.length > 0) yield paragraph(page, [`no injections: ${others.join(', ')}`], '', '    ');
  if (injections > 0)
    yield paragraph(page, [shareText(boots, isWholeThroughout(cost))], '', '    ');
}

function shareText(
  { boots, share, bootMs, injectingMs, notCounted }: Cost['boots'],
  whole: boolean,
) {
  const without =
    notCounted === 0 ? '' : `; ${notCounted} not counted: a start or an end is not in the log`;
  if (boots.length === 0) return `share of the boot spent injecting: not known${without}`;
  const ratio = share === null ? 'not known' : `${Math.round(share * 100)}%`;
  const of = `${showDuration(injectingMs, whole)} of ${showDuration(bootMs, whole)}`;
  return `share of the boot spent injecting: ${ratio} (${of}, ${count(boots.length, 'boot')})${without}`;
}

function* groups(
  page: Page,
  title: string,
  rows: readonly GroupCost[],
  unnamed: string,
  whole: boolean,
): Generator<string> {
  const name = { title: 'name', cell: (row: GroupCost) => row.name ?? unnamed };
  yield* section(page, SHOWN, title, rows, [...spreadColumns(rows, whole), name]);
}

/** Where each was met once, one time says all. */
function spreadColumns<Row extends Spread>(
  rows: readonly Row[],
  whole: boolean,
): readonly TableColumn<Row>[] {
  const time = (title: string, of: (row: Row) => number): TableColumn<Row> => ({
    title,
    right: true,
    cell: (row) => showDuration(of(row), whole),
  });
  const total = time('total', ({ totalMs }) => totalMs);
  if (rows.every((row) => row.count === 1)) return [total];
  return [
    total,
    { title: 'n', right: true, cell: (row) => String(row.count) },
    time('p50', ({ p50Ms }) => p50Ms),
    time('p95', ({ p95Ms }) => p95Ms),
    time('max', ({ maxMs }) => maxMs),
  ];
}

const atMost = (basis: StepBasis, ms: number, whole: boolean) =>
  `${basis === 'ended' ? '' : '<='}${showDuration(ms, whole)}`;
