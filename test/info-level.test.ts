// Logs without DEBUG records from 2014.2 on: what the few lines that are left show of an image.

import { expect, test } from 'vitest';
import { cycleOf, cyclesOf } from './support.ts';

const ONE = '3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21';
const TWO = '7ad0c1f3-1f2e-4b6a-9a51-d0c36f1f0b02';
const disk = (uuid: string) => `/var/lib/nova/instances/${uuid}/disk`;
const model = (uuid: string) => `<LocalFileImage:{'path': '${disk(uuid)}', 'format': 'qcow2'}>`;

function logOf(request: string) {
  let second = 0;
  const say = (level: string, logger: string, message: string) => {
    second += 1;
    const time = `2016-07-12 08:00:${String(second).padStart(2, '0')}.123`;
    return `${time} 4711 ${level} nova.${logger} [${request}] ${message}`;
  };
  return {
    started: (uuid = ONE) =>
      say('INFO', 'compute.manager', `[instance: ${uuid}] Starting instance...`),
    fallback: () =>
      say('INFO', 'virt.disk.vfs.api', 'Unable to import guestfs, falling back to VFSLocalFS'),
    moduleMissing: () => say('ERROR', 'virt.disk.mount.nbd', 'nbd module not loaded'),
    ignored: (uuid = ONE, error = 'nbd unavailable: module not loaded') =>
      say(
        'WARNING',
        'virt.disk.api',
        `Ignoring error injecting data into image ${model(uuid)} (${error})`,
      ),
    unresized: (error = 'nbd unavailable: module not loaded') =>
      say(
        'WARNING',
        'virt.disk.api',
        `Unable to mount image ${disk(ONE)} with error ${error}. Cannot resize.`,
      ),
    fatal: () =>
      say(
        'ERROR',
        'virt.libvirt.driver',
        `[instance: ${ONE}] Error injecting data into image 0b7d1c3a-5c1e-4d5c-9c0a-5f7b2f7a1e10 (a b)`,
      ),
    spawned: (uuid = ONE) =>
      say('INFO', 'virt.libvirt.driver', `[instance: ${uuid}] Instance spawned successfully.`),
  };
}

const request = () => logOf('req-628ad449-618d-4c95-b96e-305243872a5a u p - - -');

test('a fallback alone shows that an image was opened, but not what for', async () => {
  const log = request();
  const cycle = await cycleOf([log.started(), log.fallback(), log.spawned()]);
  expect(cycle).toMatchObject({
    purpose: 'unknown',
    mechanism: 'vfs-localfs',
    instance: { uuid: ONE },
    handler: null,
    outcome: 'incomplete',
    start: '2016-07-12T08:00:02.123',
  });
  expect(cycle.reason.ruledOut.map(({ handler }) => handler)).toEqual(['guestfs']);
  expect(cycle.items).toEqual([]);
});

test('each image that is opened has a fallback of its own', async () => {
  const log = request();
  const cycles = await cyclesOf([log.started(), log.fallback(), log.fallback(), log.ignored()]);
  expect(cycles.map(({ purpose, outcome }) => [purpose, outcome])).toEqual([
    ['unknown', 'incomplete'],
    ['injection', 'failed-ignored'],
  ]);
});

test('a failed injection has the fallback and the module that came before it', async () => {
  const log = request();
  const cycle = await cycleOf([
    log.started(),
    log.fallback(),
    log.moduleMissing(),
    log.ignored(),
    log.spawned(),
  ]);
  expect(cycle).toMatchObject({
    purpose: 'injection',
    mechanism: 'vfs-localfs',
    outcome: 'failed-ignored',
    attempts: [{ handler: 'nbd', outcome: 'failed' }],
  });
  expect(cycle.reason.evidence.map(({ line }) => line)).toContain(2);
});

test('a failure that names its instance is of that instance, whatever is open', async () => {
  const log = request();
  const cycle = await cycleOf([log.fallback(), log.fatal()]);
  expect(cycle).toMatchObject({
    instance: { uuid: ONE },
    mechanism: 'vfs-localfs',
    outcome: 'failed-fatal',
  });
});

test.each([
  ['', '/share/instances'],
  ['/dev/sda2 to / in image ', '/var/lib/nova/instances'],
])('an image is known by the error of libguestfs: %s%s', async (partition, directory) => {
  const path = `${directory}/${TWO}/disk`;
  const cycle = await cycleOf([
    `2014-01-08 08:00:01.123 4711 WARNING nova.virt.disk.api [req-1 u p] Ignoring error injecting data into image (Error mounting ${partition}${path} with libguestfs (command failed: qemu-kvm -help`,
    'errno: File exists))',
  ]);
  expect(cycle).toMatchObject({ image: { path }, instance: { uuid: TWO }, mechanism: null });
});

test('a failed check whether an image can grow is no injection', async () => {
  const log = request();
  const cycle = await cycleOf([log.started(), log.fallback(), log.unresized(), log.spawned()]);
  expect(cycle).toMatchObject({
    purpose: 'resize-check',
    mechanism: 'vfs-localfs',
    image: { path: disk(ONE) },
    outcome: 'failed-ignored',
  });
});

test('of such a check the warning may be all there is', async () => {
  const log = request();
  const error = `Error mounting ${disk(ONE)} with libguestfs (mount_options: /dev/sda on / (options: ''): mount: wrong fs type)`;
  const cycle = await cycleOf([log.started(), log.unresized(error), log.spawned()]);
  expect(cycle).toMatchObject({
    purpose: 'resize-check',
    instance: { uuid: ONE },
    outcome: 'failed-ignored',
    error,
    attempts: [{ handler: 'guestfs', outcome: 'failed' }],
  });
});

test.each([
  ['of several instances', request(), [ONE, TWO]],
  ['without a request', logOf('-'), [ONE]],
])('a fallback %s is given to none', async (_, log, uuids) => {
  const lines = [
    ...uuids.map((uuid) => log.started(uuid)),
    log.fallback(),
    log.ignored(uuids.at(-1)),
  ];
  expect(await cycleOf(lines)).toMatchObject({
    purpose: 'injection',
    mechanism: null,
    instance: { uuid: uuids.at(-1) },
  });
});

test('an injection of another instance does not take what a fallback began', async () => {
  const log = request();
  const lines = [log.started(), log.fallback(), log.started(TWO), log.ignored(TWO)];
  const cycles = await cyclesOf(lines);
  const failed = cycles.filter(({ outcome }) => outcome === 'failed-ignored');
  expect(failed.map(({ instance }) => instance.uuid)).toEqual([TWO]);
  expect(failed.map(({ start }) => start)).toEqual([null]);
});
