// Whether there was anything to read. In: what the stages counted. Out: what a refusal says where there was not.

import type { Line } from './model.ts';
import type { Scan } from './scan.ts';

export interface Recognition {
  /** No record and no command was recognised in any source. */
  readonly nothingRecognised: boolean;
  /** No source holds a byte. */
  readonly isEmpty: boolean;
  /** First line that could not be read, with its source's path. */
  readonly firstRejected: { readonly path: string; readonly line: Line } | null;
}

export function recognitionOf(scans: readonly Scan[]): Recognition {
  const rejected = scans.find((scan) => scan.firstUnrecognised !== null);
  return {
    nothingRecognised: scans.every((scan) => scan.recognised === 0 && scan.levels.size === 0),
    isEmpty: scans.every(({ bytes }) => bytes === 0),
    firstRejected: rejected?.firstUnrecognised
      ? { path: rejected.path, line: rejected.firstUnrecognised }
      : null,
  };
}
