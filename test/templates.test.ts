// Templates: each sample is read by its own variant and no other, the sieve finds it, and text that only
// looks like a template is not taken for one.

import { describe, expect, test } from 'vitest';
import { readEvent } from '../src/events.ts';
import type { LogRecord } from '../src/model.ts';
import { compareVersions, releaseOf } from '../src/releases/index.ts';
import { needles } from '../src/sieve/needles.ts';
import { bareCommand, commandErrorIn, readCommand } from '../src/templates/command-line.ts';
import { imageFormat, imagePath } from '../src/templates/image-model.ts';
import { templates } from '../src/templates/index.ts';
import type { CompiledVariant } from '../src/templates/template.ts';

function record(message: string, parts: Partial<LogRecord> = {}): LogRecord {
  return {
    source: 0,
    line: 1,
    offset: 0,
    lines: 1,
    text: message,
    dialect: 'oslo-text',
    kind: 'record',
    time: null,
    host: null,
    pid: null,
    level: 'DEBUG',
    logger: 'nova.utils',
    requestId: null,
    instance: null,
    instanceName: null,
    message,
    traceback: [],
    caller: null,
    ...parts,
  };
}

/** A record as the variant's release prints it. */
function printed({ loggers }: CompiledVariant, message: string): LogRecord {
  const logger = loggers[0] ?? null;
  return record(message, { logger, level: logger === null ? null : 'DEBUG' });
}

/** The fact a logger's message states, null for none. */
function factsOf(logger: string | null, message: string, parts: Partial<LogRecord> = {}) {
  return readEvent(record(message, { logger, ...parts }))?.facts ?? null;
}

const variants = templates.flatMap(({ id, variants: own }) =>
  own.map((variant, index) => ({ id, name: `${id} #${index + 1}`, variant })),
);

/** Known lines that state nothing: the line after each says the same and more. */
const SILENT = ['vfs.import-tried', 'vfs.local-setup-failed'];

describe('each variant', () => {
  test('is one of a template with an id of its own', () => {
    const ids = templates.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(50);
  });

  test.each(variants)('$name reads its sample', ({ id, variant }) => {
    const facts = variant.read(variant.sample, printed(variant, variant.sample));
    if (SILENT.includes(id)) expect(facts).toBeNull();
    else expect(facts).toMatchObject({ kind: expect.stringMatching(/^[a-z-]+$/) });
  });

  test.each(variants)('no other template with its logger reads the sample of $name', (own) => {
    const { sample, loggers } = own.variant;
    const others = variants.filter(
      ({ id, variant }) =>
        id !== own.id && variant.loggers.some((logger) => loggers.includes(logger)),
    );
    const claiming = others.filter(
      ({ variant }) =>
        sample.startsWith(variant.prefix) &&
        variant.read(sample, printed(own.variant, sample)) !== null,
    );
    expect(claiming.map(({ name }) => name)).toEqual([]);
  });

  test.each(variants)('$name has a needle in the first line of its sample', ({ variant }) => {
    const [first = ''] = variant.sample.split('\n');
    expect(variant.needles.filter((needle) => first.includes(needle))).not.toEqual([]);
  });

  test.each(variants)('the sieve finds the sample of $name in text and in JSON', ({ variant }) => {
    const [first = ''] = variant.sample.split('\n');
    for (const line of [first, JSON.stringify({ message: variant.sample })]) {
      expect(needles.filter((needle) => line.includes(needle))).not.toEqual([]);
    }
  });

  test.each(variants)('$name names releases there are', ({ variant: { since, until } }) => {
    const isOlder = until !== null && compareVersions(until, '2012.1') < 0;
    for (const tag of isOlder ? [] : [since, until])
      if (tag !== null) expect(releaseOf(tag)).not.toBeNull();
    if (since !== null && until !== null) {
      expect(compareVersions(since, until)).toBeLessThanOrEqual(0);
    }
  });
});

