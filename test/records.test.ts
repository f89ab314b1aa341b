// Lines to records: the fields of each era's layout, and what belongs to one record.

import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../src/model.ts';
import { readRecords } from '../src/records.ts';
import { newScan, type Scan } from '../src/scan.ts';
import { tallied } from '../src/tally.ts';
import { analysisOf, REQUEST, UUID } from './support.ts';

interface Read {
  readonly records: readonly LogRecord[];
  readonly scan: Scan;
}

async function read(...texts: readonly string[]): Promise<Read> {
  const scan = newScan({ path: 'nova-compute.log' });
  const records: LogRecord[] = [];
  for await (const batch of readRecords(each(texts), scan))
    records.push(...batch.filter((record) => tallied(record, scan)));
  return { records, scan };
}

async function* each(texts: readonly string[]) {
  for (const [index, text] of texts.entries()) {
    yield [{ source: 0, line: index + 1, offset: 0, text }];
  }
}

async function one(...texts: readonly string[]): Promise<LogRecord> {
  const { records } = await read(...texts);
  const [record, ...others] = records;
  if (record === undefined || others.length > 0) throw new Error(`${records.length} records`);
  return record;
}

const OWNER = '5f9c3b2a1d8e4f70a6b1c2d3e4f50617 a81d02c94be5416b9d7710c2f3e8b6aa';
const IDS = `[${REQUEST} ${OWNER}]`;
const DISK = `/var/lib/nova/instances/${UUID}/disk`;
const NBD = `Running cmd (subprocess): sudo nova-rootwrap /etc/nova/rootwrap.conf qemu-nbd -c /dev/nbd7 ${DISK}`;

