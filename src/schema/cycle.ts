// The schema of a cycle and of what stands in it, by the names of the types.

import type {
  Attempt,
  Basis,
  Cycle,
  CycleOutcome,
  Item,
  LeftBehind,
  Mechanism,
  Purpose,
  Reason,
  Redundancy,
  RedundancyVerdict,
  RuledOut,
  Step,
  TimelineStep,
} from '../model.ts';
import { confidence, evidence, handler, item, ref, someEvidence } from './claims.ts';
import { a, list, maybe, maybeCount, maybeTime, oneOf, orNull, record } from './words.ts';

const basis = oneOf<Basis>({
  observed: 'a line',
  absence: 'a line that is not there',
  config: 'an option',
  release: 'what the release does',
});

const step = oneOf<Step>({
  announce: 'Nova says what it is about to do',
  attach: 'image to device, or appliance started',
  'wait-device': '',
  map: 'partitions made visible',
  mount: '',
  write: 'in the guest',
  flush: '',
  unmount: '',
  unmap: '',
  detach: 'device freed, or appliance stopped',
  retry: '',
  error: '',
});

const purpose = oneOf<Purpose>({
  injection: '',
  'config-drive': '',
  'container-rootfs': '',
  'resize-check': 'whether the file system could be resized',
  'filesystem-resize': '',
  unknown: '',
});

const outcome = oneOf<CycleOutcome>({
  completed: '',
  'failed-ignored': 'Nova went on without it',
  'failed-fatal': 'the build failed',
  leaked: 'something stayed attached, mapped or mounted',
  incomplete: 'the log does not show the end',
  unknown: '',
});

const mechanism = oneOf<Mechanism>({
  'img-handlers': 'the list of 2012.x',
  'vfs-localfs': '',
  'vfs-guestfs': '',
  lxc: 'the container driver',
});

const verdict = oneOf<RedundancyVerdict>({
  redundant: 'proved: the guest got the same otherwise',
  'likely-redundant': '',
  conflicting: 'two wrote, and the result differs from what was asked',
  needed: 'nothing else delivers it',
  'failed-harmless': 'it arrived all the same',
  'failed-harmful': 'it did not arrive',
  unknown: '',
});

const left = list(ref('LeftBehind'));

export const cycleDefs = {
  Attempt: record<Attempt>({
    handler,
    outcome: oneOf<Attempt['outcome']>({
      opened: '',
      failed: '',
      skipped: 'dropped before it was tried',
      unknown: '',
    }),
    error: maybe('string'),
    device: maybe('string'),
    evidence,
  }),
  RuledOut: record<RuledOut>({ handler, why: a('string'), evidence }),
  Reason: record<Reason>(
    {
      rule: maybe('string', 'how the release chooses; null when nothing can be said'),
      text: a('string'),
      confidence,
      basis,
      settledBy: maybe('string', 'the input that would make it certain; null where it is'),
      ruledOut: list(ref('RuledOut')),
      evidence,
    },
    'why this handler',
  ),
  Item: record<Item>({
    item,
    outcome: oneOf<Item['outcome']>({ written: '', failed: '', unknown: '' }),
    error: maybe('string'),
    paths: list(a('string'), 'in the guest, in the order written'),
    evidence,
  }),
  LeftBehind: record<LeftBehind>({
    name: a('string'),
    proof: oneOf<LeftBehind['proof']>({ observed: '', likely: '' }),
    evidence,
  }),
  TimelineStep: record<TimelineStep>({
    step,
    command: maybe('string', 'without its root helper; null for a line that is no command'),
    note: maybe('string', 'what a line that is no command says'),
    at: maybeTime(),
    endedAt: maybeTime(),
    durationMs: maybeCount(),
    exitCode: maybe('integer'),
    evidence: someEvidence,
  }),
  Redundancy: record<Redundancy>(
    {
      item,
      verdict,
      confidence,
      why: a('string', 'for unknown the input that would settle it'),
      remedy: a('string', 'how to switch the item off on this release'),
      evidence,
    },
    'whether something else delivered the item',
  ),
  Cycle: record<Cycle>(
    {
      id: a('string', 'the same in each run, however the files are split'),
      host: maybe('string'),
      purpose,
      instance: record<Cycle['instance']>({ uuid: maybe('string'), name: maybe('string') }),
      requestId: maybe('string'),
      image: record<Cycle['image']>({
        path: maybe('string'),
        id: maybe('string'),
        format: maybe('string'),
        cow: maybe('boolean'),
      }),
      handler: { ...orNull(handler), description: 'the one that opened the image' },
      mechanism: orNull(mechanism),
      attempts: list(ref('Attempt'), 'in order'),
      reason: ref('Reason'),
      device: maybe('string'),
      mappedDevice: maybe('string'),
      partition: maybe('string'),
      mountDir: maybe('string'),
      items: list(ref('Item'), 'in the order seen'),
      outcome,
      outcomeConfidence: confidence,
      outcomeBasis: basis,
      error: maybe('string', 'the one that decided the outcome'),
      leftBehind: record<Cycle['leftBehind']>({ devices: left, mappings: left, mounts: left }),
      start: maybeTime(),
      end: maybeTime(),
      durationMs: maybeCount(),
      cutByWindow: a('boolean', '--since or --until left out its beginning or its end'),
      steps: list(ref('TimelineStep')),
      notVisible: list(a('string'), 'what this log does not show of it'),
      redundancy: list(ref('Redundancy')),
    },
    'one time Nova opened a disk image, from the first attach to the last detach',
  ),
};
