// Whether injection that was switched off is off, told from two captures.

import { describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { verifyOff } from '../src/commands/verify-off.ts';
import { switchedOff } from '../src/comparison/switched-off.ts';
import type { EvidenceInput } from '../src/sources/index.ts';
import { askJson } from './asking.ts';
import { ALICE, consoleOf, evidenceOf } from './guests.ts';
import {
  closed,
  inputOf,
  keyOverNbd,
  type Nova,
  nova,
  opened,
  type Text,
  UUID,
} from './support.ts';

const before = nova('2012.1');
const BEFORE = [before.starting(), ...keyOverNbd(before), before.spawned()];

/** A build of which the commands are logged, and none opens the image. */
const quiet = (log: Nova) => [
  log.starting(),
  log.creating(),
  log.ranPlain(`qemu-img create -f qcow2 ${log.disk}`),
  log.spawned(),
];

const BOOTED = new Date('2012-05-14T09:00:30Z');

async function verdictWith(after: Text, ...evidence: readonly EvidenceInput[]) {
  const { report } = await analyze([inputOf(BEFORE, 'before.log')]);
  return switchedOff(report, await analyze([inputOf(after, 'after.log')], { evidence }));
}

describe('injection switched off', () => {
  test('a boot without announcement and mounts: it worked', async () => {
    const log = nova('2012.1');
    const logs = { 'before.log': BEFORE, 'after.log': quiet(log) };
    const subjects = Object.keys(logs);
    const found = await askJson(verifyOff, { subjects, logs, files: ['-'] });
    expect(found).toMatchObject({ verdict: 'worked', why: expect.stringMatching(/--console-log/) });
  });

  test.each([
    ['and the key is in the guest', [ALICE], 'worked'],
    ['but no key is in the guest', [], 'did-not-work'],
  ] as const)('a boot without them, %s', async (_, keys, verdict) => {
    const guest = { booted: BOOTED, version: '18.1', keys };
    const console = evidenceOf('console-log', consoleOf(guest), `${UUID}/console.log`);
    expect(await verdictWith(quiet(nova('2012.1')), console)).toMatchObject({ verdict });
  });

  test('the same mounts again: it did not', async () => {
    const found = await verdictWith(BEFORE);
    expect(found.verdict).toBe('did-not-work');
    expect(found.checks.find(({ result }) => result === 'no')?.evidence).not.toEqual([]);
  });

  test('other items are still injected: the key is off', async () => {
    const log = nova('2012.1');
    const net = [log.announced('net'), ...opened(log), ...closed(log)];
    const found = await verdictWith([log.starting(), ...net, log.spawned()]);
    expect(found).toMatchObject({ verdict: 'worked' });
  });

  test.each([
    [
      'no boot',
      [nova('2012.1').say('AUDIT', 'nova.service', 'Starting compute node (version 2012.1)')],
    ],
    ['neither commands nor announcements', [nova('2014.1').spawned()]],
  ])('a log that shows %s settles nothing', async (_, after) => {
    expect((await verdictWith(after)).verdict).toBe('unknown');
  });

  test('a log without an injection is nothing to compare with', async () => {
    const { report } = await analyze([inputOf(quiet(nova('2012.1')))]);
    const found = switchedOff(report, await analyze([inputOf(quiet(nova('2012.1')))]));
    expect(found.verdict).toBe('unknown');
  });
});
