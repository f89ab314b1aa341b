// The whole pipeline, top to bottom: bytes → sieve → lines → records → events → cycles → verdicts →
// report. Sources are read one after the other; what is held is the open cycles and the report.

import { readBeside } from './beside.ts';
import type { Config } from './config/index.ts';
import { extract } from './extraction.ts';
import { type JudgingOptions, newJudging } from './judging.ts';
import type { Line } from './model.ts';
import { type Broken, type ReadOptions, type Receiver, readInputs } from './read-inputs.ts';
import { type Recognition, recognitionOf } from './recognition.ts';
import type { EvidenceInput, Input } from './sources/index.ts';
import type { Built } from './verdicts/report.ts';
import { outsideOf, type Span } from './window.ts';

/** How the lines of a source are laid out. */
export interface Layouts {
  /** Records by the layout they were read with. */
  readonly records: Readonly<Record<string, number>>;
  /** Records per level of each logger that matters to injection. */
  readonly loggers: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Lines that no layout reads. */
  readonly unread: number;
  readonly firstUnread: Line | null;
  /** Line of the first warning about an image that is in no words of Nova's, null if there is none. */
  readonly unreadWarning: number | null;
}

export interface Analysis extends Built, Recognition {
  /** The options in force, to ask for at any line. */
  readonly config: Config;
  /** Of each source of the report. */
  readonly layouts: readonly Layouts[];
  /** Between which times the sources lie when none of them has to do with the window; null when one has. */
  readonly outside: Span | null;
  /** Sources of which a part could not be read or decoded, with the reason. */
  readonly broken: readonly Broken[];
}

export interface AnalyzeOptions extends JudgingOptions, ReadOptions {
  /** Files beside the logs that tell whether something else delivered what was injected. */
  readonly evidence?: readonly EvidenceInput[];
}

/** Reads the inputs in order and reports what Nova injected, where and why. */
export async function analyze(
  inputs: readonly Input[],
  { evidence = [], ...options }: AnalyzeOptions = {},
): Promise<Analysis> {
  const { session, begin, take, drain, end } = newJudging(options);
  const receiver: Receiver = {
    begin,
    take(record, scan) {
      const event = extract(record, scan, session.hosts);
      if (event !== null) take(event, scan);
    },
    drain,
  };
  const broken = await readInputs(inputs, receiver, options);
  const build = end();
  const beside = await readBeside(evidence, inputs.length, broken, options.signal);
  const { scans, config } = session;
  const built = build(beside);
  return {
    ...built,
    config,
    layouts: scans.map(
      ({ dialects: read, loggers, unrecognised, firstUnrecognised, sightings }) => ({
        records: Object.fromEntries([...read].sort((a, b) => b[1] - a[1])),
        loggers: Object.fromEntries(
          [...loggers].map(([logger, levels]) => [logger, Object.fromEntries(levels)]),
        ),
        unread: unrecognised,
        firstUnread: firstUnrecognised,
        unreadWarning: sightings.unread?.line ?? null,
      }),
    ),
    ...recognitionOf(scans),
    broken,
    outside: outsideOf(scans),
  };
}
