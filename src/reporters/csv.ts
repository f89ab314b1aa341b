// In: a report. Out: two tables, each a CSV of its own (RFC 4180): the cycles, and the steps of all cycles,
// joined by `cycle`. What a spreadsheet would take for a formula gets an apostrophe before it.

import { stringify } from 'csv-stringify/sync';
import type { Cycle, Report, Source, TimelineStep } from '../model.ts';
import { findingsAbout } from './findings-about.ts';
import { leftNames } from './left-names.ts';
import { sourceName } from './page.ts';
import { plain } from './plain.ts';

export type Cell = string | number | boolean | null;

/** Names of the columns, in order, and their cells. */
type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

interface CycleRow {
  readonly cycle: Cycle;
  readonly sources: readonly Source[];
  /** Ids of the findings about it. */
  readonly findings: readonly string[];
}

interface StepRow extends Pick<CycleRow, 'cycle' | 'sources'> {
  readonly step: TimelineStep;
  /** From 1. */
  readonly number: number;
}

const cycleColumns: Columns<CycleRow> = {
  cycle: ({ cycle }) => cycle.id,
  host: ({ cycle }) => cycle.host,
  instance_uuid: ({ cycle }) => cycle.instance.uuid,
  instance_name: ({ cycle }) => cycle.instance.name,
  request_id: ({ cycle }) => cycle.requestId,
  purpose: ({ cycle }) => cycle.purpose,
  started_at: ({ cycle }) => cycle.start,
  ended_at: ({ cycle }) => cycle.end,
  duration_ms: ({ cycle }) => cycle.durationMs,
  outcome: ({ cycle }) => cycle.outcome,
  outcome_confidence: ({ cycle }) => cycle.outcomeConfidence,
  error: ({ cycle }) => cycle.error,
  handler: ({ cycle }) => cycle.handler,
  mechanism: ({ cycle }) => cycle.mechanism,
  reason: ({ cycle }) => cycle.reason.text,
  reason_confidence: ({ cycle }) => cycle.reason.confidence,
  image_path: ({ cycle }) => cycle.image.path,
  image_id: ({ cycle }) => cycle.image.id,
  image_format: ({ cycle }) => cycle.image.format,
  image_cow: ({ cycle }) => cycle.image.cow,
  device: ({ cycle }) => cycle.device,
  mapped_device: ({ cycle }) => cycle.mappedDevice,
  partition: ({ cycle }) => cycle.partition,
  mount_dir: ({ cycle }) => cycle.mountDir,
  items: ({ cycle }) => joined(cycle.items.map(({ item, outcome }) => `${item}:${outcome}`)),
  redundancy: ({ cycle }) =>
    joined(cycle.redundancy.map(({ item, verdict }) => `${item}:${verdict}`)),
  left_behind: ({ cycle }) => joined(leftNames(cycle.leftBehind)),
  findings: ({ findings }) => joined(findings),
  steps: ({ cycle }) => cycle.steps.length,
  source: ({ cycle, sources }) => sourceOf(sources, cycle.steps[0]),
  line: ({ cycle }) => cycle.steps[0]?.evidence[0].line ?? null,
};

const stepColumns: Columns<StepRow> = {
  cycle: ({ cycle }) => cycle.id,
  number: ({ number }) => number,
  step: ({ step }) => step.step,
  started_at: ({ step }) => step.at,
  ended_at: ({ step }) => step.endedAt,
  duration_ms: ({ step }) => step.durationMs,
  exit_code: ({ step }) => step.exitCode,
  command: ({ step }) => step.command,
  note: ({ step }) => step.note,
  source: ({ step, sources }) => sourceOf(sources, step),
  line: ({ step }) => step.evidence[0].line,
};

/** A row for each cycle. */
export function* csv({ cycles, findings, sources }: Report): Iterable<string> {
  const about = findingsAbout(findings);
  yield header(cycleColumns);
  for (const cycle of cycles) {
    yield table([{ cycle, sources, findings: about(cycle) }], cycleColumns);
  }
}

/** A row for each step of each cycle. */
export function* csvSteps({ cycles, sources }: Report): Iterable<string> {
  yield header(stepColumns);
  for (const cycle of cycles) {
    const rows = cycle.steps.map((step, at) => ({ cycle, sources, step, number: at + 1 }));
    yield table(rows, stepColumns);
  }
}

const header = (columns: object) => written([Object.keys(columns)]);

const table = <Row>(rows: readonly Row[], columns: Columns<Row>) =>
  written(rows.map((row) => Object.values(columns).map((cell) => cell(row))));

/** Rows of any table. */
export function written(rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? tame(cell) : cell)),
  );
  return stringify(cells, {
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { boolean: String },
  });
}

/** On one line, and beginning with what a spreadsheet would look at. */
const tame = (text: string) => plain(text).trim();

const joined = (words: readonly string[]) => words.join('; ');

const sourceOf = (sources: readonly Source[], step: TimelineStep | undefined) =>
  step === undefined ? null : sourceName(sources[step.evidence[0].source]);
