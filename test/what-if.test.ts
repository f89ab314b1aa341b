// `what-if`: which cycles other options would have kept from happening, and what that saves.

import { describe, expect, test } from 'vitest';
import { whatIfCommand } from '../src/commands/what-if.ts';
import type { WhatIf } from '../src/what-if/index.ts';
import { ask, askJson } from './asking.ts';
import {
  closed,
  fixture,
  IMAGE,
  keyOverNbd,
  type Nova,
  nova,
  opened,
  type Tag,
} from './support.ts';

/** The lines stamp themselves in the order they are made. */
const boot = (log: Nova, cycle: () => readonly string[]) => [
  log.starting(),
  ...cycle(),
  log.spawned(),
];
const version = (log: Nova, text: string) =>
  log.say('AUDIT', 'nova.service', `Starting compute node (version ${text})`);
const logOf = (tag: Tag, release: string) => {
  const log = nova(tag);
  return [version(log, release), ...boot(log, () => keyIn(log, tag))];
};

/** From 2014.1 on nothing announces it. */
const keyIn = (log: Nova, tag: Tag) =>
  tag === '2014.1'
    ? [...opened(log), ...log.writeKey('/tmp/tmpxGBdT0'), ...closed(log)]
    : keyOverNbd(log);

const asked = (log: readonly string[], ...set: readonly string[]): Promise<WhatIf> =>
  askJson(whatIfCommand, { logs: { 'nova-compute.log': log }, set });

const fates = ({ cycles }: WhatIf) => cycles.map(({ fate }) => fate);

describe('the only item', () => {
  test.each([
    ['2012.1', '2012.1.3', 'libvirt_inject_key=false', 'vanishes'],
    ['2012.1', '2012.1.3', 'flat_injected=false', 'stays'],
    ['2012.1', '2012.1', 'libvirt_inject_key=false', 'unknown'],
    ['2012.2', '2012.2.3', 'libvirt_inject_partition=-2', 'stays'],
    ['2012.2', '2012.2.3', 'force_config_drive=true', 'vanishes'],
    ['2013.1', '2013.1.2', 'libvirt_inject_partition=-2', 'vanishes'],
    ['2014.1', '2014.1.1', 'libvirt_inject_key=false', 'vanishes'],
    ['2014.1', '2014.1.1', 'libvirt.inject_key=false', 'vanishes'],
    ['2013.1', '2013.1.2', 'libvirt.inject_key=false', 'stays'],
  ] as const)('%s (%s) with %s: %s', async (tag, release, set, fate) => {
    expect(fates(await asked(logOf(tag, release), set))).toEqual([fate]);
  });

  test('that is gone saves the cycle, its time and its device', async () => {
    const { saved, keyless } = await asked(logOf('2012.1', '2012.1.3'), 'libvirt_inject_key=false');
    expect(saved).toMatchObject({ cycles: 1, untimed: 0, attachments: 1 });
    expect(saved.ms).toBeGreaterThan(0);
    expect(keyless).toHaveLength(1);
  });
});

test('one item of several leaves the others, and the cycle', async () => {
  const { cycles, saved, keyless } = await asked([...fixtureLines()], 'libvirt_inject_key=false');
  expect(cycles.map(({ fate, itemsLeft }) => [fate, itemsLeft])).toEqual([
    ['vanishes', []],
    ['vanishes', []],
    ['vanishes', []],
    ['shrinks', ['metadata', 'net']],
    ['shrinks', ['metadata']],
    ['vanishes', []],
  ]);
  expect(saved).toMatchObject({ cycles: 4, ms: 13_000, attachments: 4 });
  expect(keyless).toHaveLength(6);
});

const fixtureLines = () => String(fixture('showcase.log').bytes).trimEnd().split('\n');

test('the mount of a container stays', async () => {
  const log = nova('2012.1');
  const rootfs = '/var/lib/nova/instances/instance-0000076d/rootfs';
  const lines = [
    version(log, '2012.1.3'),
    ...boot(log, () => [...opened(log, '/dev/nbd14', rootfs), ...closed(log, '/dev/nbd14')]),
  ];
  const { cycles } = await asked(lines, 'libvirt_inject_key=false');
  expect(cycles).toMatchObject([{ fate: 'stays', why: expect.stringContaining('container') }]);
});

test('what is announced and not known by item is told only where all of it would stop', async () => {
  const log = nova('2013.1');
  const lines = [
    version(log, '2013.1.2'),
    log.starting(),
    log.say('INFO', 'nova.virt.libvirt.driver', `Injecting key into image ${IMAGE}`),
  ];
  expect(fates(await asked(lines, 'libvirt_inject_key=false'))).toEqual(['unknown']);
  expect(fates(await asked(lines, 'libvirt_inject_partition=-2'))).toEqual(['vanishes']);
});

describe('another handler', () => {
  const instead = async (tag: Tag, release: string, ...set: readonly string[]) =>
    (await asked(logOf(tag, release), ...set)).cycles[0]?.handler ?? null;

  test.each([
    ['img_handlers=guestfs', 'guestfs'],
    ['use_cow_images=false', 'loop'],
    ['img_handlers=loop', null],
  ])('%s on 2012.1: %s', async (set, id) => {
    expect(await instead('2012.1', '2012.1.3', set)).toMatchObject({ id });
  });

  test('none where the same one comes first', async () => {
    expect(await instead('2012.1', '2012.1.3', 'img_handlers=nbd,guestfs')).toBeNull();
  });

  test('one that failed here is not counted on', async () => {
    const { cycles } = await asked(fixtureLines(), 'img_handlers=nbd,guestfs');
    expect(cycles.map(({ handler }) => handler)).toEqual(cycles.map(() => null));
  });
});

describe('a nova.conf as it would be', () => {
  const with_ = (conf: string): Promise<WhatIf> =>
    askJson(whatIfCommand, {
      logs: { 'nova-compute.log': logOf('2012.1', '2012.1.3') },
      confs: { 'new.conf': conf },
    });

  test('changes what it sets otherwise', async () => {
    expect(fates(await with_('[DEFAULT]\nlibvirt_inject_key = false\n'))).toEqual(['vanishes']);
  });

  test('and nothing where it sets what is in force', async () => {
    expect(fates(await with_('[DEFAULT]\nlibvirt_inject_key = true\n'))).toEqual(['stays']);
  });
});

describe('what is refused', () => {
  const refused = (...set: readonly string[]) =>
    ask(whatIfCommand, { logs: { 'nova-compute.log': fixtureLines() }, set });

  test.each([
    ['inject_key=false', /did you mean \[libvirt\] inject_key\?$/],
    ['libvirt_inject_kye=false', /did you mean libvirt_inject_key\?$/],
    ['verbose=true', /no option about injection is called verbose$/],
    ['libvirt_inject_key', /write it like libvirt\.inject_key=false$/],
  ])('--set %s', async (set, message) => {
    await expect(refused(set)).rejects.toThrow(message);
  });

  test('nothing to change', async () => {
    await expect(refused()).rejects.toThrow(/^what-if needs --set OPTION=VALUE/);
  });
});

test('a name of another release is told to have no effect, with its own name', async () => {
  const { ignored } = await asked(logOf('2012.1', '2012.1.3'), 'libvirt.inject_key=false');
  expect(ignored).toEqual([
    '[libvirt] inject_key=false has no effect on 2012.1.3; there it is libvirt_inject_key',
  ]);
});
