// The whole pipeline, top to bottom: bytes → sieve → lines → records → events → cycles → verdicts →
// report. Sources are read one after the other; what is held is the open cycles and the report.

import type { Config } from './config/index.ts';
import type { CycleTrace } from './cycles/trace.ts';
import { type EvidenceFile, readEvidence } from './evidence/index.ts';
import { extract } from './extraction.ts';
import type { Line } from './model.ts';
import { type Broken, type ReadOptions, type Receiver, readInputs } from './read-inputs.ts';
import { newSession, type SessionOptions } from './session.ts';
import {
  type EvidenceInput,
  type Input,
  newReadingCounts,
  nothing,
  readingError,
  untilAborted,
} from './sources/index.ts';
import type { Known } from './verdicts/around.ts';
import { type Built, buildReport } from './verdicts/report.ts';
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

export interface Analysis extends Built {
  /** The options in force, to ask for at any line. */
  readonly config: Config;
  /** Of each source of the report. */
  readonly layouts: readonly Layouts[];
  /** No record and no command was recognised in any source. */
  readonly nothingRecognised: boolean;
  /** Between which times the sources lie when none of them has to do with the window; null when one has. */
  readonly outside: Span | null;
  /** First line that could not be read, with its source's path. */
  readonly firstRejected: { readonly path: string; readonly line: Line } | null;
  /** Sources of which a part could not be read or decoded, with the reason. */
  readonly broken: readonly Broken[];
}

/** Told what is read as it is read. */
export interface Listener {
  /** Cycles that are over; what it asks the session is then as of their last line. */
  over(cycles: readonly CycleTrace[]): void;
  /** A source begins: those before it were read. */
  begin?(): void;
  /** Keeps what is not read yet waiting. */
  drain?(): Promise<void>;
}

export interface AnalyzeOptions extends SessionOptions, ReadOptions {
  /** Files beside the logs that tell whether something else delivered what was injected. */
  readonly evidence?: readonly EvidenceInput[];
  /** Told of everything as it is read. */
  readonly listen?: (known: Known) => Listener;
  /** Whether the report has the cycles; not where who listens has told them. */
  readonly keepsCycles?: boolean;
}

/** Reads the inputs in order and reports what Nova injected, where and why. */
export async function analyze(
  inputs: readonly Input[],
  { evidence = [], listen, keepsCycles = true, ...options }: AnalyzeOptions = {},
): Promise<Analysis> {
  const session = newSession(options);
  const cycles: CycleTrace[] = [];
  const listener = listen?.(session);
  const over = (traces: readonly CycleTrace[]) => {
    if (keepsCycles) cycles.push(...traces);
    listener?.over(traces);
  };
  const receiver: Receiver = {
    begin(input) {
      listener?.begin?.();
      return session.begin(input);
    },
    take(record, scan) {
      const event = extract(record, scan, session.hosts);
      const ended = event === null ? [] : session.take(event, scan);
      if (ended.length > 0) over(ended);
    },
    drain: async () => listener?.drain?.(),
  };
  const broken = await readInputs(inputs, receiver, options);
  over(session.end());
  const beside = await readBeside(evidence, inputs.length, broken, options.signal);
  const { scans, config } = session;
  const built = buildReport({ ...session, cycles, beside });
  const rejected = scans.find((scan) => scan.firstUnrecognised !== null);
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
    nothingRecognised: scans.every((scan) => scan.recognised === 0 && scan.levels.size === 0),
    firstRejected: rejected?.firstUnrecognised
      ? { path: rejected.path, line: rejected.firstUnrecognised }
      : null,
    broken,
    outside: outsideOf(scans),
  };
}

/** @param first index of the first of them among the report's sources */
async function readBeside(
  evidence: readonly EvidenceInput[],
  first: number,
  broken: Broken[],
  signal: AbortSignal | undefined,
): Promise<readonly EvidenceFile[]> {
  const files: EvidenceFile[] = [];
  for (const [index, { path, evidence: kind, open }] of evidence.entries()) {
    const counts = newReadingCounts();
    const read = (bytes: AsyncIterable<Uint8Array>) =>
      readEvidence(kind, path, first + index, bytes, counts);
    try {
      const file = await read(untilAborted(open(counts), signal, counts));
      // A part of it would prove what the whole may refute.
      files.push(counts.interrupted === undefined ? file : await read(nothing()));
    } catch (error) {
      broken.push({ path, reason: readingError(error) });
      files.push(await read(nothing()));
    }
    const [reason] = counts.damage;
    if (reason !== undefined) broken.push({ path, reason });
  }
  return files;
}
