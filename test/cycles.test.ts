// Events to cycles: which lines belong to one opening of an image, told apart from all others.

import { describe, expect, test } from 'vitest';
import type { Cycle } from '../src/model.ts';
import {
  closed,
  cycleOf,
  cyclesOf,
  fixture,
  keyOverNbd,
  mapped,
  type Nova,
  nova,
  opened,
  REQUEST,
  reportOn,
  UUID,
} from './support.ts';

const steps = (cycle: Cycle) => cycle.steps.map(({ step }) => step);
const items = (cycle: Cycle) => cycle.items.map(({ item, outcome }) => `${item} ${outcome}`);
const attempts = (cycle: Cycle) =>
  cycle.attempts.map(({ handler, outcome }) => `${handler} ${outcome}`);
const stepOf = (cycle: Cycle, command: string) =>
  cycle.steps.find((step) => step.command?.startsWith(command));

const ERROR_32 = (command: string) =>
  `Unexpected error while running command.\nCommand: sudo nova-rootwrap ${command}\nExit code: 32\nStdout: ''\nStderr: 'mount: wrong fs type'`;

const FS = '<nova.virt.disk.vfs.guestfs.VFSGuestFS object at 0x7f2c9b601d90>';

/** A key injected with libguestfs (2013.1 on). */
function keyOverGuestfs(log: Nova, fs = FS): string[] {
  return [
    log.announced('key'),
    log.requested(
      'key=ssh-rsa AAAAB3 u@h net=None metadata=[] admin_password=<SANITIZED> files=None',
    ),
    log.opening(),
    log.vfs('Trying to import guestfs'),
    log.vfs('Using primary VFSGuestFS'),
    log.vfs(`Setting up appliance for ${log.disk} qcow2`, 'guestfs'),
    log.vfs(`Mount guest OS image ${log.disk} partition 1`, 'guestfs'),
    log.say('DEBUG', 'nova.virt.disk.api', `Inject key fs=${fs} key=ssh-rsa AAAAB3 u@h`),
    log.vfs('Make directory path=root/.ssh', 'guestfs'),
    log.say(
      'DEBUG',
      'nova.virt.disk.api',
      `Inject file fs=${fs} path=root/.ssh/authorized_keys append=True`,
    ),
    log.vfs('Append file path=root/.ssh/authorized_keys', 'guestfs'),
    log.vfs('Tearing down appliance', 'guestfs'),
  ];
}

describe('one injection', () => {
  test('over nbd: from the announcement to the last detach', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([
      log.starting(),
      log.creating(),
      ...keyOverNbd(log),
      log.running(),
    ]);
    expect(cycle).toMatchObject({
      purpose: 'injection',
      instance: { uuid: UUID, name: 'instance-0000076d' },
      requestId: REQUEST,
      image: { path: log.disk, id: '0b7d1c3a-5c1e-4d5c-9c0a-5f7b2f7a1e10' },
      handler: 'nbd',
      mechanism: 'img-handlers',
      device: '/dev/nbd15',
      mappedDevice: '/dev/mapper/nbd15p1',
      partition: '1',
      mountDir: '/tmp/tmpxGBdT0',
      outcome: 'completed',
    });
    expect(steps(cycle)).toEqual([
      'announce',
      'attach',
      'map',
      'mount',
      'write',
      'write',
      'write',
      'write',
      'unmount',
      'unmap',
      'detach',
    ]);
  });

  test('over loop: the device shows when it is mapped', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([
      log.announced('key'),
      log.ran(`losetup --find --show ${log.disk}`),
      log.map('/dev/loop0'),
      log.mount('/dev/mapper/loop0p1'),
      ...log.writeKey(),
      log.unmount('/dev/mapper/loop0p1'),
      log.unmap('/dev/loop0'),
      log.ran('losetup --detach /dev/loop0'),
      log.running(),
    ]);
    expect(cycle).toMatchObject({
      handler: 'loop',
      device: '/dev/loop0',
      mappedDevice: '/dev/mapper/loop0p1',
      partition: '1',
      outcome: 'completed',
    });
  });

  test('over guestmount, after nbd failed', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([
      log.announced('key'),
      log.attempt('nbd unavailable: module not loaded'),
      log.ran(`guestmount --rw -a ${log.disk} -m /dev/sda1 /tmp/tmpKlIOSR`),
      ...log.writeKey('/tmp/tmpKlIOSR'),
      log.ran('fusermount -u /tmp/tmpKlIOSR'),
      log.running(),
    ]);
    expect(cycle).toMatchObject({
      handler: 'guestfs',
      device: null,
      partition: '1',
      mountDir: '/tmp/tmpKlIOSR',
      outcome: 'completed',
    });
    expect(attempts(cycle)).toEqual(['loop skipped', 'nbd failed', 'guestfs opened']);
  });

  test('with libguestfs: no command at all', async () => {
    const log = nova('2013.1');
    const cycle = await cycleOf([log.starting(), ...keyOverGuestfs(log), log.running()]);
    expect(cycle).toMatchObject({
      handler: 'guestfs',
      mechanism: 'vfs-guestfs',
      partition: '1',
      image: { path: log.disk },
      instance: { uuid: UUID },
      device: null,
      outcome: 'completed',
    });
    expect(items(cycle)).toEqual(['key written']);
  });

  test('the directory of the image tells the instance: by name in 2012, by uuid after', async () => {
    const values = 'key=ssh-rsa A net=None metadata=[] admin_password=x files=None';
    const later = nova('2014.1');
    expect((await cycleOf([later.requested(values)])).instance).toEqual({ uuid: UUID, name: null });
    const early = nova('2012.1', { request: null });
    expect((await cycleOf([early.attach()])).instance).toEqual({
      uuid: null,
      name: 'instance-0000076d',
    });
  });

  test('a whole device is mounted without a partition', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([
      log.starting(),
      log.announced('key'),
      log.attach(),
      log.mount('/dev/nbd15'),
      ...log.writeKey(),
      log.unmount('/dev/nbd15'),
      log.detach(),
      log.running(),
    ]);
    expect(cycle).toMatchObject({
      device: '/dev/nbd15',
      mappedDevice: null,
      partition: null,
      outcome: 'completed',
    });
  });

  test('a device used again later is another cycle', async () => {
    const first = nova('2012.1');
    const next = nova('2012.1', {
      request: 'req-next',
      uuid: 'b0b40dff-43d0-4005-9b84-2233050bc550',
      name: 'instance-0000076e',
      start: 60,
    });
    const cycles = await cyclesOf([
      first.starting(),
      ...keyOverNbd(first),
      first.running(),
      next.starting(),
      ...keyOverNbd(next, undefined, '/tmp/tmpSecond'),
      next.running(),
    ]);
    expect(cycles.map(({ requestId, outcome }) => [requestId, outcome])).toEqual([
      [REQUEST, 'completed'],
      ['req-next', 'completed'],
    ]);
  });

  test('commands that touch no image make none', async () => {
    const log = nova('2012.1');
    expect(
      await cyclesOf([
        log.ran('iptables-save -t filter'),
        log.ran('tee /sys/class/net/br100/brif/vnet0/hairpin_mode'),
        log.ran('mount -t nfs 192.0.2.1:/x /var/lib/nova/mnt/x'),
        log.ran('chown 107 /var/lib/nova/instances/instance-0000076d/console.log'),
      ]),
    ).toEqual([]);
  });
});