describe('one line of each era', () => {
  test('2012.1, with an instance', async () => {
    const line = `2012-05-14 09:21:07 INFO nova.virt.libvirt.connection ${IDS} [instance: ${UUID}] Injecting key into image 0b7d1c3a`;
    expect(await one(line)).toEqual({
      source: 0,
      line: 1,
      offset: 0,
      lines: 1,
      text: line,
      kind: 'record',
      dialect: 'oslo-text',
      time: { ms: Date.UTC(2012, 4, 14, 9, 21, 7), digits: 0, offset: null },
      host: null,
      pid: null,
      level: 'INFO',
      logger: 'nova.virt.libvirt.connection',
      requestId: REQUEST,
      instance: UUID,
      instanceName: null,
      message: 'Injecting key into image 0b7d1c3a',
      traceback: [],
      caller: null,
    });
  });

  test('2012.1, a command with the pid in its suffix', async () => {
    const command =
      'Running cmd (subprocess): sudo nova-rootwrap qemu-nbd -c /dev/nbd15 /var/lib/nova/instances/instance-0000076d/disk';
    expect(
      await one(
        `2012-05-14 09:21:07 DEBUG nova.utils ${IDS} ${command} from (pid=4711) execute /usr/lib/python2.7/dist-packages/nova/utils.py:219`,
      ),
    ).toMatchObject({
      level: 'DEBUG',
      message: command,
      pid: 4711,
      requestId: REQUEST,
      caller: '/usr/lib/python2.7/dist-packages/nova/utils.py:219',
    });
  });

  test('2012.1, outside any request', async () => {
    expect(
      await one(
        '2012-05-14 09:21:07 DEBUG nova.utils [-] Running cmd (subprocess): sudo nova-rootwrap iptables-save -t filter from (pid=4711) execute /usr/lib/python2.7/dist-packages/nova/utils.py:219',
      ),
    ).toMatchObject({
      requestId: null,
      instance: null,
      message: 'Running cmd (subprocess): sudo nova-rootwrap iptables-save -t filter',
    });
  });

  test('2012.2.1, without pid in the suffix', async () => {
    expect(
      await one(
        `2013-02-11 10:02:33 DEBUG nova.utils ${IDS} Running cmd (subprocess): sudo nova-rootwrap /etc/nova/rootwrap.conf kpartx -a /dev/nbd15 execute /usr/lib/python2.7/dist-packages/nova/utils.py:187`,
      ),
    ).toMatchObject({
      pid: null,
      message:
        'Running cmd (subprocess): sudo nova-rootwrap /etc/nova/rootwrap.conf kpartx -a /dev/nbd15',
      caller: '/usr/lib/python2.7/dist-packages/nova/utils.py:187',
    });
  });

  test('2012.2.1, with the pid in front outside a request', async () => {
    expect(
      await one(
        '2013-02-11 10:02:33 4711 DEBUG nova.utils [-] Running cmd (subprocess): sudo nova-rootwrap /etc/nova/rootwrap.conf iptables-save -c -t filter execute /usr/lib/python2.7/dist-packages/nova/utils.py:187',
      ),
    ).toMatchObject({ pid: 4711, requestId: null, level: 'DEBUG', logger: 'nova.utils' });
  });

  test('2013.1, with milliseconds', async () => {
    expect(
      await one(
        `2013-06-20 11:45:01.123 DEBUG nova.utils ${IDS} ${NBD} execute /usr/lib/python2.7/dist-packages/nova/utils.py:208`,
      ),
    ).toMatchObject({
      time: { ms: Date.UTC(2013, 5, 20, 11, 45, 1, 123), digits: 3, offset: null },
      pid: null,
      message: NBD,
    });
  });

  test('2013.1, a result outside a request', async () => {
    expect(
      await one(
        '2013-06-20 11:45:01.123 4711 DEBUG nova.utils [-] Result was 0 execute /usr/lib/python2.7/dist-packages/nova/utils.py:232',
      ),
    ).toMatchObject({ pid: 4711, message: 'Result was 0' });
  });

  test('2013.2 and 2014.1, with the pid in front', async () => {
    expect(
      await one(
        `2014-06-03 08:00:59.123 4711 DEBUG nova.openstack.common.processutils ${IDS} ${NBD} execute /usr/lib/python2.7/dist-packages/nova/openstack/common/processutils.py:154`,
      ),
    ).toMatchObject({
      pid: 4711,
      logger: 'nova.openstack.common.processutils',
      requestId: REQUEST,
      message: NBD,
      caller: '/usr/lib/python2.7/dist-packages/nova/openstack/common/processutils.py:154',
    });
  });

  test('2014.2, without user and project', async () => {
    expect(
      await one(
        `2014-11-03 08:00:59.123 4711 DEBUG nova.openstack.common.processutils [${REQUEST} None] ${NBD} execute /usr/lib/python2.7/dist-packages/nova/openstack/common/processutils.py:161`,
      ),
    ).toMatchObject({ requestId: REQUEST, message: NBD });
  });

  test('2015.1, with five identity fields', async () => {
    expect(
      await one(
        `2015-08-20 08:00:59.123 4711 DEBUG oslo_concurrency.processutils [${REQUEST} ${OWNER} - - -] CMD "sudo nova-rootwrap /etc/nova/rootwrap.conf qemu-nbd -c /dev/nbd7 ${DISK}" returned: 0 in 0.137s execute /usr/lib/python2.7/dist-packages/oslo_concurrency/processutils.py:230`,
      ),
    ).toMatchObject({
      logger: 'oslo_concurrency.processutils',
      requestId: REQUEST,
      message: `CMD "sudo nova-rootwrap /etc/nova/rootwrap.conf qemu-nbd -c /dev/nbd7 ${DISK}" returned: 0 in 0.137s`,
    });
  });

  test('13, a warning without suffix', async () => {
    const message = `Ignoring error injecting data into image <LocalFileImage:{'path': '${DISK}', 'format': 'qcow2'}> (partition search unsupported with nbd)`;
    expect(
      await one(
        `2016-05-20 08:00:59.123 4711 WARNING nova.virt.disk.api [${REQUEST} ${OWNER} - - -] ${message}`,
      ),
    ).toMatchObject({ level: 'WARNING', logger: 'nova.virt.disk.api', message, caller: null });
  });

  test('17, a warning with the error summary behind it', async () => {
    expect(
      await one(
        `2018-03-20 08:00:59.123 4711 WARNING nova.virt.disk.api [${REQUEST} ${OWNER} - default default] Ignoring error injecting key into image (File root/.ssh could not be found.): FileNotFound: File root/.ssh could not be found.`,
      ),
    ).toMatchObject({
      requestId: REQUEST,
      message:
        'Ignoring error injecting key into image (File root/.ssh could not be found.): FileNotFound: File root/.ssh could not be found.',
    });
  });

  test('17, a command of the privileged daemon', async () => {
    expect(
      await one(
        `2018-03-20 08:00:59.100 5022 DEBUG oslo_concurrency.processutils [-] Running cmd (subprocess): qemu-nbd -c /dev/nbd7 ${DISK} execute /usr/lib/python2.7/site-packages/oslo_concurrency/processutils.py:372`,
      ),
    ).toMatchObject({
      pid: 5022,
      requestId: null,
      message: `Running cmd (subprocess): qemu-nbd -c /dev/nbd7 ${DISK}`,
    });
  });

  test('27, with a global request id in front', async () => {
    expect(
      await one(
        `2023-06-20 08:00:59.123 4711 DEBUG nova.virt.libvirt.driver [None ${REQUEST} ${OWNER} - - default default] [instance: ${UUID}] Checking root disk injection InjectionInfo(network_info=[], files=[], admin_pass=<SANITIZED>) _inject_data /usr/lib/python3/dist-packages/nova/virt/libvirt/driver.py:4540`,
      ),
    ).toMatchObject({
      requestId: REQUEST,
      instance: UUID,
      message:
        'Checking root disk injection InjectionInfo(network_info=[], files=[], admin_pass=<SANITIZED>)',
    });
  });
});

