// Cycles to the report: why a handler was used, how sure that is, what is not visible, what is found.

import { describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { filterReport } from '../src/filter.ts';
import type { Cycle } from '../src/model.ts';
import {
  closed,
  cycleOf,
  fixture,
  inputOf,
  keyOverNbd,
  type Nova,
  nova,
  opened,
  REQUEST,
  reportOn,
  UUID,
} from './support.ts';

const service = nova('2012.1', { request: null });
const version = (text: string) =>
  service.say('AUDIT', 'nova.service', `Starting compute node (version ${text})`);
const option = (name: string, value: string) =>
  service.say('DEBUG', 'nova.service', `${name} : ${value}`);

const whole = (log: Nova, ...lines: readonly string[]) => [log.starting(), ...lines, log.running()];
const ruledOut = ({ reason }: Cycle) => reason.ruledOut.map(({ handler }) => handler);
const ids = (findings: readonly { readonly id: string }[]) => findings.map(({ id }) => id);

const disk = (log: Nova) =>
  log.ranPlain(
    `qemu-img create -f qcow2 -o cluster_size=2M,backing_file=/var/lib/nova/instances/_base/ab ${log.disk}`,
  );

describe('the reason for a handler of 2012.x', () => {
  test('is likely from the defaults alone', async () => {
    const log = nova('2012.1');
    const { reason } = await cycleOf(whole(log, ...keyOverNbd(log)));
    expect(reason).toMatchObject({ rule: 'img-handlers', confidence: 'likely', basis: 'release' });
  });

  test('is certain when list and disk format were seen', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([
      option('img_handlers', "['loop', 'nbd', 'guestfs']"),
      ...whole(log, disk(log), ...keyOverNbd(log)),
    ]);
    expect(cycle.reason).toMatchObject({ confidence: 'certain', basis: 'config' });
    expect(cycle.reason.text).toContain('from the options in the log');
  });

  test('cites the dump of the list', async () => {
    const log = nova('2012.1');
    const { reason } = await cycleOf([
      option('img_handlers', "['nbd']"),
      ...whole(log, ...keyOverNbd(log)),
    ]);
    expect(reason.evidence.map(({ line }) => line)).toContain(1);
  });

  test('loop is skipped for a copy-on-write disk, citing its creation', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf(whole(log, disk(log), ...keyOverNbd(log)));
    expect(cycle.image).toMatchObject({ format: 'qcow2', cow: true });
    const [loop] = cycle.attempts;
    expect(loop).toMatchObject({ handler: 'loop', outcome: 'skipped', device: null });
    expect(loop?.evidence.map(({ line }) => line)).toEqual([2]);
  });

  test('loop is not skipped when use_cow_images is off', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([
      option('use_cow_images', 'False'),
      ...whole(log, ...keyOverNbd(log)),
    ]);
    expect(cycle.attempts.map(({ outcome }) => outcome)).not.toContain('skipped');
  });

  test('a handler not in the list is ruled out by the list', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([
      option('img_handlers', "['nbd']"),
      ...whole(log, ...keyOverNbd(log)),
    ]);
    expect(ruledOut(cycle)).toEqual(['loop', 'guestfs']);
    for (const { why, evidence } of cycle.reason.ruledOut) {
      expect(why).toBe('not named in img_handlers');
      expect(evidence.map(({ line }) => line)).toEqual([1]);
    }
  });

  test('a handler that failed first is ruled out with its error', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf(
      whole(
        log,
        log.announced('key'),
        log.attempt('nbd unavailable: module not loaded'),
        log.ran(`guestmount --rw -a ${log.disk} -m /dev/sda1 /tmp/tmpKlIOSR`),
        ...log.writeKey('/tmp/tmpKlIOSR'),
        log.ran('fusermount -u /tmp/tmpKlIOSR'),
      ),
    );
    expect(ruledOut(cycle)).toEqual(['loop', 'nbd']);
    expect(cycle.reason.ruledOut[1]?.why).toContain('nbd unavailable: module not loaded');
  });

  test('is unknown when no line shows how the image was opened', async () => {
    const log = nova('2012.1');
    const { reason } = await cycleOf([log.starting(), log.announced('key'), log.spawned()]);
    expect(reason).toMatchObject({ rule: null, confidence: 'unknown', basis: 'absence' });
  });
});

