// Files beside the logs that tell whether something else delivered what was injected: read one after the other.

import { type EvidenceFile, readEvidence } from './evidence/index.ts';
import type { Broken } from './read-inputs.ts';
import {
  type EvidenceInput,
  newReadingCounts,
  nothing,
  readingError,
  untilAborted,
} from './sources/index.ts';

/** @param first index of the first of them among the report's sources
 *  @param broken those that could not be read are added */
export async function readBeside(
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