describe('items', () => {
  test('the key is one written file', async () => {
    const log = nova('2012.1');
    const [key] = (await cycleOf([log.starting(), ...keyOverNbd(log), log.running()])).items;
    expect(key).toMatchObject({
      item: 'key',
      outcome: 'written',
      error: null,
      paths: ['/root/.ssh/authorized_keys'],
    });
  });

  test('all of one opening, told apart by their paths', async () => {
    const log = nova('2012.1');
    const dir = '/tmp/tmpxGBdT0';
    const cycle = await cycleOf([
      log.announced('metadata'),
      log.announced('key'),
      log.announced('net'),
      log.announced('admin_password'),
      ...opened(log),
      ...log.writeKey(dir),
      log.ran(`mkdir -p ${dir}/etc/network`),
      log.ran(`tee ${dir}/etc/network/interfaces`),
      log.ran(`tee ${dir}/meta.js`),
      log.ran(`cp ${dir}/etc/passwd /tmp/tmpAAAAAA`),
      log.ran(`cp ${dir}/etc/shadow /tmp/tmpBBBBBB`),
      log.ran(`cp /tmp/tmpBBBBBB ${dir}/etc/shadow`),
      ...closed(log),
      log.running(),
    ]);
    expect(items(cycle)).toEqual([
      'metadata written',
      'key written',
      'net written',
      'admin_password written',
    ]);
    expect(cycle.items.map(({ paths }) => paths)).toEqual([
      ['/meta.js'],
      ['/root/.ssh/authorized_keys'],
      ['/etc/network/interfaces'],
      ['/etc/shadow'],
    ]);
  });

  test('an announced item that is never written is unknown', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([log.announced('key'), log.announced('net'), ...opened(log)]);
    expect(items(cycle)).toEqual(['key unknown', 'net unknown']);
  });

  test('files are opened for once more in 2012.1', async () => {
    const log = nova('2012.1');
    const dir = '/tmp/tmpFFFFFF';
    const [first, second] = await cyclesOf([
      log.starting(),
      ...keyOverNbd(log),
      ...opened(log, '/dev/nbd15', dir),
      log.ran(`mkdir -p ${dir}/etc`),
      log.ran(`tee ${dir}/etc/motd`),
      ...closed(log),
      log.running(),
    ]);
    expect(first && items(first)).toEqual(['key written']);
    expect(second).toMatchObject({ purpose: 'injection', outcome: 'completed', mountDir: dir });
    expect(second?.items).toMatchObject([
      { item: 'files', outcome: 'written', paths: ['/etc/motd'] },
    ]);
  });

  test('a file that replaces the authorized keys is a file', async () => {
    const log = nova('2012.1');
    const dir = '/tmp/tmpFFFFFF';
    const [, second] = await cyclesOf([
      log.starting(),
      ...keyOverNbd(log),
      ...opened(log, '/dev/nbd15', dir),
      log.ran(`tee ${dir}/root/.ssh/authorized_keys`),
      ...closed(log),
      log.running(),
    ]);
    expect(second && items(second)).toEqual(['files written']);
  });

  test('a file beside the key in one opening, though both are its file', async () => {
    const log = nova('2012.2');
    const dir = '/tmp/tmpxGBdT0';
    const cycle = await cycleOf([
      log.starting(),
      log.announced('key'),
      log.announced('files'),
      ...opened(log),
      ...log.writeKey(dir),
      log.ran(`tee ${dir}/root/.ssh/authorized_keys`),
      ...closed(log),
      log.running(),
    ]);
    expect(items(cycle)).toEqual(['key written', 'files written']);
  });

  test('from 2013.1 the announcing line decides whose a write is', async () => {
    const log = nova('2013.1');
    const fs = '<nova.virt.disk.vfs.localfs.VFSLocalFS object at 0x7f9d177ee810>';
    const dir = '/tmp/openstack-vfs-localfsHKU4mT';
    const api = (message: string) => log.say('DEBUG', 'nova.virt.disk.api', message);
    const cycle = await cycleOf([
      log.starting(),
      log.announced('metadata'),
      log.announced('files'),
      log.requested(
        "key=None net=None metadata=[{'a': 'b'}] admin_password=x files=[('/meta.js', 'z')]",
      ),
      log.opening(),
      ...opened(log, '/dev/nbd7', dir),
      api(`Inject metadata fs=${fs} metadata=[{'a': 'b'}]`),
      api(`Inject file fs=${fs} path=meta.js append=False`),
      log.ran(`tee ${dir}/meta.js`),
      api(`Inject file fs=${fs} path=/meta.js append=False`),
      log.ran(`tee ${dir}/meta.js`),
      ...closed(log, '/dev/nbd7'),
      log.running(),
    ]);
    expect(items(cycle)).toEqual(['metadata written', 'files written']);
  });

  test('a file whose item’s own line is missing is no file when none was asked for', async () => {
    const log = nova('2014.1');
    const fs = '<nova.virt.disk.vfs.localfs.VFSLocalFS object at 0x7f9d177ee810>';
    const api = (message: string) => log.say('DEBUG', 'nova.virt.disk.api', message);
    const cycle = await cycleOf([
      log.starting(),
      log.requested("key=ssh-rsa A net=None metadata=[{'a': 'b'}] admin_password=x files=None"),
      ...opened(log, '/dev/nbd7', '/tmp/openstack-vfs-localfsHKU4mT'),
      api(`Inject key fs=${fs} key=ssh-rsa A`),
      api(`Inject file fs=${fs} path=meta.js append=False`),
      ...closed(log, '/dev/nbd7'),
      log.running(),
    ]);
    expect(items(cycle)).toContainEqual(expect.stringMatching(/^metadata /));
    expect(items(cycle)).not.toContainEqual(expect.stringMatching(/^files /));
  });
});