describe('the reason for a handler from 2013.1 on', () => {
  const values = 'key=ssh-rsa A net=None metadata=[] admin_password=x files=None';
  const local = (log: Nova, format: string, ...lines: readonly string[]) => [
    log.requested(values),
    log.opening('1', format),
    log.vfs('Trying to import guestfs'),
    log.vfs('Falling back to VFSLocalFS'),
    ...lines,
  ];

  test('is the missing binding and the format of the image', async () => {
    const log = nova('2013.1');
    const cycle = await cycleOf(
      whole(
        log,
        ...local(log, 'qcow2', log.vfs('Using NbdMount', 'localfs')),
        ...opened(log, '/dev/nbd7', '/tmp/openstack-vfs-localfsAbCdEf'),
        ...closed(log, '/dev/nbd7'),
      ),
    );
    expect(cycle).toMatchObject({ handler: 'nbd', mechanism: 'vfs-localfs' });
    expect(cycle.reason).toMatchObject({ confidence: 'certain', basis: 'observed' });
    expect(ruledOut(cycle)).toEqual(['guestfs', 'loop']);
  });

  test('is loop for a raw image', async () => {
    const log = nova('2013.1');
    const cycle = await cycleOf(
      whole(
        log,
        ...local(log, 'raw', log.vfs('Using LoopMount', 'localfs')),
        log.ran(`losetup --find --show ${log.disk}`),
        log.map('/dev/loop0'),
        log.mount('/dev/mapper/loop0p1', '/tmp/openstack-vfs-localfsAbCdEf'),
        log.unmount('/dev/mapper/loop0p1'),
      ),
    );
    expect(cycle).toMatchObject({ handler: 'loop', image: { cow: false } });
    expect(ruledOut(cycle)).toEqual(['guestfs', 'nbd']);
  });

  test('never speaks of a list of handlers', async () => {
    const log = nova('2013.1');
    const { reason } = await cycleOf(
      whole(log, ...local(log, 'qcow2'), ...opened(log, '/dev/nbd7'), ...closed(log, '/dev/nbd7')),
    );
    expect(reason.text).not.toContain('img_handlers');
  });
});

