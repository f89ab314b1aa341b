// `show INSTANCE`: which instance is meant, and its tree with what the log tells of times.

import { describe, expect, test } from 'vitest';
import { show } from '../src/commands/show.ts';
import { ask, askJson } from './asking.ts';
import { closed, keyOverNbd, nova, opened, UUID } from './support.ts';

const OTHER = '3c1d8a52-0000-4c7d-8f0b-6a5b1f0c9e22';
const one = nova('2012.1');
const other = nova('2012.1', {
  uuid: OTHER,
  name: 'instance-0000076e',
  request: 'req-00000000-8a0b-4c55-9d1f-2b7a4e9c0d12',
  start: 60,
});
const log = [
  one.starting(),
  one.creating(),
  ...keyOverNbd(one),
  one.spawned(),
  other.starting(),
  ...keyOverNbd(other),
  other.spawned(),
];
const logs = { 'nova-compute.log': log };
const shown = (named: string) => ask(show, { subjects: [named], logs });

describe('the instance', () => {
  test.each([
    ['its uuid', UUID],
    ['its name', 'instance-0000076d'],
    ['the beginning of its uuid', '3c1d8a52-9'],
  ])('goes by %s', async (_, named) => {
    expect(await shown(named)).toContain(`Instance ${UUID} (instance-0000076d)\n`);
  });

  test('that does not exist is refused with those there are', async () => {
    await expect(shown('instance-1')).rejects.toThrow(
      `no instance instance-1; there is ${UUID} (instance-0000076d), ${OTHER} (instance-0000076e)`,
    );
  });

  test('that could be several is refused with those it could be', async () => {
    await expect(shown('3c1d')).rejects.toThrow(/may be more than one instance; there is .*, .*/);
  });

  test('is refused plainly where no image was opened', async () => {
    const quiet = { 'quiet.log': [one.starting(), one.spawned()] };
    await expect(ask(show, { subjects: ['a'], logs: quiet })).rejects.toThrow(
      'no instance a; the log names no instance whose image was opened',
    );
  });

  test('seen on two hosts has a tree for each', async () => {
    const on = (host: string) =>
      keyOverNbd(nova('2012.1', { request: null })).map(
        (text) => `May 14 09:00:00 ${host} nova-compute: ${text}`,
      );
    const { instances } = await askJson(show, {
      subjects: ['instance-0000076d'],
      logs: { 'a.log': on('alpha'), 'b.log': on('beta') },
    });
    expect(instances.map(({ host }: { host: string }) => host)).toEqual(['alpha', 'beta']);
  });
});

describe('times', () => {
  test('count from the start of the boot', async () => {
    const text = await shown(UUID);
    expect(text).toContain("@ counts from the boot's start, 2012-05-14 09:00:00");
    expect(text).toMatch(/^boot @0s \+13s spawned$/m);
    expect(text).toMatch(/^`- injection @2s \+10s completed, by nbd: key$/m);
    expect(text).toMatch(/^ {3}\|- map +@4s +\+\? kpartx -a \/dev\/nbd15 \[5\]$/m);
  });

  test('count from the first line where the start is not in the log, and the boot has none', async () => {
    const tree = await askJson(show, { subjects: [UUID], logs: { a: log.slice(2) } });
    expect(tree.instances[0].origin).toEqual({ at: '2012-05-14T09:00:02', is: 'first-line' });
    expect(await ask(show, { subjects: [UUID], logs: { a: log.slice(2) } })).toMatch(
      /^boot @\? \+\? spawned$/m,
    );
  });

  test('of a step are told where its result is logged, and said to be unknown elsewhere', async () => {
    const own = nova('2014.1');
    const lines = [own.requested('key=***'), own.attach(), own.result(0), own.map()];
    const { instances } = await askJson(show, { subjects: [UUID], logs: { a: lines } });
    const took = instances[0].cycles[0].steps.map(
      ({ step, durationMs }: { step: string; durationMs: number | null }) => [step, durationMs],
    );
    expect(took).toEqual([
      ['announce', null],
      ['attach', 1000],
      ['map', null],
    ]);
    const text = await ask(show, { subjects: [UUID], logs: { a: lines } });
    expect(text).toMatch(/attach +@1\.000s \+1\.000s qemu-nbd/);
    expect(text).toContain('+? no line tells when it ended');
  });

  test('that no line has are not made up', async () => {
    const bare = log.slice(3, 11).map((text) => text.replace(/.*rootwrap (.*) from .*/, '$1'));
    const text = await ask(show, { subjects: ['instance-0000076d'], logs: { a: bare } });
    expect(text).toContain('the lines have none, so no @ and no + is known');
    expect(text).not.toMatch(/[@+]\d/);
  });
});

test('errors, what stayed behind and the findings stand in the tree', async () => {
  const own = nova('2012.2');
  const [attach = '', map = '', mount = ''] = opened(own);
  const lines = [
    own.starting(),
    own.announced('key'),
    ...[attach, own.result(0), map, own.result(0), mount, own.result(0)],
    own.ran('umount /dev/mapper/nbd15p1'),
    own.result(1),
    own.spawned(),
  ];
  const text = await ask(show, { subjects: [UUID], logs: { a: lines } });
  expect(text).toMatch(/exit 1: umount \/dev\/mapper\/nbd15p1/);
  expect(text).toMatch(/left behind \/dev\/nbd15 \(observed\)/);
  expect(text).toMatch(/finding +leaked-nbd-device \(error\)/);
});

describe('on the screen', () => {
  test('commands are whole, also where they are wider', async () => {
    const dir = `/tmp/${'long'.repeat(30)}`;
    const lines = [one.starting(), ...opened(one, undefined, dir), ...closed(one)];
    const text = await ask(show, { subjects: [UUID], logs: { a: lines }, width: 60 });
    expect(text).toContain(dir);
    const wide = text.split('\n').filter((line) => line.length > 60);
    expect(wide.every((line) => line.includes('/'))).toBe(true);
  });

  test('nothing of a log drives the terminal', async () => {
    const own = nova('2012.1', { name: 'instance-\x1b[2J\x07' });
    const text = await ask(show, { subjects: [UUID], logs: { a: keyOverNbd(own) } });
    expect(text).toContain('instance-');
    expect(text).not.toMatch(/[\0-\x08\x0b-\x1f\x7f]/);
  });

  test('several logs are told apart by their names', async () => {
    const text = await ask(show, {
      subjects: [UUID],
      logs: { 'a.log.1': log.slice(0, 6), 'a.log': log.slice(6) },
    });
    expect(text).toContain('[a.log.1:5]');
    expect(text).toContain('[a.log:2]');
  });
});