test('a capture that begins with the appliance does not show the start', async () => {
  const log = nova('2014.1');
  const guestfs = (message: string) => log.say('DEBUG', 'nova.virt.disk.vfs.guestfs', message);
  const cycle = await cycleOf([
    guestfs(`Setting up appliance for /var/lib/nova/instances/${UUID}/disk qcow2`),
    guestfs('Tearing down appliance'),
  ]);
  expect(cycle.start).toBeNull();
});

describe('several instances in one request', () => {
  const others = ['1', '2', '3'].map((digit) =>
    nova('2012.1', {
      uuid: `${digit}c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21`,
      name: `instance-0000000${digit}`,
    }),
  );
  const devices = ['/dev/nbd15', '/dev/nbd14', '/dev/nbd13'];
  const dirs = ['/tmp/tmpAAAAAA', '/tmp/tmpBBBBBB', '/tmp/tmpCCCCCC'];
  /** Each step of all three before the next of any; nothing comes between announcement and attach. */
  const interleaved = () => {
    const own = others.map((log, index) => {
      const start = log.starting();
      const [announced = '', attached = '', ...rest] = keyOverNbd(log, devices[index], dirs[index]);
      return [[start], [announced, attached], ...rest.map((line) => [line]), [log.running()]];
    });
    return (own[0] ?? []).flatMap((_, step) => own.flatMap((lines) => lines[step] ?? []));
  };

  test('each has its own device, directory and item', async () => {
    const cycles = await cyclesOf(interleaved());
    expect(
      cycles.map(({ instance, device, mountDir, outcome }) => [
        instance.name,
        device,
        mountDir,
        outcome,
      ]),
    ).toEqual([
      ['instance-00000001', '/dev/nbd15', '/tmp/tmpAAAAAA', 'completed'],
      ['instance-00000002', '/dev/nbd14', '/tmp/tmpBBBBBB', 'completed'],
      ['instance-00000003', '/dev/nbd13', '/tmp/tmpCCCCCC', 'completed'],
    ]);
    for (const cycle of cycles) expect(items(cycle)).toEqual(['key written']);
  });

  test('each keeps its own steps in their order', async () => {
    for (const cycle of await cyclesOf(interleaved())) {
      const lines = cycle.steps.map(({ evidence: [first] }) => first.line);
      expect(lines).toEqual([...lines].sort((a, b) => a - b));
      expect(steps(cycle).filter((step) => step !== 'write')).toEqual([
        'announce',
        'attach',
        'map',
        'mount',
        'unmount',
        'unmap',
        'detach',
      ]);
    }
  });

  test('a failure is told by the instance it names', async () => {
    const [first, second] = others;
    if (first === undefined || second === undefined) throw new Error('no instances');
    const cycles = await cyclesOf([
      first.starting(),
      second.starting(),
      first.announced('key'),
      first.attach(devices[0]),
      second.announced('key'),
      second.attach(devices[1]),
      second.ignored('nbd device /dev/nbd14 did not show up'),
      first.map(devices[0]),
      first.mount(mapped(devices[0] ?? ''), dirs[0]),
      ...first.writeKey(dirs[0]),
      ...closed(first, devices[0]),
      first.running(),
    ]);
    expect(cycles.map(({ outcome }) => outcome)).toEqual(['completed', 'failed-ignored']);
  });
});