describe('other layouts', () => {
  test('no timestamps', async () => {
    expect(await one('INFO nova.virt.driver [-] Loading compute driver')).toMatchObject({
      dialect: 'oslo-text',
      time: null,
      level: 'INFO',
      message: 'Loading compute driver',
    });
  });

  test('a date format with the name of the month', async () => {
    expect(
      await one('01/Feb/2014 18:45:32.397 12187 INFO nova.virt.driver [-] Loading compute driver'),
    ).toMatchObject({
      time: { ms: Date.UTC(2014, 1, 1, 18, 45, 32, 397), digits: 3, offset: null },
      pid: 12187,
    });
  });

  test('a date format nobody knows leaves the time unread, not the line', async () => {
    expect(
      await one(
        'Di 06 Mai 2012 18h38 DEBUG nova.utils [-] Result was 1 from (pid=1) execute x.py:1',
      ),
    ).toMatchObject({ time: null, level: 'DEBUG', message: 'Result was 1' });
  });

  test('colour codes are stripped, and so is the suffix behind them', async () => {
    const line = `2013-06-01 12:41:31.234 \x1b[00;32mDEBUG nova.utils [\x1b[01;36m${REQUEST} \x1b[00;36mdemo demo\x1b[00;32m] \x1b[01;35m[instance: ${UUID}] \x1b[00;32mResult was 1\x1b[00m \x1b[00;33mfrom (pid=5155) execute /opt/stack/nova/nova/utils.py:232\x1b[00m`;
    const record = await one(line);
    expect(record).toMatchObject({
      message: 'Result was 1',
      pid: 5155,
      requestId: REQUEST,
      instance: UUID,
      caller: '/opt/stack/nova/nova/utils.py:232',
    });
    expect(record.text).not.toContain('\x1b');
  });

  test('syslog gives the host and unescapes control characters', async () => {
    expect(
      await one(
        'May  8 09:20:38 nova-cn35 2012-05-08 09:20:38 DEBUG nova.utils [-] Unexpected error while running command.#012Command: sudo mount#012Exit code: 32 from (pid=16382) trycmd /usr/lib/python2.7/dist-packages/nova/utils.py:280',
      ),
    ).toMatchObject({
      dialect: 'syslog',
      host: 'nova-cn35',
      pid: 16382,
      message: 'Unexpected error while running command.\nCommand: sudo mount\nExit code: 32',
    });
  });

  test('syslog with a program name', async () => {
    expect(
      await one(
        'Jun  3 08:00:59 compute-36 nova-compute: 2014-06-03 08:00:59.123 4711 INFO nova.virt.driver [-] x',
      ),
    ).toMatchObject({ host: 'compute-36', pid: 4711, logger: 'nova.virt.driver' });
  });

  const json = (fields: object) =>
    JSON.stringify({
      message: 'Result was 1',
      asctime: '2012-05-14 09:21:07,123',
      name: 'nova.utils',
      levelname: 'DEBUG',
      pathname: '/usr/lib/python2.7/dist-packages/nova/utils.py',
      lineno: 235,
      process: 4711,
      traceback: null,
      extra: { request_id: REQUEST, instance: `[instance: ${UUID}] ` },
      ...fields,
    });

  test('JSON', async () => {
    expect(await one(json({}))).toMatchObject({
      dialect: 'oslo-json',
      time: { ms: Date.UTC(2012, 4, 14, 9, 21, 7, 123), digits: 3, offset: null },
      pid: 4711,
      level: 'DEBUG',
      logger: 'nova.utils',
      requestId: REQUEST,
      instance: UUID,
      message: 'Result was 1',
      caller: '/usr/lib/python2.7/dist-packages/nova/utils.py:235',
    });
  });

  test('JSON with its context in an object of its own', async () => {
    const line = json({ extra: {}, context: { request_id: 'req-later' }, hostname: 'cn37' });
    expect(await one(line)).toMatchObject({ requestId: 'req-later', host: 'cn37', instance: null });
  });

  test('JSON carries its traceback', async () => {
    const line = json({ traceback: ['Traceback (most recent call last):\n  File "x"', 'Boom: 1'] });
    expect((await one(line)).traceback).toEqual([
      'Traceback (most recent call last):',
      '  File "x"',
      'Boom: 1',
    ]);
  });

  test('JSON keeps what looks like a suffix: it prints none', async () => {
    expect(await one(json({ message: 'x execute /nova/utils.py:1' }))).toMatchObject({
      message: 'x execute /nova/utils.py:1',
    });
  });
});