describe('releases', () => {
  const claimOf = async (lines: readonly string[]) => (await reportOn(lines)).releases[0];

  test('are certain from the version line', async () => {
    expect(await claimOf([version('2012.1.3-LOCALBRANCH:LOCALREVISION')])).toMatchObject({
      codename: 'Essex',
      series: '2012.1',
      version: '2012.1.3',
      confidence: 'certain',
      evidence: [{ line: 1 }],
    });
  });

  test.each([
    ['2012.1', 'Essex'],
    ['2012.2', 'Folsom'],
    ['2013.1', 'Grizzly'],
    ['2013.2', 'Havana'],
  ] as const)('%s is likely from its lines', async (tag, codename) => {
    const log = nova(tag);
    expect(await claimOf(whole(log, ...keyOverNbd(log)))).toMatchObject({
      codename,
      confidence: 'likely',
    });
  });

  test('are told apart where two releases wrote, and each cycle is judged by its own', async () => {
    const before = nova('2012.1');
    const after = nova('2013.1', { request: 'req-after', start: 3600 });
    const lines = [...whole(before, ...keyOverNbd(before)), ...whole(after, ...keyOverNbd(after))];
    const { releases, cycles } = await reportOn(lines);
    expect(releases.map((one) => one.codename)).toEqual(['Essex', 'Grizzly']);
    expect(cycles.map((cycle) => cycle.mechanism)).toEqual(['img-handlers', null]);
  });

  /** A DEBUG line of a release from 12.0.0 on, with the place of its logging call. */
  const at = (logger: string, message: string, place: string) =>
    `2026-11-22 07:21:16.462 11391 DEBUG ${logger} [req-628ad449-618d-4c95-b96e-305243872a5a u p - d d] ${message} f /usr/lib/python3/dist-packages/nova/virt/${place}`;
  const closing = (line: number) =>
    at('nova.virt.disk.vfs.guestfs', 'Tearing down appliance', `disk/vfs/guestfs.py:${line}`);
  const created = (line: number) =>
    at('nova.virt.libvirt.driver', 'Guest created on hypervisor', `libvirt/driver.py:${line}`);

  test('are certain from the version in a guest’s XML', async () => {
    const xml = `<domain type="kvm">
  <uuid>3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21</uuid>
  <name>instance-0000076d</name>
  <metadata>
    <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">
      <nova:package version="26.2.2"/>`;
    const message = `End _get_guest_xml xml=${xml}`;
    expect(
      await claimOf([at('nova.virt.libvirt.driver', message, 'libvirt/driver.py:7325')]),
    ).toMatchObject({
      codename: 'Zed',
      version: '26.2.2',
      confidence: 'certain',
    });
  });

  test('are likely from the line numbers of the logging calls', async () => {
    expect(await claimOf([closing(258), created(4373)])).toMatchObject({
      series: '26.0.0',
      version: '26.2.0',
      confidence: 'likely',
    });
  });

  test('take no hint from the line numbers of a patched file', async () => {
    expect(await claimOf([created(4373), closing(9999)])).toMatchObject({ series: '26.0.0' });
  });

  test('are unknown when line numbers contradict each other', async () => {
    expect(await claimOf([created(4373), created(4816)])).toMatchObject({ series: null });
  });

  test.each([
    ['Zed', { codename: 'Zed', version: null }],
    ['2025.1', { codename: '2025.1 Epoxy', version: null }],
    ['22.0.1', { codename: 'Victoria', version: '22.0.1' }],
  ])('are what is given: %s', async (release, expected) => {
    const bytes = Buffer.from(version('2012.1'));
    const { report } = await analyze([inputOf(bytes, 'x.log')], { release });
    expect(report.releases).toMatchObject([{ ...expected, confidence: 'certain' }]);
  });

  test('that do not exist are refused', async () => {
    await expect(analyze([], { release: 'zzz' })).rejects.toThrow('no such release of Nova: zzz');
  });

  test('are unknown from bare commands', async () => {
    expect(await claimOf(['qemu-nbd -d /dev/nbd15'])).toMatchObject({
      series: null,
      version: null,
      confidence: 'unknown',
    });
  });

  test('follow an upgrade in the middle of the log', async () => {
    const { releases } = await reportOn([version('2012.1'), version('2012.2')]);
    expect(releases.map((one) => one.codename)).toEqual(['Essex', 'Folsom']);
  });
});

describe('what is not visible', () => {
  test('nothing, where everything was seen', async () => {
    const log = nova('2012.1');
    expect((await cycleOf(whole(log, ...keyOverNbd(log)))).notVisible).toEqual([]);
  });

  test('writes, where an opening for injection shows none', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf(whole(log, log.announced('key'), ...opened(log), ...closed(log)));
    expect(cycle.notVisible).toEqual([expect.stringMatching(/^writes not visible/)]);
    expect(cycle.notVisible[0]).toContain('Injecting … into image …');
  });

  test('how the image was opened, where only INFO is logged', async () => {
    const log = nova('2012.1');
    const cycle = await cycleOf([log.starting(), log.announced('key'), log.spawned()]);
    expect(cycle.notVisible).toEqual([expect.stringMatching(/^commands not visible.*DEBUG/)]);
  });

  test('a resize check misses no writes', async () => {
    const log = nova('2013.2');
    const cycle = await cycleOf([
      log.starting(),
      log.say(
        'DEBUG',
        'nova.virt.disk.api',
        `Checking if we can resize filesystem inside ${log.disk}. CoW=True`,
      ),
      log.opening('None'),
      log.attach('/dev/nbd7'),
      log.mount('/dev/nbd7', '/tmp/openstack-vfs-localfsAbCdEf'),
      log.unmount('/dev/nbd7'),
      log.detach('/dev/nbd7'),
      log.running(),
    ]);
    expect(cycle.notVisible).toEqual([]);
  });
});