describe('results', () => {
  test('belong to the only command that runs', async () => {
    const log = nova('2012.2');
    const cycle = await cycleOf([
      log.starting(),
      log.announced('key'),
      log.attach(),
      log.result(0),
      log.map(),
      log.result(0),
    ]);
    expect(stepOf(cycle, 'qemu-nbd -c')).toMatchObject({ exitCode: 0, durationMs: 1000 });
    expect(stepOf(cycle, 'kpartx -a')).toMatchObject({ exitCode: 0, durationMs: 1000 });
  });

  test('belong to no command when two could have them', async () => {
    const one = nova('2012.2');
    const two = nova('2012.2', {
      uuid: 'b0b40dff-43d0-4005-9b84-2233050bc550',
      name: 'instance-0000076e',
    });
    const [first, second] = await cyclesOf([
      one.starting(),
      two.starting(),
      one.announced('key'),
      two.announced('key'),
      one.attach('/dev/nbd15'),
      two.attach('/dev/nbd14'),
      one.result(1),
    ]);
    expect(first && stepOf(first, 'qemu-nbd')).toMatchObject({ exitCode: null, endedAt: null });
    expect(second && stepOf(second, 'qemu-nbd')).toMatchObject({ exitCode: null, endedAt: null });
  });

  test('that were used up by a finished command are not counted again', async () => {
    const [one, two, three] = ['1', '2', '3'].map((digit) =>
      nova('2012.2', {
        uuid: `${digit}c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21`,
        name: `instance-0000000${digit}`,
      }),
    );
    if (one === undefined || two === undefined || three === undefined) throw new Error('no logs');
    const [first] = await cyclesOf([
      one.starting(),
      two.starting(),
      three.starting(),
      one.announced('key'),
      one.attach('/dev/nbd15'),
      two.announced('key'),
      two.attach('/dev/nbd14'),
      three.announced('key'),
      three.attach('/dev/nbd13'),
      one.result(0),
      two.result(0),
      one.map('/dev/nbd15'),
      three.result(1),
    ]);
    expect(first && stepOf(first, 'kpartx -a')).toMatchObject({ exitCode: null, endedAt: null });
  });

  test('of other commands are not taken for those of an image', async () => {
    const log = nova('2012.2');
    const cycle = await cycleOf([
      log.starting(),
      log.announced('key'),
      log.attach(),
      log.result(0),
      log.ran('iptables-save -t filter'),
      log.result(3),
      log.map(),
      log.result(0),
    ]);
    expect(cycle.steps.map(({ exitCode }) => exitCode)).toEqual([null, 0, 0]);
  });

  test('are not made up where only failures are printed', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([log.starting(), ...keyOverNbd(log), log.running()]);
    expect(stepOf(cycle, 'mount')).toMatchObject({
      exitCode: null,
      endedAt: null,
      durationMs: null,
    });
  });

  test('are told by an error text that names its command', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([
      log.announced('key'),
      log.attach(),
      log.map(),
      log.mount(),
      log.attempt(
        `Failed to mount filesystem: ${ERROR_32('mount /dev/mapper/nbd15p1 /tmp/tmpxGBdT0')}`,
      ),
    ]);
    expect(stepOf(cycle, 'mount')).toMatchObject({ exitCode: 32 });
  });
});

describe('failures', () => {
  test('of every handler: the whole injection, and the instance runs', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([
      log.starting(),
      log.announced('key'),
      log.attempt('nbd unavailable: module not loaded'),
      log.attempt('unknown guestmount error'),
      log.ignored('\n--\nnbd unavailable: module not loaded\n--\nunknown guestmount error'),
      log.running(),
    ]);
    expect(cycle).toMatchObject({ outcome: 'failed-ignored', handler: null, device: null });
    expect(attempts(cycle)).toEqual(['loop skipped', 'nbd failed', 'guestfs failed']);
    expect(items(cycle)).toEqual(['key unknown']);
  });

  test('of one item: the others arrive', async () => {
    const log = nova('2013.1');
    const fs = '<nova.virt.disk.vfs.localfs.VFSLocalFS object at 0x7f9d177ee810>';
    const dir = '/tmp/openstack-vfs-localfsHKU4mT';
    const api = (message: string) => log.say('DEBUG', 'nova.virt.disk.api', message);
    const cycle = await cycleOf([
      log.announced('key'),
      log.announced('net'),
      log.requested('key=ssh-rsa A net=auto lo metadata=[] admin_password=x files=None'),
      log.opening(),
      ...opened(log, '/dev/nbd7', dir),
      api(`Inject key fs=${fs} key=ssh-rsa A`),
      api(`Inject file fs=${fs} path=root/.ssh/authorized_keys append=True`),
      log.ran(`tee -a ${dir}/root/.ssh/authorized_keys`),
      log.result(0),
      api(`Inject key fs=${fs} net=auto lo`),
      api(`Inject file fs=${fs} path=etc/network/interfaces append=False`),
      log.ran(`tee ${dir}/etc/network/interfaces`),
      log.result(1),
      log.itemIgnored('net', ERROR_32(`tee ${dir}/etc/network/interfaces`)),
      ...closed(log, '/dev/nbd7'),
      log.running(),
    ]);
    expect(cycle).toMatchObject({ outcome: 'failed-ignored', handler: 'nbd' });
    expect(items(cycle)).toEqual(['key written', 'net failed']);
  });

  test('of files are fatal from 2013.1 on', async () => {
    const log = nova('2013.1');
    const cycle = await cycleOf([
      log.announced('files'),
      log.requested("key=None net=None metadata=[] admin_password=x files=[('/a', 'b')]"),
      log.opening(),
      log.say(
        'ERROR',
        'nova.virt.libvirt.driver',
        'Error injecting data into image 0b7d (nbd unavailable: module not loaded)',
        true,
      ),
    ]);
    expect(cycle).toMatchObject({
      outcome: 'failed-fatal',
      error: 'nbd unavailable: module not loaded',
    });
  });

  test('of files are fatal in 2012.1, told by the traceback alone', async () => {
    const log = nova('2012.1');
    const dir = '/tmp/tmpFFFFFF';
    const trace = (text: string) =>
      `2012-05-14 09:01:00 TRACE nova.compute.manager [instance: ${UUID}] ${text}`;
    const [first, second] = await cyclesOf([
      log.starting(),
      ...keyOverNbd(log),
      ...opened(log, '/dev/nbd15', dir),
      ...closed(log),
      log.say('ERROR', 'nova.compute.manager', 'Instance failed to spawn', true),
      trace('Traceback (most recent call last):'),
      trace('  File "/nova/virt/disk/api.py", line 290, in inject_files'),
      trace('    _inject_file_into_fs(img.mount_dir, path, contents)'),
      trace('Invalid: injected file path not valid'),
    ]);
    expect(first?.outcome).toBe('completed');
    expect(second).toMatchObject({
      outcome: 'failed-fatal',
      error: 'Invalid: injected file path not valid',
    });
    expect(second?.items).toMatchObject([{ item: 'files', outcome: 'failed' }]);
  });

  test('of the build for another reason are not blamed on the injection', async () => {
    const log = nova('2012.1');
    const trace = (text: string) =>
      `2012-05-14 09:01:00 TRACE nova.compute.manager [instance: ${UUID}] ${text}`;
    const cycle = await cycleOf([
      log.starting(),
      ...keyOverNbd(log),
      log.say('ERROR', 'nova.compute.manager', 'Instance failed to spawn', true),
      trace('Traceback (most recent call last):'),
      trace('  File "/nova/virt/libvirt/connection.py", line 900, in spawn'),
      trace('libvirtError: internal error no emulator found'),
    ]);
    expect(cycle.outcome).not.toMatch(/^failed/);
    expect(cycle.error).toBeNull();
    expect(items(cycle)).not.toContain('key failed');
  });

  test('that name no request are placed nowhere', async () => {
    const log = nova('2013.1');
    const stranger = nova('2013.1', { request: 'req-other' });
    const [own] = await cyclesOf([...keyOverGuestfs(log), stranger.itemIgnored('key', 'boom')]);
    expect(own).toMatchObject({ outcome: 'completed', error: null });
  });
});