describe('what messages state', () => {
  const api = 'nova.virt.disk.api';
  const driver = 'nova.virt.libvirt.driver';
  const image = '/var/lib/nova/instances/x/disk';

  test('the announcement names item and image', () => {
    expect(factsOf(driver, 'Injecting admin_pass into image 0b7d')).toEqual({
      kind: 'announced',
      item: 'admin_password',
      imageId: '0b7d',
    });
  });

  test('the request names what has a value', () => {
    const values =
      "key=ssh-rsa AAAA u@h net=None metadata=[{'a': 1}] admin_password=<SANITIZED> files=[]";
    expect(factsOf(api, `Inject data image=${image} ${values} partition=1 use_cow=True`)).toEqual({
      kind: 'injection-requested',
      image,
      items: ['key', 'metadata'],
      partition: '1',
      prints: ['key', 'metadata'],
    });
  });

  test('values over several lines are read', () => {
    const values = 'key=None net=auto lo\niface lo inet loopback\n metadata=[]';
    expect(
      factsOf(
        api,
        `Inject data image=${image} ${values} admin_password=x files=None partition=None use_cow=True`,
      ),
    ).toMatchObject({ items: ['net'], partition: null });
  });

  test('values that hold a field name of their own leave the items open', () => {
    const values = "key=None net=None metadata=[] admin_password=x files=[('/a', 'b files=None')]";
    expect(
      factsOf(api, `Inject data image=${image} ${values} partition=1 use_cow=True`),
    ).toMatchObject({ kind: 'injection-requested', items: null, partition: '1' });
  });

  test('fields in another order than Nova prints them leave the items open', () => {
    const values = 'key=None metadata=[] net=None admin_password=x files=None';
    expect(
      factsOf(api, `Inject data image=${image} ${values} partition=1 use_cow=True`),
    ).toMatchObject({ items: null });
  });

  test("a file's path may hold what looks like the next field", () => {
    expect(
      factsOf(api, 'Inject file fs=<VFSLocalFS at 0x7f0> path=etc/a append=True b append=False'),
    ).toMatchObject({ kind: 'item-started', path: 'etc/a append=True b', append: false });
  });

  test('the same words are an attempt at DEBUG and a container above it', () => {
    const message = 'Failed to mount filesystem: Unexpected error while running command.';
    expect(factsOf(api, message)).toMatchObject({ kind: 'attempt-failed' });
    expect(factsOf(api, message, { level: 'ERROR' })).toMatchObject({ kind: 'container-failed' });
  });

  test('an error names its handler by its words or by its command', () => {
    const failed = (command: string) =>
      `Failed to mount filesystem: Unexpected error while running command.\nCommand: sudo ${command}\nExit code: 32\nStdout: ''\nStderr: ''`;
    expect(factsOf(api, failed('mount /dev/mapper/nbd15p1 /tmp/tmpAbCdEf'))).toMatchObject({
      handler: 'nbd',
      device: '/dev/mapper/nbd15p1',
    });
    expect(factsOf(api, failed('guestmount --rw -a /a -i /tmp/tmpAbCdEf'))).toMatchObject({
      handler: 'guestfs',
      device: null,
    });
    expect(factsOf(api, 'nbd device /dev/nbd3 did not show up')).toMatchObject({
      handler: 'nbd',
      device: '/dev/nbd3',
    });
  });

  test('a masked option has no value', () => {
    expect(factsOf('nova.service', 'libvirt_inject_key : FLAG SET ')).toEqual({
      kind: 'option',
      group: 'DEFAULT',
      name: 'libvirt_inject_key',
      value: null,
    });
  });

  test('an error summary behind the message is not part of it', () => {
    expect(
      factsOf(api, 'Ignoring error injecting key into image (File x): FileNotFound: File x'),
    ).toMatchObject({ item: 'key' });
  });

  test("a build's failure is blamed on injection by its traceback only", () => {
    const frame = '  File "/nova/virt/disk/api.py", line 290, in inject_files';
    const blamed = (traceback: readonly string[]) =>
      factsOf('nova.compute.manager', 'Instance failed to spawn', { level: 'ERROR', traceback });
    expect(blamed(['Traceback (most recent call last):', frame, 'Invalid: no'])).toMatchObject({
      throughInjection: 'inject_files',
      error: 'Invalid: no',
    });
    expect(
      blamed(['Traceback (most recent call last):', '  File "/x.py", line 1, in y', 'Boom: 1']),
    ).toMatchObject({ throughInjection: null });
  });
});

