// In: a report, or a part of one. Out: a JSON object per line, each to be understood alone: what kind of record
// it is, and the paths of the sources it cites.

import type {
  ConfigValue,
  Cycle,
  Finding,
  IndexedSource,
  Instance,
  ReleaseClaim,
  Report,
  ReportPart,
  Summary,
} from '../model.ts';
import { evidenceIn } from '../places.ts';
import { jsonLine } from './json-line.ts';

/** What a line of each kind holds besides `LineHead`. */
export interface Lines {
  readonly source: IndexedSource;
  readonly release: ReleaseClaim;
  readonly config: ConfigValue;
  readonly cycle: Cycle;
  readonly instance: Instance;
  readonly finding: Finding;
  readonly summary: Summary & Pick<Report, 'tool'>;
}

export type LineKind = keyof Lines;

export interface LineHead {
  readonly schema: 'inject-trace/line/1';
  readonly kind: LineKind;
  /** The sources that `evidence` counts into, those cited on this line. */
  readonly cited: readonly Cited[];
}

export interface Cited {
  readonly source: number;
  readonly path: string;
}

export function* ndjson(report: Report): Iterable<string> {
  const { sources, summary, tool } = report;
  const part = {
    ...report,
    sources: sources.map((one, index) => ({ index, ...one })),
    summary: { tool, ...summary },
  };
  yield* ndjsonLines(part, sources);
}

/** @param sources those of the report, which `evidence` counts into */
export function* ndjsonLines(
  { sources: own = [], releases = [], config = [], cycles = [], ...rest }: ReportPart,
  sources: readonly { readonly path: string }[],
): Iterable<string> {
  const { instances = [], findings = [], summary } = rest;
  for (const one of own) yield lineOf('source', one, sources);
  for (const one of releases) yield lineOf('release', one, sources);
  for (const one of config) yield lineOf('config', one, sources);
  for (const one of cycles) yield lineOf('cycle', one, sources);
  for (const one of instances) yield lineOf('instance', one, sources);
  for (const one of findings) yield lineOf('finding', one, sources);
  if (summary !== undefined) yield lineOf('summary', summary, sources);
}

/** One record as one line, its newline included. */
export function lineOf<Kind extends LineKind>(
  kind: Kind,
  value: Lines[Kind],
  sources: readonly { readonly path: string }[],
): string {
  const found = new Set(evidenceIn(value).map(({ source }) => source));
  const cited = [...found]
    .sort((a, b) => a - b)
    .map((source): Cited => ({ source, path: sources[source]?.path ?? '' }));
  const head: LineHead = { schema: 'inject-trace/line/1', kind, cited };
  return `${jsonLine({ ...head, ...value })}\n`;
}
