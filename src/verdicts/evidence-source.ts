// A file of evidence as a source of the report: read for what it tells of instances, so that what is counted of
// nova-compute's logs is empty.

import type { EvidenceFile } from '../evidence/index.ts';
import type { EvidenceSource, Source } from '../model.ts';
import { interruptedGap } from './gaps.ts';

export function evidenceSource(
  { kind, path, bytes, lines, compression, facts, interrupted }: EvidenceFile,
  evidence: EvidenceSource,
): Source {
  return {
    path,
    host: null,
    format: kind,
    compression,
    bytes,
    lines,
    recognisedLines: facts.requests.length + facts.owners.length,
    first: null,
    last: null,
    levels: {},
    gaps: interruptedGap(interrupted),
    visibility: {
      commands: 'unknown',
      announcements: 'unknown',
      why: 'this is no log of nova-compute',
      evidence: [],
    },
    evidence,
  };
}
