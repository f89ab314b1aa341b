// In: a report. Out: a JSON object per line, each to be understood alone: what kind of record it is, and the
// paths of the sources it cites. In the order of the report; the summary ends it.

import type {
  ConfigValue,
  Cycle,
  Evidence,
  Finding,
  Instance,
  ReleaseClaim,
  Report,
  Source,
  Summary,
} from '../model.ts';
import { jsonLine } from './json-line.ts';

/** What a line of each kind holds besides `LineHead`. */
export interface Lines {
  readonly source: Source & { readonly index: number };
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
  const { sources, releases, config, cycles, instances, findings, summary, tool } = report;
  const line = <Kind extends LineKind>(kind: Kind) => {
    return (value: Lines[Kind]) => lineOf(kind, value, sources);
  };
  for (const [index, one] of sources.entries()) yield line('source')({ index, ...one });
  for (const one of releases) yield line('release')(one);
  for (const one of config) yield line('config')(one);
  for (const one of cycles) yield line('cycle')(one);
  for (const one of instances) yield line('instance')(one);
  for (const one of findings) yield line('finding')(one);
  yield line('summary')({ tool, ...summary });
}

/** One record as one line, its newline included.
 *  @param sources those of the report, which `evidence` counts into */
export function lineOf<Kind extends LineKind>(
  kind: Kind,
  value: Lines[Kind],
  sources: readonly Pick<Source, 'path'>[],
): string {
  const found = new Set(evidenceIn(value).map(({ source }) => source));
  const cited = [...found]
    .sort((a, b) => a - b)
    .map((source): Cited => ({ source, path: sources[source]?.path ?? '' }));
  const head: LineHead = { schema: 'inject-trace/line/1', kind, cited };
  return `${jsonLine({ ...head, ...value })}\n`;
}

function evidenceIn(value: unknown): readonly Evidence[] {
  if (Array.isArray(value)) return value.flatMap(evidenceIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('offset' in value && 'line' in value) return [value as Evidence];
  return Object.values(value).flatMap(evidenceIn);
}
