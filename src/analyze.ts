// The whole pipeline, top to bottom: bytes → sieve → lines → records → events → cycles → verdicts →
// report. Sources are read one after the other; what is held is the open cycles and the report.

import { newIdentities } from './cycles/identities.ts';
import { newCorrelator } from './cycles/index.ts';
import type { CycleTrace } from './cycles/trace.ts';
import { readEvents } from './events.ts';
import { splitLines } from './lines.ts';
import type { Line, Report } from './model.ts';
import { readRecords } from './records.ts';
import { newScan, type Scan } from './scan.ts';
import { sift } from './sieve/index.ts';
import { sieve } from './sieve/needles.ts';
import type { Input } from './sources.ts';
import { readingError } from './sources.ts';
import { newConfigWatch } from './verdicts/config.ts';
import { newReleaseWatch } from './verdicts/releases.ts';
import { buildReport } from './verdicts/report.ts';
import { sight } from './verdicts/visibility.ts';

export interface Analysis {
  readonly report: Report;
  /** No record and no command was recognised in any source. */
  readonly nothingRecognised: boolean;
  /** First line that could not be read, with its source's path. */
  readonly firstRejected: { readonly path: string; readonly line: Line } | null;
  /** Sources whose reading broke off, with the reason. */
  readonly broken: readonly { readonly path: string; readonly reason: string }[];
}

/** Reads the inputs in order and reports what Nova injected, where and why. */
export async function analyze(inputs: readonly Input[]): Promise<Analysis> {
  const identities = newIdentities();
  const correlator = newCorrelator(identities);
  const releases = newReleaseWatch();
  const config = newConfigWatch();
  const scans: Scan[] = [];
  const cycles: CycleTrace[] = [];
  const broken: { path: string; reason: string }[] = [];

  for (const [source, input] of inputs.entries()) {
    const scan = newScan(input.path);
    scans.push(scan);
    const runs = sift(input.open(), source, sieve, scan);
    const records = readRecords(splitLines(runs, scan), scan);
    try {
      for await (const event of readEvents(records, scan)) {
        releases.take(event);
        config.take(event);
        sight(scan.sightings, event);
        cycles.push(...correlator.take(event));
      }
    } catch (error) {
      broken.push({ path: input.path, reason: readingError(error) });
    }
  }
  cycles.push(...correlator.end());

  const rejected = scans.find((scan) => scan.firstUnrecognised !== null);
  return {
    report: buildReport({ scans, cycles, identities, releases, config }),
    nothingRecognised: scans.every((scan) => scan.recognised === 0 && scan.levels.size === 0),
    firstRejected: rejected?.firstUnrecognised
      ? { path: rejected.path, line: rejected.firstUnrecognised }
      : null,
    broken,
  };
}