describe('what is left on the host', () => {
  const names = ({ leftBehind }: Cycle) => [
    ...leftBehind.mounts.map(({ name }) => name),
    ...leftBehind.mappings.map(({ name }) => name),
    ...leftBehind.devices.map(({ name }) => name),
  ];
  const started = (log: Nova) => [
    log.starting(),
    log.announced('key'),
    ...opened(log),
    ...log.writeKey(),
  ];

  test('umount fails: mount, mapping and device', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([
      ...started(log),
      log.unmount(),
      log.result(1),
      log.ignored("[Errno 16] Device or resource busy: '/tmp/tmpxGBdT0'"),
      log.running(),
    ]);
    expect(cycle.outcome).toBe('leaked');
    expect(names(cycle)).toEqual(['/tmp/tmpxGBdT0', '/dev/mapper/nbd15p1', '/dev/nbd15']);
  });

  test('kpartx -d fails: mapping and device', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([
      ...started(log),
      log.unmount(),
      log.unmap(),
      log.result(1),
      log.ignored(ERROR_32('kpartx -d /dev/nbd15')),
      log.running(),
    ]);
    expect(cycle.outcome).toBe('leaked');
    expect(names(cycle)).toEqual(['/dev/mapper/nbd15p1', '/dev/nbd15']);
  });

  test('qemu-nbd -d fails: the device', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([...started(log), ...closed(log), log.result(1), log.running()]);
    expect(cycle.outcome).toBe('leaked');
    expect(names(cycle)).toEqual(['/dev/nbd15']);
    expect(cycle.leftBehind.devices[0]?.proof).toBe('observed');
  });

  test('a release that succeeds when tried again: nothing', async () => {
    const log = nova('2014.1');
    const cycle = await cycleOf([
      log.starting(),
      log.requested('key=ssh-rsa A net=None metadata=[] admin_password=x files=None'),
      log.opening('1', 'raw'),
      log.ran(`losetup --find --show ${log.disk}`),
      log.result(0),
      log.map('/dev/loop0'),
      log.result(0),
      log.mount('/dev/mapper/loop0p1', '/tmp/openstack-vfs-localfsBmhwUD'),
      log.result(0),
      log.unmount('/dev/mapper/loop0p1'),
      log.result(0),
      log.unmap('/dev/loop0'),
      log.result(0),
      log.ran('losetup --detach /dev/loop0'),
      log.result(1),
      log.retrying('losetup --detach /dev/loop0'),
      log.ran('losetup --detach /dev/loop0'),
      log.result(0),
      log.running(),
    ]);
    expect(cycle.outcome).toBe('completed');
    expect(names(cycle)).toEqual([]);
    expect(steps(cycle).slice(-3)).toEqual(['detach', 'retry', 'detach']);
  });

  test('the service dies in between: likely everything', async () => {
    const log = nova('2012.1');
    const again = nova('2012.1', { request: null, start: 600 });
    const cycle = await cycleOf([
      ...started(log),
      again.say('AUDIT', 'nova.service', 'Starting compute node (version 2012.1)'),
    ]);
    expect(cycle).toMatchObject({ outcome: 'incomplete', outcomeBasis: 'absence' });
    expect(names(cycle)).toEqual(['/tmp/tmpxGBdT0', '/dev/mapper/nbd15p1', '/dev/nbd15']);
    expect(cycle.leftBehind.devices[0]?.proof).toBe('likely');
  });

  test('the capture ends in between: nothing can be said', async () => {
    const cycle = await cycleOf(started(nova('2012.1')));
    expect(cycle.outcome).toBe('incomplete');
    expect(names(cycle)).toEqual([]);
  });

  test('a service that starts again takes no detached cycle along', async () => {
    const log = nova('2012.1');
    const again = nova('2012.1', { request: null, start: 600 });
    const cycle = await cycleOf([
      ...started(log),
      ...closed(log),
      log.running(),
      again.say('AUDIT', 'nova.service', 'Starting compute node (version 2012.1)'),
    ]);
    expect(cycle.outcome).toBe('completed');
  });
});

