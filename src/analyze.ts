// The whole pipeline, top to bottom: bytes → sieve → lines → records → events → cycles → verdicts →
// report. Sources are read one after the other; what is held is the open cycles and the report.

import { newClocks, watchClocks } from './clock-steps.ts';
import { type Config, configInForce, type NovaConf, newDumpWatch } from './config/index.ts';
import { newIdentities } from './cycles/identities.ts';
import { newCorrelator } from './cycles/index.ts';
import type { CycleTrace } from './cycles/trace.ts';
import { readEvents } from './events.ts';
import { type EvidenceFile, readEvidence } from './evidence/index.ts';
import { splitLines } from './lines.ts';
import type { Line } from './model.ts';
import type { Progress } from './progress.ts';
import { endsInside, type RecordOptions, readRecords } from './records.ts';
import { newScan, type Scan } from './scan.ts';
import { sift } from './sieve/index.ts';
import { sieveFor } from './sieve/needles.ts';
import { bytesOf } from './skim.ts';
import { type EvidenceInput, type Input, newReadingCounts, readingError } from './sources/index.ts';
import { tallyRecords } from './tally.ts';
import { startThreads } from './threads/index.ts';
import { givenRelease, newReleaseWatch } from './verdicts/releases.ts';
import { type Built, buildReport } from './verdicts/report.ts';
import { sight } from './verdicts/visibility.ts';
import { outsideOf, type Span, takeWindow, type Window } from './window.ts';
import { newZoneClock, type ZoneClock } from './zones.ts';

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
  readonly broken: readonly { readonly path: string; readonly reason: string }[];
}

/** `dialects` are layouts of this site, tried before the others: see `siteLayouts`. */
export interface AnalyzeOptions extends Pick<RecordOptions, 'dialects'> {
  /** The release, as codename or version, instead of what the lines tell. An unknown one throws. */
  readonly release?: string | undefined;
  /** The hosts' nova.conf files, for the options the log does not dump; of several the later wins. */
  readonly novaConf?: readonly NovaConf[];
  /** Files beside the logs that tell whether something else delivered what was injected. */
  readonly evidence?: readonly EvidenceInput[];
  /** Threads that sieve files, besides the one that reads what passes; none by default. */
  readonly threads?: number;
  /** Told how far the reading is. */
  readonly progress?: Pick<Progress, 'read' | 'done'>;
  /** Only records inside are read: see `readWindow`. */
  readonly window?: Window | null;
}

/** Reads the inputs in order and reports what Nova injected, where and why. */
export async function analyze(
  inputs: readonly Input[],
  {
    dialects = [],
    release,
    novaConf = [],
    evidence = [],
    threads = 0,
    window = null,
    progress,
  }: AnalyzeOptions = {},
): Promise<Analysis> {
  const sieve = sieveFor(dialects);
  const clocks = newClocks();
  const identities = newIdentities();
  const correlator = newCorrelator(identities);
  const releases = release === undefined ? newReleaseWatch() : givenRelease(release);
  const dumps = newDumpWatch();
  const scans: Scan[] = [];
  const cycles: CycleTrace[] = [];
  const broken: { path: string; reason: string }[] = [];
  const zones = zoneClocks();

  const files = inputs.map(({ file = null }) => file);
  // Most of what a window leaves out is not sieved at all.
  await using sieving = await startThreads(
    files,
    sieve,
    window === null ? threads : 0,
    progress?.read,
  );
  for (const [source, input] of inputs.entries()) {
    const scan = newScan(input);
    scans.push(scan);
    if (progress) scan.onRead = progress.read;
    const runs =
      sieving.files[source]?.(source, scan) ??
      sift(bytesOf(input, scan, window, dialects), source, sieve, scan);
    const { modified, host = null } = input;
    const notAfter = modified?.getTime() ?? null;
    const options: RecordOptions = { dialects, notAfter, host, zone: zones(scan.log, input.zone) };
    const read = readRecords(splitLines(runs, scan), scan, options);
    const records = watchClocks(tallyRecords(takeWindow(read, scan), scan), clocks, scan);
    try {
      for await (const events of readEvents(records, scan, scan.log)) {
        for (const event of events) {
          sight(scan.sightings, event);
          if (event.facts.kind === 'messages-dropped') continue;
          releases.take(event);
          dumps.take(event);
          cycles.push(...correlator.take(event));
        }
      }
    } catch (error) {
      broken.push({ path: input.path, reason: readingError(error) });
    }
    if (endsInside(scan)) scan.cutTail = scan.unterminated ?? null;
    progress?.done(source + 1);
    const [reason] = scan.damage;
    if (reason !== undefined) broken.push({ path: input.path, reason });
  }
  cycles.push(...correlator.end());
  const beside = await readBeside(evidence, inputs.length, broken);

  const config = configInForce({ dumps, files: novaConf, release: releases.claim });
  const built = buildReport({
    scans,
    cycles,
    identities,
    releases,
    config,
    beside,
  });
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
  broken: { path: string; reason: string }[],
): Promise<readonly EvidenceFile[]> {
  const files: EvidenceFile[] = [];
  for (const [index, { path, evidence: kind, open }] of evidence.entries()) {
    const counts = newReadingCounts();
    try {
      files.push(await readEvidence(kind, path, first + index, open(counts), counts));
    } catch (error) {
      broken.push({ path, reason: readingError(error) });
      files.push(await readEvidence(kind, path, first + index, nothing(), counts));
    }
    const [reason] = counts.damage;
    if (reason !== undefined) broken.push({ path, reason });
  }
  return files;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** One clock for a log and its rotations: the hour that comes twice may begin in one and end in another. */
function zoneClocks() {
  const clocks = new Map<string, ZoneClock>();
  return (log: string, zone: string | null = null): ZoneClock | null => {
    if (zone === null) return null;
    const key = `${zone} ${log}`;
    const clock = clocks.get(key) ?? newZoneClock(zone);
    clocks.set(key, clock);
    return clock;
  };
}