describe('hostile text', () => {
  const driver = 'nova.virt.libvirt.driver';

  test.each([
    ['a template behind other words', driver, 'Instance Injecting key into image x is up'],
    ["another logger's words", 'nova.compute.manager', 'Injecting key into image 0b7d'],
    ['an item there is not', driver, 'Injecting everything into image 0b7d'],
    ['words behind the image', driver, 'Injecting key into image 0b7d and more'],
    ['a stage there is not', driver, 'Instance hacked successfully.'],
    ['a result that is no number', 'nova.utils', 'Result was None'],
    ['a result with words behind it', 'nova.utils', 'Result was 0 or so'],
    ['an item of no template', 'nova.virt.disk.api', 'Ignoring error injecting x into image (y)'],
    ['a device that is none', 'nova.virt.disk.mount.api', 'Mount x on /tmp/y'],
    ['a bare command with a logger', 'nova.compute.manager', 'qemu-nbd -d /dev/nbd15'],
  ])('%s states nothing', (_, logger, message) => {
    expect(factsOf(logger, message)).toBeNull();
  });

  test('of several lines the first may state something, the others nothing', () => {
    const message = 'Injecting key into image 0b7d\nInjecting net into image 0b7d';
    expect(factsOf(driver, message)).toMatchObject({ kind: 'announced', item: 'key' });
    expect(factsOf(driver, `something else\n${message}`)).toBeNull();
  });

  test('a bare paste states nothing but commands on images', () => {
    expect(factsOf(null, 'kpartx -a /dev/nbd15')).toMatchObject({ kind: 'command' });
    for (const text of ['rm -rf /', 'tee /etc/passwd', 'mount /proc', 'umount']) {
      expect(factsOf(null, text)).toBeNull();
    }
  });

  test('a file named like a command is a path, not a command', () => {
    expect(
      factsOf('nova.utils', 'Running cmd (subprocess): tee /tmp/tmpAbCdEf/qemu-nbd -d /dev/nbd1'),
    ).toMatchObject({ command: 'tee /tmp/tmpAbCdEf/qemu-nbd -d /dev/nbd1', handler: null });
  });
});

describe('a dump of an instance', () => {
  const rpc = 'nova.openstack.common.rpc.amqp';
  const uuid = '3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21';
  const call = (instance: string) =>
    `received {'_context_roles': ['member'], 'args': {'node': u'cn7', 'instance': {${instance}}, 'injected_files': [(u'/a', 'eA==')]}, '_unique_id': '5826'}`;
  const named = `u'uuid': u'${uuid}', u'name': u'instance-0000076d'`;

  test.each([
    ['its own keys', `'id': 7, ${named}, 'instance_type': {'name': 'm1.small', 'id': 2}`],
    ['a key pair just before', `u'key_data': u'ssh-rsa AAAAB3NzaC1yc2E', ${named}`],
    ['text that reads like a key', `u'display_name': u"x', 'name': 'y", ${named}, 'a': u'\\'{'`],
    ['a date', `${named}, 'launched_at': datetime.datetime(2013, 6, 20, 11, 45)`],
  ])('names it by %s', (_, instance) => {
    expect(factsOf(rpc, call(instance))).toMatchObject({
      kind: 'identity',
      uuid,
      name: 'instance-0000076d',
    });
  });

  test.each([
    ['only its type is named', call(`u'uuid': u'${uuid}', 'instance_type': {'name': 'm1.small'}`)],
    ['it has no id yet', call(`u'uuid': u'${uuid}', u'name': u'${uuid}'`)],
    ['the line is cut', call(named).slice(0, 140)],
    ['it is not the call’s', `received {'result': {'instance': {${named}}}}`],
  ])('names none when %s', (_, message) => {
    expect(factsOf(rpc, message)).toBeNull();
  });

  test('is not quoted', () => {
    const event = readEvent(record(call(named), { logger: rpc }));
    expect(event?.evidence.text).toBe('received ***');
  });
});

describe('evidence', () => {
  const quoted = (logger: string, message: string) => {
    const event = readEvent(record(message, { logger, text: `[-] ${message.split('\n')[0]}` }));
    return event?.evidence.text;
  };

  test.each([
    ['Inject key fs=<x at 0x7f0> key=ssh-rsa AAAAB3secret u@h', 'key=***'],
    ['Inject key fs=<x at 0x7f0> net=address 192.0.2.9', 'net=***'],
    ["Inject metadata fs=<x at 0x7f0> metadata=[{'a': 'secret'}]", 'metadata=***'],
    ['Inject admin password fs=<x at 0x7f0> admin_passwd=hunter2', 'admin_passwd=***'],
  ])('ends where a secret begins: %.24s', (message, end) => {
    expect(quoted('nova.virt.disk.api', message)).toMatch(
      new RegExp(`${end.replaceAll('*', '\\*')}$`),
    );
  });

  test('shows no key material, wherever it stands', () => {
    const message =
      'Ignoring error injecting key into image (bad key ssh-rsa AAAAB3NzaC1yc2E= u@h)';
    expect(quoted('nova.virt.disk.api', message)).toMatch(/\(bad key ssh-rsa \*\*\* u@h\)$/);
  });

  test('a very long line is quoted in part', () => {
    const text = quoted('nova.utils', `Running cmd (subprocess): tee ${'x'.repeat(5000)}`) ?? '';
    expect(text.length).toBeLessThanOrEqual(1001);
    expect(text.endsWith('…')).toBe(true);
  });
});

