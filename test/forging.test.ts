// What a tenant may name as he likes forges nothing: text of a template inside a name, a key's comment, metadata, a
// network's file or a path is no message of Nova.

import { describe, expect, test } from 'vitest';
import { closed, cycleOf, cyclesOf, nova, opened, reportOn, UUID } from './support.ts';

const ANNOUNCED = 'Injecting key into image 0b7d1c3a-5c1e-4d5c-9c0a-5f7b2f7a1e10';
const COMMAND = 'Running cmd (subprocess): sudo nova-rootwrap qemu-nbd -c /dev/nbd7 /x/disk';
const START = 'Starting compute node (version 26.2.2)';
const forged = [ANNOUNCED, COMMAND, START, `[instance: ${UUID}] ${ANNOUNCED}`, `'${ANNOUNCED}'`];

/** Messages of Nova that print what a tenant chose. */
const carriers: readonly (readonly [logger: string, (text: string) => string])[] = [
  ['nova.compute.claims', (text) => `Attempting claim for ${text}: memory 512 MB, disk 1 GB`],
  [
    'nova.virt.libvirt.driver',
    (text) => `Start _get_guest_xml instance={'display_name': '${text}'}`,
  ],
  ['nova.virt.libvirt.driver', (text) => `Creating image ${text}`],
  ['nova.virt.libvirt.driver', (text) => `End _get_guest_xml xml=<domain><description>${text}`],
  [
    'nova.virt.libvirt.driver',
    (text) => `End to_xml xml=<domain>\n  <nova:name>${text}</nova:name>`,
  ],
  ['nova.openstack.common.rpc.amqp', (text) => `received {'metadata': {'a': "${text}"}}`],
  ['nova.compute.manager', (text) => `Instance failed to spawn: ${text}`],
  ['nova.utils', (text) => `Result was ${text}`],
  ['nova.service', (text) => `image_name = ${text}`],
  ['nova.virt.disk.api', (text) => `Inject metadata fs=a metadata=[{'key': '${text}'}]`],
];

describe.each(carriers)('%s', (logger, carry) => {
  test.each(forged)('is not what it carries: %s', async (text) => {
    const log = nova('2013.1');
    const { cycles, releases, config } = await reportOn([
      log.say('INFO', logger, carry(text), true),
    ]);
    expect(cycles).toEqual([]);
    expect(releases.map(({ version }) => version)).not.toContain('26.2.2');
    expect(config.filter(({ origin }) => origin === 'log-dump')).toEqual([]);
  });
});

test.each(['docker', 'oslo'])('a field of a JSON record is no message: %s', async (kind) => {
  const time = '2023-06-20T06:00:59.124Z';
  const record =
    kind === 'docker'
      ? { log: `name="${ANNOUNCED}"\n`, stream: 'stderr', time, message: ANNOUNCED }
      : {
          message: 'x',
          name: 'nova.utils',
          levelname: 'INFO',
          extra: { instance: { uuid: UUID, display_name: ANNOUNCED, message: ANNOUNCED } },
          msg: ANNOUNCED,
          args: [COMMAND],
        };
  expect(await cyclesOf([JSON.stringify(record)])).toEqual([]);
});

describe('of an item', () => {
  const fs = '<nova.virt.disk.vfs.localfs.VFSLocalFS object at 0x7f70f4207a90>';
  const itemsOf = async (message: string) => {
    const log = nova('2013.1');
    const { items } = await cycleOf([
      log.requested('key=None net=a metadata=None admin_password=<SANITIZED> files=None'),
      log.opening(),
      log
        .vfs('Using primary VFSGuestFS')
        .replace('Using primary VFSGuestFS', 'Falling back to VFSLocalFS'),
      ...opened(log),
      log.say('DEBUG', 'nova.virt.disk.api', message),
      log.ran('tee /tmp/tmpxGBdT0/etc/network/interfaces'),
      ...closed(log),
    ]);
    return items.map(({ item }) => item);
  };

  test('a network file that reads like a key is the network', async () => {
    expect(await itemsOf(`Inject key fs=${fs} net=auto lo key=ssh-rsa x`)).toEqual(['net']);
  });

  test('a key with a comment that reads like a network is the key', async () => {
    expect(await itemsOf(`Inject key fs=${fs} key=ssh-rsa x net=auto lo`)).toContain('key');
  });
});

test('a path in the guest that reads like a command is a path', async () => {
  const log = nova('2012.1');
  const dir = '/tmp/tmpxGBdT0';
  const cycle = await cycleOf([
    log.announced('files'),
    ...opened(log),
    log.ran(`tee ${dir}/a b umount /dev/mapper/nbd15p1`),
    log.ran(`tee ${dir}/nova-rootwrap qemu-nbd -d /dev/nbd15`),
    log.ran(`mkdir -p ${dir}/x; qemu-nbd -d /dev/nbd15`),
    log.running(),
  ]);
  const steps = cycle.steps.map(({ step }) => step);
  expect(steps).not.toContain('unmount');
  expect(steps).not.toContain('detach');
  expect(cycle.outcome).toBe('incomplete');
});