describe('captures with parts missing', () => {
  test('one that begins inside a cycle', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([...log.writeKey(), ...closed(log), log.running()]);
    expect(cycle).toMatchObject({
      purpose: 'injection',
      mountDir: '/tmp/tmpxGBdT0',
      error: null,
    });
    expect(cycle.items).toMatchObject([{ item: 'key', paths: ['/root/.ssh/authorized_keys'] }]);
    expect(cycle.notVisible).toContainEqual(expect.stringMatching(/^beginning not visible/));
  });

  test('one that begins inside a cycle: the teardown tells handler and device', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([...log.writeKey(), ...closed(log), log.running()]);
    expect(cycle).toMatchObject({ handler: 'nbd', device: '/dev/nbd15' });
  });

  test('one that begins with the teardown', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([...closed(log), log.running()]);
    expect(cycle).toMatchObject({ handler: 'nbd', device: '/dev/nbd15', error: null });
    expect(steps(cycle)).toEqual(['unmount', 'unmap', 'detach']);
  });

  test('one that ends before the teardown', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([log.announced('key'), ...opened(log)]);
    expect(cycle).toMatchObject({
      outcome: 'incomplete',
      outcomeConfidence: 'certain',
      outcomeBasis: 'absence',
    });
    expect(cycle.notVisible).toContainEqual(expect.stringMatching(/^end not visible/));
  });

  test('INFO only: announced, and the instance came up', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([log.starting(), log.announced('key'), log.spawned()]);
    expect(cycle).toMatchObject({
      purpose: 'injection',
      handler: null,
      attempts: [],
      outcome: 'completed',
      outcomeConfidence: 'likely',
      outcomeBasis: 'absence',
    });
    expect(items(cycle)).toEqual(['key unknown']);
  });

  test('INFO only, as JSON: a failure may be among the lost records, so nothing is assumed', async () => {
    const json = (name: string, message: string) =>
      JSON.stringify({
        message,
        name,
        levelname: 'INFO',
        asctime: '2012-05-14 09:21:07,123',
        extra: { request_id: REQUEST, instance: `[instance: ${UUID}] ` },
      });
    const driver = 'nova.virt.libvirt.connection';
    const cycle = await cycleOf([
      json('nova.compute.manager', 'Starting instance...'),
      json(driver, 'Injecting key into image 0b7d'),
      json(driver, 'Instance spawned successfully.'),
    ]);
    expect(cycle).toMatchObject({ instance: { uuid: UUID }, outcome: 'incomplete' });
  });

  test('a JSON record that carries all of the instance names it for its cycles', async () => {
    const json = (name: string, message: string, level = 'DEBUG') =>
      JSON.stringify({
        message,
        name,
        levelname: level,
        asctime: '2023-06-20 08:00:59,123',
        context: { request_id: REQUEST },
        extra:
          level === 'INFO'
            ? { instance: { uuid: UUID, name: 'instance-0000076d', key_data: 'x' } }
            : {},
      });
    const image = `<LocalFileImage:{'format': 'qcow2', 'path': '/var/lib/nova/instances/${UUID}/disk'}>`;
    const cycle = await cycleOf([
      json('nova.virt.libvirt.driver', 'Creating image(s)', 'INFO'),
      json(
        'nova.virt.disk.api',
        `Inject data image=${image} key=k net=None metadata={} admin_password=<SANITIZED> files=[] partition=1`,
      ),
    ]);
    expect(cycle.instance).toEqual({ uuid: UUID, name: 'instance-0000076d' });
  });

  test('INFO only: instances of one request are told apart', async () => {
    const one = nova('2012.1');
    const two = nova('2012.1', { uuid: 'b0b40dff-43d0-4005-9b84-2233050bc550' });
    const cycles = await cyclesOf([
      one.starting(),
      two.starting(),
      one.announced('key'),
      two.announced('key'),
      two.announced('net'),
      one.spawned(),
      two.spawned(),
    ]);
    expect(cycles.map((cycle) => [cycle.instance.uuid, items(cycle)])).toEqual([
      [one.uuid, ['key unknown']],
      [two.uuid, ['key unknown', 'net unknown']],
    ]);
  });

  test('INFO only: nothing is announced, nothing is known', async () => {
    const log = nova('2014.1');
    expect(await cyclesOf([log.starting(), log.creating(), log.spawned()])).toEqual([]);
  });

  test('warnings only: the failure is all there is', async () => {
    const log = nova('2013.2');
    const cycle = await cycleOf([
      log.ignored(
        `Failed to mount filesystem: ${ERROR_32('mount /dev/mapper/nbd6p1 /tmp/openstack-vfs-localfs3duLGB')}`,
      ),
    ]);
    expect(cycle).toMatchObject({
      purpose: 'injection',
      outcome: 'failed-ignored',
      instance: { uuid: null, name: null },
      requestId: REQUEST,
    });
    expect(attempts(cycle)).toContain('nbd failed');
  });

  test('warnings only: no img_handlers list is spoken of where there is none', async () => {
    const log = nova('2013.2');
    const { reason } = await cycleOf([
      log.ignored(
        `Failed to mount filesystem: ${ERROR_32('mount /dev/mapper/nbd6p1 /tmp/openstack-vfs-localfs3duLGB')}`,
      ),
    ]);
    expect(reason.text).not.toContain('img_handlers');
  });

  test('the same request id on every line is not needed', async () => {
    const log = nova('2012.1', { request: null });
    const cycle = await cycleOf([...opened(log), ...log.writeKey(), ...closed(log)]);
    expect(cycle).toMatchObject({ requestId: null, handler: 'nbd', device: '/dev/nbd15' });
    expect(steps(cycle)).toHaveLength(10);
  });
});