describe('visibility of a source', () => {
  const visibility = async (lines: readonly string[]) =>
    (await reportOn(lines)).sources[0]?.visibility;

  test('commands seen', async () => {
    const log = nova('2012.1');
    expect(await visibility(keyOverNbd(log))).toMatchObject({
      commands: 'visible',
      announcements: 'visible',
    });
  });

  test('commands hidden without DEBUG', async () => {
    const log = nova('2012.1');
    expect(await visibility([log.starting(), log.announced('key'), log.spawned()])).toMatchObject({
      commands: 'hidden',
      announcements: 'visible',
    });
  });

  test('nothing to tell in a bare paste without commands', async () => {
    expect(await visibility(['hello'])).toMatchObject({
      commands: 'unknown',
      announcements: 'unknown',
    });
  });

  test('2014.1 prints no announcement', async () => {
    const log = nova('2014.1', { request: null });
    const line = log.say('AUDIT', 'nova.service', 'Starting compute node (version 2014.1)');
    expect(await visibility([line])).toMatchObject({ announcements: 'not-printed-by-release' });
  });
});

describe('findings', () => {
  const fired = async (lines: readonly string[]) => (await reportOn(lines)).findings;

  test('nothing to mend where all went well', async () => {
    const log = nova('2012.1');
    const found = await fired(whole(log, ...keyOverNbd(log)));
    expect(found.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  test('a leaked attachment, with the commands that release it', async () => {
    const log = nova('2012.1');
    const found = await fired(
      whole(
        log,
        log.announced('key'),
        ...opened(log),
        ...log.writeKey(),
        log.unmount(),
        log.result(1),
        log.ignored("[Errno 16] Device or resource busy: '/tmp/tmpxGBdT0'"),
      ),
    );
    expect(found).toContainEqual(
      expect.objectContaining({
        id: 'leaked-nbd-device',
        severity: 'error',
        instances: [UUID],
        remedy: expect.stringContaining(
          'umount /tmp/tmpxGBdT0; kpartx -d /dev/nbd15; qemu-nbd -d /dev/nbd15',
        ),
      }),
    );
  });

  test('no leak is found where the service merely died', async () => {
    const log = nova('2012.1');
    const found = await fired([
      log.starting(),
      log.announced('key'),
      ...opened(log),
      ...log.writeKey(),
      version('2012.1'),
    ]);
    expect(ids(found)).not.toContain('leaked-nbd-device');
  });

  test('a missing nbd module', async () => {
    const log = nova('2012.1');
    const found = await fired(
      whole(
        log,
        log.announced('key'),
        log.attempt('nbd unavailable: module not loaded'),
        log.ignored('\n--\nnbd unavailable: module not loaded'),
      ),
    );
    expect(ids(found)).toEqual(['nbd-module-missing', 'ignored-injection-failure']);
  });

  test('no free nbd device', async () => {
    const log = nova('2012.1');
    const found = await fired(
      whole(
        log,
        log.announced('key'),
        log.attempt('No free nbd devices'),
        log.ignored('\n--\nNo free nbd devices'),
      ),
    );
    expect(ids(found)).toEqual(['nbd-devices-exhausted', 'ignored-injection-failure']);
  });

  test('an injection that failed and failed the build', async () => {
    const log = nova('2013.1');
    const found = await fired([
      log.starting(),
      log.requested("key=None net=None metadata=[] admin_password=x files=[('/a', 'b')]"),
      log.opening(),
      log.say(
        'ERROR',
        'nova.virt.libvirt.driver',
        'Error injecting data into image 0b7d (No free nbd devices)',
        true,
      ),
    ]);
    expect(ids(found)).toContain('fatal-injection-failure');
    expect(ids(found)).not.toContain('ignored-injection-failure');
  });

  test('announcements without commands', async () => {
    const log = nova('2012.1');
    expect(ids(await fired([log.starting(), log.announced('key'), log.spawned()]))).toEqual([
      'info-only-log',
    ]);
  });
});

describe('gaps of a source', () => {
  const gaps = async (text: Parameters<typeof reportOn>[0]) =>
    (await reportOn(text)).sources[0]?.gaps;

  test('none in a whole log', async () => {
    expect(await gaps(keyOverNbd(nova('2012.1')))).toEqual([]);
  });

  test('a cut head', async () => {
    expect(await gaps(['the rest of a message', ...keyOverNbd(nova('2012.1'))])).toMatchObject([
      { kind: 'cut-head', count: 1, evidence: [{ line: 1, offset: 0 }] },
    ]);
  });

  test('bytes that are not UTF-8', async () => {
    const lines = keyOverNbd(nova('2012.1')).map((line) => `${line}\n`);
    const bytes = Buffer.concat([Buffer.from(lines.join('')), Buffer.from([0xff, 0x0a])]);
    expect(await gaps(bytes)).toMatchObject([
      { kind: 'undecodable-bytes', count: 1, evidence: [{ line: lines.length + 1 }] },
    ]);
  });

  test('cite the offset of their line', async () => {
    const lines = keyOverNbd(nova('2012.1')).map((line) => `${line}\n`);
    const bytes = Buffer.concat([Buffer.from(lines.join('')), Buffer.from([0xff, 0x0a])]);
    expect(await gaps(bytes)).toMatchObject([{ evidence: [{ offset: bytes.length - 2 }] }]);
  });

  test('lines that are too long', async () => {
    const long = `${'x'.repeat(1 << 21)}`;
    expect(await gaps([...keyOverNbd(nova('2012.1')), long])).toMatchObject([
      { kind: 'line-too-long', count: 1 },
    ]);
  });
});

describe('instances', () => {
  test('have their boot, and how much of it was injecting', async () => {
    const log = nova('2012.1');
    const { instances } = await reportOn([log.starting(), ...keyOverNbd(log), log.spawned()]);
    expect(instances).toMatchObject([
      {
        uuid: UUID,
        name: 'instance-0000076d',
        requestIds: [REQUEST],
        boot: {
          start: '2012-05-14T09:00:00',
          end: '2012-05-14T09:00:12',
          outcome: 'spawned',
          durationMs: 12_000,
          injectionMs: 10_000,
        },
        configDrive: null,
        cloudInit: null,
      },
    ]);
  });

  test('are found by name where only the directory tells', async () => {
    const { instances } = await reportOn(fixture('excerpt.log').bytes);
    expect(instances).toMatchObject([{ uuid: null, name: 'instance-0000076d' }]);
  });

  test('are told apart by host', async () => {
    const line = (host: string) =>
      `May  8 09:20:38 ${host} 2012-05-08 09:20:38 DEBUG nova.utils [-] Running cmd (subprocess): sudo qemu-nbd -c /dev/nbd15 /var/lib/nova/instances/instance-00000001/disk from (pid=1) execute /nova/utils.py:219`;
    const { instances, cycles, summary } = await reportOn([line('cn1'), line('cn2')]);
    expect(instances.map(({ host }) => host)).toEqual(['cn1', 'cn2']);
    expect(cycles).toHaveLength(2);
    expect(summary.hosts).toBe(2);
  });
});

describe('redundancy', () => {
  test('is unknown with what would settle it, and the way to switch the item off', async () => {
    const log = nova('2012.1');
    const { redundancy } = await cycleOf([version('2012.1.3'), ...whole(log, ...keyOverNbd(log))]);
    expect(redundancy).toMatchObject([
      {
        item: 'key',
        verdict: 'unknown',
        confidence: 'unknown',
        why: expect.stringContaining('would settle it'),
        remedy: expect.stringContaining('libvirt_inject_key'),
      },
    ]);
  });

  test('there is none for an image opened for something else', async () => {
    const log = nova('2012.2');
    const cycle = await cycleOf([
      log.attach(),
      log.mount('/dev/nbd15', '/var/lib/nova/instances/instance-0000076d/rootfs'),
    ]);
    expect(cycle.redundancy).toEqual([]);
  });
});

describe('times', () => {
  test('have the precision of the log', async () => {
    const one = nova('2012.1');
    const two = nova('2013.1');
    expect((await cycleOf(keyOverNbd(one))).start).toBe('2012-05-14T09:00:00');
    expect((await cycleOf(keyOverNbd(two))).start).toBe('2013-06-20T09:00:00.123');
  });

  test('a clock that goes backwards gives no duration', async () => {
    const log = nova('2012.1', { start: 100 });
    const back = nova('2012.1', { start: 0 });
    const cycle = await cycleOf([log.announced('key'), ...opened(log), ...closed(back)]);
    expect(cycle.durationMs).toBeNull();
  });
});

describe('ids', () => {
  test('stay the same when lines are put in front', async () => {
    const log = () => nova('2012.1');
    const [plain, moved] = await Promise.all([
      cycleOf(keyOverNbd(log())),
      cycleOf([option('use_usb_tablet', 'True'), ...keyOverNbd(log())]),
    ]);
    expect(moved.id).toBe(plain.id);
  });

  test('two cycles that look the same differ', async () => {
    const text = [...keyOverNbd(nova('2012.1')), ...keyOverNbd(nova('2012.1'))];
    const { cycles } = await reportOn(text);
    expect(new Set(cycles.map(({ id }) => id)).size).toBe(2);
  });
});

describe('filters', () => {
  const log = nova('2012.1');
  const other = nova('2012.1', {
    request: 'req-other',
    uuid: 'b0b40dff-43d0-4005-9b84-2233050bc550',
    name: 'instance-0000076e',
    start: 3600,
  });
  const report = reportOn([
    ...whole(log, ...keyOverNbd(log)),
    ...whole(other, ...keyOverNbd(other, '/dev/nbd14', '/tmp/tmpOther1')),
  ]);
  const kept = async (filter: Parameters<typeof filterReport>[1]) =>
    filterReport(await report, filter).cycles.map(({ instance }) => instance.name);

  test.each([
    [{}, ['instance-0000076d', 'instance-0000076e']],
    [{ instance: UUID }, ['instance-0000076d']],
    [{ instance: 'instance-0000076e' }, ['instance-0000076e']],
    [{ request: 'req-other' }, ['instance-0000076e']],
    [{ instance: UUID, request: 'req-other' }, []],
  ])('%j', async (filter, names) => {
    expect(await kept(filter)).toEqual(names);
  });

  test('instances and counts go with the cycles', async () => {
    const filtered = filterReport(await report, { request: 'req-other' });
    expect(filtered.instances.map(({ name }) => name)).toEqual(['instance-0000076e']);
    expect(filtered.summary).toMatchObject({ cycles: 1, injections: 1, instances: 1 });
  });
});

test('the summary counts what the report holds', async () => {
  const log = nova('2012.1');
  const { summary } = await reportOn(
    whole(log, ...keyOverNbd(log), log.attach(), log.mount('/dev/nbd15', `${log.disk}/../rootfs`)),
  );
  expect(summary).toMatchObject({
    cycles: 2,
    injections: 1,
    byPurpose: { injection: 1, 'container-rootfs': 1 },
    instances: 1,
    hosts: 1,
    findings: { error: 0, warning: 0, info: 2 },
    unrecognisedLines: 0,
    secondsSpentInjecting: 10,
  });
});