describe('one record over several lines', () => {
  const first = `2012-05-14 09:21:07 WARNING nova.virt.libvirt.connection ${IDS} [instance: ${UUID}] Ignoring error (`;

  test('lines without a layout continue the message', async () => {
    expect(await one(first, '--', 'No free nbd devices)')).toMatchObject({
      lines: 3,
      text: first,
      message: 'Ignoring error (\n--\nNo free nbd devices)',
    });
  });

  test('an empty line belongs to the message', async () => {
    expect((await one(first, '', 'end')).message).toBe('Ignoring error (\n\nend');
  });

  test('the suffix stands at the end of the last line', async () => {
    expect(
      await one(
        `2013-06-20 11:45:01.123 DEBUG nova.virt.disk.api ${IDS} Inject key fs=x net=auto lo`,
        'iface lo inet loopback',
        ' _inject_net_into_fs /usr/lib/python2.7/dist-packages/nova/virt/disk/api.py:456',
      ),
    ).toMatchObject({
      message: 'Inject key fs=x net=auto lo\niface lo inet loopback\n',
      caller: '/usr/lib/python2.7/dist-packages/nova/virt/disk/api.py:456',
    });
  });

  test('a suffix is left alone above DEBUG', async () => {
    const line = `2012-05-14 09:21:07 INFO nova.x ${IDS} from (pid=1) execute /nova/utils.py:1`;
    expect((await one(line)).message).toBe('from (pid=1) execute /nova/utils.py:1');
  });

  test('TRACE lines are its traceback', async () => {
    const record = await one(
      `2012-05-14 09:21:08 ERROR nova.compute.manager ${IDS} [instance: ${UUID}] Instance failed to spawn`,
      `2012-05-14 09:21:08 TRACE nova.compute.manager [instance: ${UUID}] Traceback (most recent call last):`,
      `2012-05-14 09:21:08 TRACE nova.compute.manager [instance: ${UUID}]   File "x.py", line 1, in y`,
      `2012-05-14 09:21:08 TRACE nova.compute.manager [instance: ${UUID}] Invalid: z`,
      `2012-05-14 09:21:08 TRACE nova.compute.manager [instance: ${UUID}] `,
    );
    expect(record).toMatchObject({ lines: 5, message: 'Instance failed to spawn' });
    expect(record.traceback).toEqual([
      'Traceback (most recent call last):',
      '  File "x.py", line 1, in y',
      'Invalid: z',
      '',
    ]);
  });

  test('ERROR lines without a context are its traceback from 12 on', async () => {
    const record = await one(
      `2016-05-20 08:01:02.004 4711 ERROR nova.compute.manager [${REQUEST} ${OWNER} - - -] [instance: ${UUID}] Instance failed to spawn`,
      `2016-05-20 08:01:02.004 4711 ERROR nova.compute.manager [instance: ${UUID}] Traceback (most recent call last):`,
      `2016-05-20 08:01:02.004 4711 ERROR nova.compute.manager [instance: ${UUID}] NovaException: x`,
    );
    expect(record.traceback).toEqual(['Traceback (most recent call last):', 'NovaException: x']);
  });

  test("another logger's traceback is not", async () => {
    const { records } = await read(
      `2012-05-14 09:21:08 ERROR nova.compute.manager ${IDS} Instance failed to spawn`,
      '2012-05-14 09:21:08 TRACE nova.rpc.amqp Traceback (most recent call last):',
    );
    expect(records[0]?.traceback).toEqual([]);
    expect(records).toHaveLength(2);
  });

  test('lines the sieve left out end a record', async () => {
    const scan = newScan({ path: 'x' });
    const records: LogRecord[] = [];
    const lines = [
      { source: 0, line: 1, offset: 0, text: first },
      { source: 0, line: 9, offset: 900, text: 'far away' },
    ];
    const read = readRecords(
      (async function* () {
        yield lines;
      })(),
      scan,
    );
    for await (const batch of read)
      records.push(...batch.filter((record) => tallied(record, scan)));
    expect(records.map(({ message }) => message)).toEqual(['Ignoring error (']);
    expect(scan).toMatchObject({ unrecognised: 1, firstUnrecognised: { line: 9 } });
  });
});