describe('images opened for something else', () => {
  test("a container's root stays mounted", async () => {
    const log = nova('2012.2');
    const root = '/var/lib/nova/instances/instance-0000076d/rootfs';
    const cycle = await cycleOf([
      log.starting(),
      log.attach(),
      log.result(0),
      log.mount('/dev/nbd15', root),
      log.result(0),
      log.running(),
    ]);
    expect(cycle).toMatchObject({
      purpose: 'container-rootfs',
      mechanism: 'lxc',
      mountDir: root,
      handler: 'nbd',
      items: [],
    });
    expect(cycle.leftBehind).toEqual({ devices: [], mappings: [], mounts: [] });
  });

  test('a container with a key: an injection and a container', async () => {
    const log = nova('2012.1');
    const root = '/var/lib/nova/instances/instance-0000076d/rootfs';
    const cycles = await cyclesOf([
      log.starting(),
      log.announced('key'),
      log.attach(),
      log.mount('/dev/nbd15'),
      ...log.writeKey(),
      log.unmount('/dev/nbd15'),
      log.detach(),
      log.attach('/dev/nbd15'),
      log.mount('/dev/nbd15', root),
      log.running(),
    ]);
    expect(cycles.map(({ purpose }) => purpose)).toEqual(['injection', 'container-rootfs']);
  });

  test('a resize check in 2012.2: a whole device and no write', async () => {
    const log = nova('2012.2');
    const cycle = await cycleOf([
      log.say('DEBUG', 'nova.virt.libvirt.driver', 'Starting finish_migration', true),
      log.attach(),
      log.result(0),
      log.mount('/dev/nbd15', '/tmp/openstack-disk-mount-tmpxGBdT0'),
      log.result(0),
      log.unmount('/dev/nbd15'),
      log.result(0),
      log.detach(),
      log.result(0),
      log.running(),
    ]);
    expect(cycle).toMatchObject({ purpose: 'resize-check', outcome: 'completed', items: [] });
  });

  test.each([
    ['2013.1', 'Checking if we can resize image %s. size=10, CoW=True'],
    ['2013.2', 'Checking if we can resize filesystem inside %s. CoW=True'],
    ['2014.1', 'Checking if we can resize filesystem inside %s. CoW=True'],
  ] as const)('a resize check in %s says so', async (tag, message) => {
    const log = nova(tag);
    const cycle = await cycleOf([
      log.say('DEBUG', 'nova.virt.disk.api', message.replace('%s', log.disk)),
      log.opening('None'),
      log.attach('/dev/nbd7'),
      log.mount('/dev/nbd7', '/tmp/openstack-vfs-localfsAbCdEf'),
      log.unmount('/dev/nbd7'),
      log.detach('/dev/nbd7'),
    ]);
    expect(cycle).toMatchObject({ purpose: 'resize-check', items: [] });
  });

  test('a resize check that cannot mount is no injection failure', async () => {
    const log = nova('2013.2');
    const cycle = await cycleOf([
      log.say(
        'DEBUG',
        'nova.virt.disk.api',
        `Checking if we can resize filesystem inside ${log.disk}. CoW=True`,
      ),
      log.opening('None'),
      log.vfs('Falling back to VFSLocalFS'),
      log.vfs('Using NbdMount', 'localfs'),
      log.say(
        'DEBUG',
        'nova.virt.disk.api',
        `Unable to mount image ${log.disk} with error No free nbd devices. Cannot resize.`,
      ),
    ]);
    expect(cycle).toMatchObject({ purpose: 'resize-check', outcome: 'failed-ignored', items: [] });
  });

  test('a filesystem resized in place', async () => {
    const log = nova('2014.1');
    const cycle = await cycleOf([
      log.attach('/dev/nbd7'),
      log.ran('e2fsck -fp /dev/nbd7'),
      log.ran('resize2fs /dev/nbd7'),
      log.detach('/dev/nbd7'),
    ]);
    expect(cycle.purpose).toBe('filesystem-resize');
  });

  test("2012.1's config drive is an image of its own", async () => {
    const log = nova('2012.1');
    const image = '/var/lib/nova/instances/instance-0000076d/disk.config';
    const cycle = await cycleOf([
      log.starting(),
      log.announced('key', 'config-drive'),
      log.attach('/dev/nbd15', image),
      log.mount('/dev/nbd15'),
      ...log.writeKey(),
      log.unmount('/dev/nbd15'),
      log.detach(),
      log.running(),
    ]);
    expect(cycle).toMatchObject({
      purpose: 'config-drive',
      image: { path: image, id: 'config-drive' },
      instance: { uuid: UUID },
    });
  });

  test('a vfat config drive is mounted from its file', async () => {
    const log = nova('2012.2');
    const cycle = await cycleOf([
      log.ran(`mount -o loop ${log.disk}.config /var/lib/nova/tmp/cd_mnt_AbCdEf`),
      log.result(0),
      log.ran('umount /var/lib/nova/tmp/cd_mnt_AbCdEf'),
      log.result(0),
    ]);
    expect(cycle.purpose).toBe('config-drive');
  });
});

