// The options in force: what the log dumps, what nova.conf sets, what the release defaults to, and which
// of them holds where.

import { describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { type Config, readNovaConf } from '../src/config/index.ts';
import { hostOf } from '../src/hosts.ts';
import type { ConfigValue, Report } from '../src/model.ts';
import { rotationSet } from '../src/sources/index.ts';
import { inputOf, keyOverNbd, nova } from './support.ts';

type Conf = string | readonly string[];

interface Given {
  readonly conf?: Conf;
  readonly later?: Conf;
  readonly release?: string;
}

const textOf = (conf: Conf) => (typeof conf === 'string' ? conf : conf.join('\n'));

async function read(lines: readonly string[], { conf, later, release }: Given = {}) {
  const novaConf = [
    ...(conf === undefined ? [] : [readNovaConf(textOf(conf), 'nova.conf')]),
    ...(later === undefined ? [] : [readNovaConf(textOf(later), 'later.conf')]),
  ];
  return await analyze([inputOf(lines)], { novaConf, release });
}

const essex = nova('2012.1', { request: null });
const icehouse = nova('2014.1', { request: null });
const started = (version: string) =>
  essex.say('AUDIT', 'nova.service', `Starting compute node (version ${version})`);
const dumped = (name: string, value: string) =>
  essex.say('DEBUG', 'nova.service', `${name} : ${value}`);
const dumpedLater = (name: string, value: string) =>
  icehouse.say('DEBUG', 'nova.openstack.common.service', `${name.padEnd(30)} = ${value}`);

/** Of the one log that the tests read. */
const HOST = hostOf(null, rotationSet('nova-compute.log'));

/** Lines of no release in particular. */
const lines = [essex.starting()];

/** An option of the log's only host, at its end. */
const last = (config: Config, name: string, group = 'DEFAULT') =>
  config.option(HOST, group, name, null);

const set = async (conf: Conf, name: string, given: Omit<Given, 'conf'> = {}, group = 'DEFAULT') =>
  last((await read(lines, { release: '2012.2', ...given, conf })).config, name, group);

const named = ({ config }: Report, name: string) => config.filter((one) => one.name === name);

const brief = (value: ConfigValue | null) =>
  value && [value.group, value.name, value.value, value.origin];

describe('a dump in the log', () => {
  test('holds from its line on, each value with its time and line', async () => {
    const { report } = await read([
      dumped('use_cow_images', 'True'),
      dumped('use_cow_images', 'True'),
      dumped('use_cow_images', 'False'),
    ]);
    const values = named(report, 'use_cow_images');
    expect(values).toMatchObject([
      { value: 'True', origin: 'log-dump', masked: false, file: null, line: null },
      { value: 'False', origin: 'log-dump', evidence: [{ line: 3 }] },
    ]);
    expect(values[0]?.since).not.toBe(values[1]?.since);
  });

  test('explains the cycles behind it and none before', async () => {
    const log = nova('2012.1');
    const cycle = () => [log.starting(), ...keyOverNbd(log), log.running()];
    const { report } = await read([
      ...cycle(),
      started('2012.1'),
      dumped('img_handlers', "['nbd']"),
      ...cycle(),
      started('2012.1'),
      dumped('img_handlers', "['loop', 'nbd']"),
      ...cycle(),
    ]);
    expect(report.cycles.map(({ reason }) => reason.text.split(';')[0])).toEqual([
      'img_handlers is loop, nbd, guestfs (the default',
      'img_handlers is nbd (from the options in the log)',
      'img_handlers is loop, nbd (from the options in the log)',
    ]);
  });

  test('no longer proves anything once the service starts without one', async () => {
    const log = nova('2012.1');
    const { config, report } = await read([
      started('2012.1'),
      dumped('img_handlers', "['nbd']"),
      log.starting(),
      started('2012.1'),
      ...keyOverNbd(log),
    ]);
    expect(last(config, 'img_handlers')?.origin).toBe('inferred');
    expect(report.cycles[0]?.reason).toMatchObject({
      confidence: 'likely',
      text: expect.stringContaining('before a restart'),
    });
  });

  test('right before the line of the start is of that start', async () => {
    const { config } = await read([dumped('img_handlers', "['nbd']"), started('2012.1')]);
    expect(last(config, 'img_handlers')?.origin).toBe('log-dump');
  });

  test('with a masked value leaves it unknown, whatever the default', async () => {
    const { report } = await read([started('2012.2'), dumped('libvirt_inject_key', 'FLAG SET ')]);
    expect(named(report, 'libvirt_inject_key')).toMatchObject([
      { value: null, masked: true, origin: 'log-dump', evidence: [{ line: 2 }] },
    ]);
  });

  test.each([
    ['timeout_nbd', 'DEFAULT'],
    ['instances_path', 'DEFAULT'],
    ['inject_partition', 'libvirt'],
    ['debug', 'guestfs'],
  ])('of %s is read, too', async (name, group) => {
    const printed = group === 'DEFAULT' ? name : `${group}.${name}`;
    const { report } = await read([dumpedLater(printed, '7')]);
    expect(report.config).toMatchObject([{ group, name, value: '7' }]);
  });
});

describe('nova.conf', () => {
  test('holds where the log has no dump, with file and line and no log line', async () => {
    const { report } = await read(lines, { conf: ['[DEFAULT]', '# x', 'use_cow_images = no'] });
    expect(named(report, 'use_cow_images')).toEqual([
      {
        host: null,
        group: 'DEFAULT',
        name: 'use_cow_images',
        value: 'no',
        origin: 'nova.conf',
        masked: false,
        since: null,
        evidence: [],
        file: 'nova.conf',
        line: 3,
      },
    ]);
  });

  test('yields to a dump, but tells what a dump masks', async () => {
    const { config } = await read(
      [started('2012.2'), dumped('timeout_nbd', '20'), dumped('libvirt_inject_key', 'FLAG SET ')],
      { conf: ['[DEFAULT]', 'timeout_nbd = 30', 'libvirt_inject_key = false'] },
    );
    expect(last(config, 'timeout_nbd')).toMatchObject({ value: '20', origin: 'log-dump' });
    expect(last(config, 'libvirt_inject_key')).toMatchObject({
      value: 'false',
      masked: false,
      origin: 'nova.conf',
    });
  });

  test.each([
    ['a flag', '--img_handlers=nbd', 'img_handlers', 'nbd'],
    ['a flag that is on', '--use_cow_images', 'use_cow_images', 'true'],
    ['a flag that is off', '--nouse_cow_images', 'use_cow_images', 'false'],
    ['comments before flags', '# a\n// b\n\n--timeout_nbd=3', 'timeout_nbd', '3'],
    ['a colon', '[DEFAULT]\ntimeout_nbd: 3', 'timeout_nbd', '3'],
    ['Windows line ends', '[DEFAULT]\r\ntimeout_nbd=3\r\n', 'timeout_nbd', '3'],
    ['quotes', `[DEFAULT]\nlibvirt_type = "qemu"`, 'libvirt_type', 'qemu'],
    ['a quote that is not closed', `[DEFAULT]\nlibvirt_type = "qemu`, 'libvirt_type', '"qemu'],
    ['the last of several', '[DEFAULT]\ntimeout_nbd=1\ntimeout_nbd=2', 'timeout_nbd', '2'],
    [
      'a value over several lines',
      '[DEFAULT]\nimg_handlers = loop,\n  nbd\n\n# x',
      'img_handlers',
      'loop,\nnbd',
    ],
    [
      'a section that comes twice',
      '[DEFAULT]\n[libvirt]\n[DEFAULT]\ntimeout_nbd=4',
      'timeout_nbd',
      '4',
    ],
  ])('may have %s', async (_what, conf, name, value) => {
    expect(await set(conf, name)).toMatchObject({ value, origin: 'nova.conf' });
  });

  test('is read in sections', async () => {
    const conf = ['[libvirt]', 'inject_key = true', '[hyperv]', 'inject_key = false'];
    const value = await set(conf, 'inject_key', { release: 'juno' }, 'libvirt');
    expect(value).toMatchObject({ value: 'true', line: 2 });
  });

  test('of several files the later wins', async () => {
    const given = { later: ['[DEFAULT]', 'timeout_nbd=2'] };
    const conf = ['[DEFAULT]', 'timeout_nbd=1', 'libvirt_type=qemu'];
    expect(await set(conf, 'timeout_nbd', given)).toMatchObject({ value: '2', file: 'later.conf' });
    expect(await set(conf, 'libvirt_type', given)).toMatchObject({ file: 'nova.conf' });
  });

  test.each([
    ['$state_path/i', '/srv/nova/i'],
    [`$${'{state_path}'}x`, '/srv/novax'],
    ['$nowhere/i', '$nowhere/i'],
    ['$$state_path', '$state_path'],
    ['$instances_path', '$instances_path'],
    ['$sql_connection', '$sql_connection'],
  ])('%s is put in where it is known and no secret', async (value, expected) => {
    const conf = [
      '[DEFAULT]',
      'base=/srv',
      'state_path = /srv/nova',
      'sql_connection = mysql://nova:secret@db/nova',
      `instances_path = ${value}`,
    ];
    expect(await set(conf, 'instances_path')).toMatchObject({ value: expected });
  });

  test('fills in the defaults that refer to it', async () => {
    const value = await set('[DEFAULT]\nstate_path=/srv', 'instances_path');
    expect(value).toMatchObject({ value: '/srv/instances', origin: 'release-default' });
  });

  test('keeps no value that nothing here uses', () => {
    const conf = readNovaConf('[DEFAULT]\nadmin_password = geheim\n  mehr\n', 'nova.conf');
    expect(JSON.stringify(conf)).not.toMatch(/geheim|mehr/);
  });

  test.each([
    ['[DEFAULT]\ndebug = true\nuse_cow_images', 3, '='],
    ['[DEFAULT\ndebug = true', 1, ']'],
    ['[]', 1, 'name'],
    ['# x\ndebug = true', 2, 'section'],
    ['[DEFAULT]\n= x', 2, 'name'],
    ['[DEFAULT]\n\n  # indented', 3, 'indented'],
  ])('%j cannot be read, which names file and line', (text, line, why) => {
    expect(() => readNovaConf(text, 'etc/nova.conf')).toThrow(`etc/nova.conf:${line}: `);
    expect(() => readNovaConf(text, 'etc/nova.conf')).toThrow(why);
  });
});

describe('a release', () => {
  test('gives its default, citing what tells the release', async () => {
    const { report } = await read([started('2013.2.1')]);
    expect(named(report, 'use_cow_images')).toMatchObject([
      { value: 'True', origin: 'release-default', since: null, evidence: [{ line: 1 }] },
    ]);
    expect(named(report, 'force_config_drive')).toMatchObject([{ value: 'None', masked: false }]);
  });

  test('that is not known gives none', async () => {
    expect((await read(['x', ...lines])).report.config).toEqual([]);
  });

  test.each([
    ['2012.1', 'libvirt_inject_key', null],
    ['2012.1.0', 'libvirt_inject_key', null],
    ['2012.1.1', 'libvirt_inject_key', 'True'],
    ['17.0.6', 'default_log_levels', null],
  ])('%s: %s is %s by default', async (release, name, value) => {
    expect(last((await read(lines, { release })).config, name)?.value ?? null).toBe(value);
  });

  test.each([
    ['2013.2', 'DEFAULT', 'libvirt_inject_key'],
    ['2014.1', 'libvirt', 'inject_key'],
    ['zed', 'libvirt', 'inject_key'],
  ])('%s calls an option by its own name: [%s] %s', async (release, group, name) => {
    const { config } = await read(lines, { release });
    for (const value of [
      last(config, 'libvirt_inject_key'),
      last(config, 'inject_key', 'libvirt'),
    ]) {
      expect(value).toMatchObject({ group, name });
    }
  });
});

describe('a default that the log refutes', () => {
  const defaultFor = async (log: readonly string[], name: string, release: string) =>
    last((await read(log, { release })).config, name, 'libvirt')?.value ?? null;
  const log = nova('2014.1');
  const requested = [log.requested('key=k net=None metadata={} admin_password=None files=[]')];

  test.each([
    ['inject_partition', null],
    ['inject_key', null],
    ['inject_password', 'False'],
  ])('is not claimed where it is injected: %s', async (name, value) => {
    expect(await defaultFor(requested, name, '2014.1')).toBe(value);
    expect(await defaultFor(lines, name, '2014.1')).not.toBeNull();
  });

  test('is claimed where it agrees', async () => {
    const early = nova('2013.2');
    expect(await defaultFor([early.announced('key')], 'inject_key', '2013.2')).toBe('True');
  });

  test('is claimed again of the next process', async () => {
    const again = [...requested, started('2014.1')];
    expect(await defaultFor(again, 'inject_key', '2014.1')).toBe('False');
  });

  test('is not claimed of use_cow_images where loop is used, up to 2015.1', async () => {
    const loop = [log.ran(`losetup --find --show ${log.disk}`)];
    const cow = async (release: string) =>
      last((await read(loop, { release })).config, 'use_cow_images')?.value ?? null;
    expect(await cow('2014.1')).toBeNull();
    expect(await cow('12')).toBe('True');
  });

  test('is not claimed of the type of guests where there are containers', async () => {
    const mount = [log.ran('mount /dev/nbd15 /var/lib/nova/instances/x/rootfs')];
    expect(await defaultFor(mount, 'virt_type', '2014.1')).toBeNull();
  });

  test('is not claimed of resize_fs_using_block_device where it is seen at work', async () => {
    const { config } = await read([log.ran('resize2fs /dev/nbd15')], { release: '2014.1' });
    expect(last(config, 'resize_fs_using_block_device')).toBeNull();
  });
});

describe('an old name in nova.conf', () => {
  const old = ['[DEFAULT]', 'libvirt_inject_key = true'];
  const both = [...old, '[libvirt]', 'inject_key = false'];

  test.each([
    ['2012.1.0', old, null],
    ['2012.1', old, ['DEFAULT', 'libvirt_inject_key', 'true', 'nova.conf']],
    ['2013.2', old, ['DEFAULT', 'libvirt_inject_key', 'true', 'nova.conf']],
    ['2013.2', both, ['DEFAULT', 'libvirt_inject_key', 'true', 'nova.conf']],
    ['2014.1.5', old, ['libvirt', 'inject_key', 'true', 'nova.conf']],
    ['2014.1.5', both, ['libvirt', 'inject_key', 'false', 'nova.conf']],
    ['2014.2', old, ['libvirt', 'inject_key', 'False', 'release-default']],
    ['2014.2', both, ['libvirt', 'inject_key', 'false', 'nova.conf']],
  ])('on %s, of %j', async (release, conf, expected) => {
    const { config } = await read(lines, { conf, release });
    expect(brief(last(config, 'inject_key', 'libvirt'))).toEqual(expected);
  });

  test('in a later file wins over the new one where it is an alias', async () => {
    const { config } = await read(lines, {
      conf: ['[libvirt]', 'inject_key = false'],
      later: old,
      release: '2014.1',
    });
    expect(last(config, 'inject_key', 'libvirt')).toMatchObject({
      value: 'true',
      file: 'later.conf',
    });
  });
});

describe('names without effect', () => {
  const ignored = async (conf: Conf, release?: string) =>
    (await read(lines, { conf, ...(release === undefined ? {} : { release }) })).config
      .ignored(HOST)
      .map(({ name, line, meant }) => [name, line, meant && `${meant.group}.${meant.name}`]);

  test.each([
    ['2012.1.0', 'libvirt_inject_key', null],
    ['2012.2', 'libvirt_inject_kye', 'DEFAULT.libvirt_inject_key'],
    ['2014.2', 'libvirt_inject_key', 'libvirt.inject_key'],
    ['2013.1', 'img_handlers', null],
    ['zed', 'inject_partition', 'libvirt.inject_partition'],
    ['zed', 'use-cow-images', 'DEFAULT.use_cow_images'],
  ])('on %s: %s, which may mean %s', async (release, name, meant) => {
    expect(await ignored(['[DEFAULT]', '', `${name} = 1`], release)).toEqual([[name, 3, meant]]);
  });

  test.each([
    ['2012.1', 'libvirt_inject_key'],
    ['2014.1', 'libvirt_inject_key'],
    ['zed', 'debug'],
    ['zed', 'sql_connection'],
    ['zed', 'image_service'],
    ['zed', 'logger_name', 'vif_plug_ovs_privileged'],
  ])('on %s %s is none', async (release, name, section = 'DEFAULT') => {
    expect(await ignored([`[${section}]`, `${name} = 1`], release)).toEqual([]);
  });

  test('are not told of a release that is not known', async () => {
    const { config } = await read(['x', ...lines], { conf: '[DEFAULT]\nlibvirt_inject_kye = 1' });
    expect(config.ignored(HOST)).toEqual([]);
  });
});

describe('nova.conf and the dump', () => {
  const disagree = async (name: string, value: string, conf: string) => {
    const { config } = await read([started('2012.2'), dumped(name, value)], {
      conf: `[DEFAULT]\n${name} = ${conf}`,
    });
    return config.disagreements(HOST);
  };

  test('disagree, with both values and where they stand', async () => {
    expect(await disagree('use_cow_images', 'True', 'false')).toMatchObject([
      {
        dump: { name: 'use_cow_images', value: 'True', evidence: [{ line: 2 }] },
        conf: { value: 'false', file: 'nova.conf', line: 2 },
      },
    ]);
  });

  test.each([
    ['use_cow_images', 'False', '0'],
    ['img_handlers', "['loop', 'nbd']", 'loop,nbd'],
    ['img_handlers', "[u'loop', u'nbd']", 'loop, nbd'],
    ['timeout_nbd', '10', '+10'],
    ['force_config_drive', 'True', 'True'],
    ['instances_path', '/var/lib/nova/instances', '$state_path/instances'],
    ['libvirt_inject_key', 'FLAG SET ', 'false'],
  ])('agree on %s: %s and %s', async (name, value, conf) => {
    expect(await disagree(name, value, conf)).toEqual([]);
  });
});

describe('the driver', () => {
  const driverOf = async (text: readonly string[], given: Given = {}) =>
    (await read(text, given)).config.driver(HOST, null);

  test.each([
    ['libvirt.LibvirtDriver', true],
    ['nova.virt.libvirt.LibvirtDriver', true],
    ['xenapi.XenAPIDriver', false],
    ['nova.virt.vmwareapi.VMwareVCDriver', false],
    ['fake.FakeDriver', false],
    ['nova.virt.ironic.IronicDriver', false],
    ['our.own.Driver', null],
    ['None', null],
  ])('%s is libvirt: %s', async (name, isLibvirt) => {
    const log = [started('2013.1'), dumped('compute_driver', name)];
    expect((await driverOf(log)).isLibvirt).toBe(isLibvirt);
  });

  test.each([
    ['libvirt', true],
    ['xenapi', false],
  ])('by default goes by connection_type %s in 2012.x', async (type, isLibvirt) => {
    const driver = await driverOf([started('2012.1')], { conf: `--connection_type=${type}` });
    expect(driver).toMatchObject({ isLibvirt, by: { name: 'connection_type', line: 1 } });
  });

  test('is unknown when nothing tells', async () => {
    expect(await driverOf([started('2013.1')])).toEqual({ isLibvirt: null, by: null });
  });
});

describe('the reason for a handler', () => {
  const log = nova('2012.1');

  test('names file and line of nova.conf and is not certain', async () => {
    const { report } = await read([log.starting(), ...keyOverNbd(log), log.running()], {
      conf: ['[DEFAULT]', 'img_handlers = nbd,loop', 'use_cow_images = yes'],
    });
    const [cycle] = report.cycles;
    expect(cycle?.reason).toMatchObject({ confidence: 'likely', basis: 'config' });
    expect(cycle?.reason.text).toContain('img_handlers is nbd, loop (nova.conf nova.conf:2)');
    expect(cycle?.reason.text).toContain('use_cow_images is yes (nova.conf nova.conf:3)');
  });

  test('does not drop loop when nova.conf turns use_cow_images off', async () => {
    const { report } = await read([log.starting(), ...keyOverNbd(log), log.running()], {
      conf: ['[DEFAULT]', 'use_cow_images = 0'],
    });
    expect(report.cycles[0]?.attempts.map(({ outcome }) => outcome)).not.toContain('skipped');
  });
});