describe('lines without a layout', () => {
  const known = '2012-05-14 09:21:07 INFO nova.virt.driver [-] x';

  test('are messages of their own as long as no layout is known', async () => {
    const { records } = await read('qemu-nbd -d /dev/nbd15', '  kpartx -d /dev/nbd15 ');
    expect(records).toMatchObject([
      { dialect: 'bare', message: 'qemu-nbd -d /dev/nbd15', logger: null, level: null },
      { dialect: 'bare', message: 'kpartx -d /dev/nbd15' },
    ]);
  });

  test('continue the record above once one is known', async () => {
    const { records } = await read(known, 'qemu-nbd -d /dev/nbd15');
    expect(records).toMatchObject([{ message: 'x\nqemu-nbd -d /dev/nbd15' }]);
  });

  test('in front of the first record are told as a cut head', async () => {
    const { scan } = await read('the rest of something', known);
    expect(scan.cutHead).toMatchObject({ line: 1, text: 'the rest of something' });
  });

  test('between JSON records are counted, not joined', async () => {
    const json = '{"message": "x", "name": "nova.utils", "levelname": "INFO"}';
    const { records, scan } = await read(json, 'stray', json);
    expect(records.map(({ message }) => message)).toEqual(['x', 'x']);
    expect(scan).toMatchObject({ unrecognised: 1, firstUnrecognised: { line: 2 } });
  });

  test('the first one that says nothing is named, whatever stands below it', async () => {
    const json = '{"message": "x", "name": "nova.utils", "levelname": "INFO"}';
    const { layouts } = await analysisOf(['no message of Nova', json, 'stray']);
    expect(layouts).toMatchObject([{ unread: 2, firstUnread: { line: 1 } }]);
  });

  test('blank ones are nothing', async () => {
    const { records, scan } = await read('', '   ');
    expect(records).toEqual([]);
    expect(scan.unrecognised).toBe(0);
  });
});

describe('counts', () => {
  test('levels, dialects and the time span', async () => {
    const { scan } = await read(
      '2012-05-14 09:21:07 INFO nova.x [-] a',
      '2012-05-14 09:21:08 DEBUG nova.x [-] b',
      '2012-05-14 09:21:09 DEBUG nova.x [-] c',
    );
    expect(Object.fromEntries(scan.levels)).toEqual({ INFO: 1, DEBUG: 2 });
    expect(Object.fromEntries(scan.dialects)).toEqual({ 'oslo-text': 3 });
    expect([scan.first?.ms, scan.last?.ms]).toEqual([
      Date.UTC(2012, 4, 14, 9, 21, 7),
      Date.UTC(2012, 4, 14, 9, 21, 9),
    ]);
  });

  test('a traceback on its own is no level', async () => {
    const { scan } = await read('2012-05-14 09:21:08 TRACE nova.rpc.amqp Traceback');
    expect([...scan.levels]).toEqual([]);
  });
});