describe('command lines', () => {
  test.each([
    ['sudo nova-rootwrap kpartx -a /dev/nbd1', 'kpartx -a /dev/nbd1'],
    ['sudo nova-rootwrap /etc/nova/rootwrap.conf kpartx -a /dev/nbd1', 'kpartx -a /dev/nbd1'],
    ['sudo -n /usr/local/bin/nova-rootwrap /x/r.conf mount a b', 'mount a b'],
    ['/usr/bin/sudo -E mount a b', 'mount a b'],
    ['sudo mount a b', 'mount a b'],
    ['mount a  b', 'mount a b'],
  ])('%s is %s', (given, bare) => {
    expect(bareCommand(given)).toBe(bare);
  });

  test.each([
    [
      'qemu-nbd -c /dev/nbd7 /a b/disk',
      { step: 'attach', device: '/dev/nbd7', image: '/a b/disk' },
    ],
    ['losetup --find --show /a/disk', { step: 'attach', device: null, image: '/a/disk' }],
    ['losetup --detach /dev/loop0', { step: 'detach', device: '/dev/loop0' }],
    ['kpartx -d /dev/nbd7', { step: 'unmap', device: '/dev/nbd7' }],
    ['umount /dev/mapper/nbd7p1', { step: 'unmount', device: '/dev/mapper/nbd7p1', dir: null }],
    ['umount /tmp/x', { step: 'unmount', device: null, dir: '/tmp/x' }],
    ['fusermount -u /tmp/x', { step: 'unmount', device: null, dir: '/tmp/x' }],
    ['blockdev --flushbufs /dev/nbd7', { step: 'flush', device: '/dev/nbd7' }],
    ['blkid -o value -s TYPE /dev/nbd7', { step: 'probe', device: '/dev/nbd7' }],
    ['mount -o loop,uid=1 /a/disk.config /tmp/x', { step: 'mount-image', image: '/a/disk.config' }],
    [
      'guestmount --rw -a /a/disk -m /dev/sda1 /tmp/x',
      { step: 'attach-and-mount', partition: '1' },
    ],
    ['guestmount --rw -a /a/disk -i /tmp/x', { step: 'attach-and-mount', partition: null }],
    ['tee -a /tmp/x/a b', { step: 'write', operation: 'tee', paths: ['/tmp/x/a b'], append: true }],
    ['qemu-img create -f raw /a/disk 1G', { step: 'create-image', format: 'raw', backed: false }],
    ['iptables-save -t filter', { step: 'other' }],
    ['mount -t nfs a:/b /c', { step: 'other' }],
  ])('%s', (command, facts) => {
    expect(readCommand(command).facts).toMatchObject(facts);
  });

  test('the command of an error text, without its helper', () => {
    expect(
      commandErrorIn(
        "Unexpected error while running command.\nCommand: sudo nova-rootwrap mount /dev/nbd1 /tmp/x\nExit code: 32\nStdout: ''\nStderr: 'mount: no'",
      ),
    ).toEqual({ command: 'mount /dev/nbd1 /tmp/x', exitCode: 32, stderr: "'mount: no'" });
    expect(commandErrorIn('No free nbd devices')).toBeNull();
  });

  test('an error text without exit code has none', () => {
    expect(commandErrorIn('Command: losetup\nExit code: -')).toMatchObject({ exitCode: null });
  });
});

describe('image models', () => {
  test.each([
    ['/a/disk', '/a/disk', null],
    ["<LocalFileImage:{'path': '/a/disk', 'format': 'qcow2'}>", '/a/disk', 'qcow2'],
    ["<LocalFileImage:{'format': u'raw', 'path': u'/a/disk'}>", '/a/disk', 'raw'],
    ["<RBDImage:{'pool': 'vms', 'name': 'x_disk'}>", 'rbd:x_disk', null],
  ])('%s', (text, path, format) => {
    expect(imagePath(text)).toBe(path);
    expect(imageFormat(text)).toBe(format);
  });
});