describe('the lines of the excerpt', () => {
  const excerpt = () => cycleOf(fixture('excerpt.log').bytes);

  test('are one completed injection over nbd', async () => {
    expect(await excerpt()).toMatchObject({
      purpose: 'injection',
      instance: { uuid: null, name: 'instance-0000076d' },
      image: { path: '/var/lib/nova/instances/instance-0000076d/disk' },
      handler: 'nbd',
      device: '/dev/nbd15',
      mappedDevice: '/dev/mapper/nbd15p1',
      partition: '1',
      mountDir: '/tmp/tmpxGBdT0',
      outcome: 'completed',
    });
  });

  test('are its six steps, without times', async () => {
    const cycle = await excerpt();
    expect(steps(cycle)).toEqual(['attach', 'map', 'mount', 'unmount', 'unmap', 'detach']);
    expect(cycle).toMatchObject({ start: null, end: null, durationMs: null });
    for (const step of cycle.steps) {
      expect(step).toMatchObject({ at: null, endedAt: null, durationMs: null, exitCode: null });
    }
  });

  test('each cite their own line', async () => {
    const cycle = await excerpt();
    expect(cycle.steps.map(({ evidence: [{ line }] }) => line)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('leave loop ruled out and guestfs not reached', async () => {
    const { reason, attempts: tried } = await excerpt();
    expect(reason).toMatchObject({ rule: 'img-handlers', confidence: 'likely', basis: 'release' });
    expect(reason.ruledOut.map(({ handler, why }) => [handler, why])).toEqual([
      ['loop', expect.stringContaining('copy-on-write')],
      ['guestfs', expect.stringContaining('not reached')],
    ]);
    expect(tried.map(({ handler, outcome }) => [handler, outcome])).toEqual([
      ['loop', 'skipped'],
      ['nbd', 'opened'],
    ]);
  });

  test('show no writes, and say what to look for', async () => {
    const { notVisible, items: seen } = await excerpt();
    expect(seen).toEqual([]);
    expect(notVisible).toContainEqual(
      expect.stringMatching(/^writes not visible.*"Injecting … into image …"/),
    );
  });

  test('are all recognised', async () => {
    const { sources, summary } = await reportOn(fixture('excerpt.log').bytes);
    expect(sources[0]).toMatchObject({ lines: 6, recognisedLines: 6, format: 'bare' });
    expect(summary).toMatchObject({ cycles: 1, injections: 1, unrecognisedLines: 0 });
  });
});

describe('what people paste', () => {
  const disk = '/var/lib/nova/instances/instance-0000076d/disk';

  test('commands that lost their line breaks are still commands', async () => {
    const [cycle, ...others] = await cyclesOf([
      `qemu-nbd -c /dev/nbd15 ${disk} kpartx -a /dev/nbd15 mount /dev/mapper/nbd15p1 /tmp/tmpxGBdT0 umount /dev/mapper/nbd15p1 kpartx -d /dev/nbd15 qemu-nbd -d /dev/nbd15`,
    ]);
    expect(others).toEqual([]);
    expect(cycle).toMatchObject({ outcome: 'completed', image: { path: disk } });
    expect(cycle && steps(cycle)).toEqual(['attach', 'map', 'mount', 'unmount', 'unmap', 'detach']);
  });

  test('a warning that names no image is about the one its error names', async () => {
    const log = nova('2013.2', { request: REQUEST });
    const cycle = await cycleOf([
      log.say(
        'WARNING',
        'nova.virt.disk.api',
        `Ignoring error injecting data into image (Error mounting ${log.disk} with libguestfs (command failed: LC_ALL=C '/usr/libexec/qemu-kvm' -nographic -help`,
      ),
    ]);
    expect(cycle).toMatchObject({
      purpose: 'injection',
      outcome: 'failed-ignored',
      instance: { uuid: UUID },
      image: { path: log.disk },
    });
  });

  test('what a blog set for print reads as Nova printed it', async () => {
    const log = nova('2013.2', { request: REQUEST });
    const trace = [
      'Traceback (most recent call last):',
      'File “/usr/lib/python2.7/dist-packages/nova/virt/disk/api.py”, line 317, in inject_data',
      'NovaException: Error mounting with libguestfs (external command failed)',
    ].map(
      (text) =>
        `2013-11-20 11:45:09.000 4711 TRACE nova.compute.manager [instance: ${UUID}] ${text}`,
    );
    const report = await reportOn([
      log.starting().replace('...', '…'),
      log.announced('files'),
      log.ran(`losetup –find –show ${log.disk}`),
      log.say('ERROR', 'nova.compute.manager', 'Instance failed to spawn', true),
      ...trace,
    ]);
    expect(report.instances[0]).toMatchObject({ boot: { start: expect.anything() } });
    expect(report.cycles[0]).toMatchObject({ outcome: 'failed-fatal', image: { path: log.disk } });
  });
});

describe('a capture that begins with the choice of the handler', () => {
  test('has one cycle, not one for the choice and one for the device', async () => {
    const log = nova('2014.1');
    const disk = `/var/lib/nova/instances/${UUID}/disk`;
    const cycles = await cyclesOf([
      log.say('DEBUG', 'nova.virt.disk.vfs.api', 'Falling back to VFSLocalFS'),
      log.say('DEBUG', 'nova.virt.disk.vfs.localfs', 'Using NbdMount'),
      log.say('DEBUG', 'nova.virt.disk.mount.nbd', `Get nbd device /dev/nbd4 for ${disk}`),
      ...opened(log, '/dev/nbd4'),
      ...log.writeKey('/tmp/tmpxGBdT0'),
      ...closed(log, '/dev/nbd4'),
    ]);
    expect(cycles).toMatchObject([
      { purpose: 'injection', handler: 'nbd', mechanism: 'vfs-localfs', image: { path: disk } },
    ]);
  });
});
