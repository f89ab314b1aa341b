// The schema of a source and of what it lacks.

import type { EvidenceKind, EvidenceSource, Gap, GapKind, Source, Visibility } from '../model.ts';
import { confidence, evidence, ref } from './claims.ts';
import {
  a,
  count,
  list,
  maybe,
  maybeCount,
  maybeTime,
  oneOf,
  optional,
  record,
  tally,
} from './words.ts';

const gapKind = oneOf<GapKind>({
  'cut-head': '',
  'cut-tail': '',
  'clock-step': 'stamps go back',
  'line-too-long': '',
  'undecodable-bytes': '',
  'suppressed-messages': 'dropped by the log daemon',
  'binary-messages': '',
  'null-messages': '',
  'tail-limit': 'only the last part was collected',
  'rotation-gap': 'a file of the rotation is missing',
  'cut-by-window': 'left out by --since or --until',
  'other-hosts': 'more hosts than are followed',
  'damaged-archive': '',
  interrupted: 'the reading was stopped inside it or before it',
  'too-many-open': 'cycles that were not followed to their end, for memory',
  unreadable: '',
});

export const sourceDefs = {
  Gap: record<Gap>(
    { kind: gapKind, detail: a('string'), count: count(), evidence },
    'something missing from a source',
  ),
  Visibility: record<Visibility>({
    commands: oneOf<Visibility['commands']>({ visible: '', hidden: '', unknown: '' }),
    announcements: oneOf<Visibility['announcements']>({
      visible: '',
      hidden: '',
      'not-printed-by-release': '',
      unknown: '',
    }),
    why: a('string'),
    evidence,
  }),
  EvidenceSource: record<EvidenceSource>(
    {
      kind: oneOf<EvidenceKind>({
        'metadata-log': '',
        'console-log': '',
        'cloud-init-log': '',
        'cloud-init-output': '',
        'authorized-keys': '',
      }),
      instances: list(a('string'), 'uuids, or names, of those it tells of'),
      confidence,
      why: a('string'),
    },
    'whose a file is that is no log of nova-compute',
  ),
  Source: record<Source>({
    path: a('string', 'as given; - for standard input'),
    host: maybe('string'),
    format: maybe('string', 'line layout most records had'),
    compression: maybe('string'),
    bytes: count('decompressed'),
    lines: maybeCount('null where a window of time was asked for'),
    recognisedLines: count(),
    first: maybeTime(),
    last: maybeTime(),
    levels: tally('records per level'),
    gaps: list(ref('Gap')),
    visibility: ref('Visibility'),
    evidence: optional(ref('EvidenceSource')),
  }),
};
