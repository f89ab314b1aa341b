// The fields each transport and each kind of record gives, exactly, line by line.

import { describe, expect, test } from 'vitest';
import { blockDialects } from '../src/dialects/blocks.ts';
import type { LogRecord } from '../src/model.ts';
import { type RecordOptions, readRecords } from '../src/records.ts';
import { newScan, type Scan } from '../src/scan.ts';
import { tallied } from '../src/tally.ts';

const REQUEST = 'req-6f3d1c2e-8a0b-4c55-9d1f-2b7a4e9c0d11';
const UUID = '3c1d8a52-90e7-4c7d-8f0b-6a5b1f0c9e21';
const INNER = `2023-06-20 08:00:59.123 4711 INFO nova.virt.libvirt.driver [None ${REQUEST} u p - - default default] [instance: ${UUID}] Creating image(s)`;
const BARE = `INFO nova.virt.libvirt.driver [None ${REQUEST} demo demo] [instance: ${UUID}] Creating image(s)`;
const CALL = `DEBUG oslo_concurrency.processutils [-] CMD "true" returned: 0 in 0.1s {{(pid=99) execute /opt/x/processutils.py:416}}`;

interface Read {
  readonly records: readonly LogRecord[];
  readonly scan: Scan;
}

async function read(text: string | readonly string[], options: RecordOptions = {}): Promise<Read> {
  const scan = newScan({ path: 'nova-compute.log' });
  const records: LogRecord[] = [];
  const texts = typeof text === 'string' ? text.split('\n') : text;
  const read = readRecords(each(texts), scan, options);
  for await (const batch of read) records.push(...batch.filter((record) => tallied(record, scan)));
  return { records, scan };
}

async function* each(texts: readonly string[]) {
  for (const [index, text] of texts.entries()) {
    yield [{ source: 0, line: index + 1, offset: 0, text }];
  }
}

const at = (text: string, digits: number, offset: string | null = null) => ({
  ms: Date.parse(`${text}Z`),
  digits,
  offset,
});

const INSIDE = at('2023-06-20T08:00:59.123', 3);
const nova = {
  level: 'INFO',
  logger: 'nova.virt.libvirt.driver',
  requestId: REQUEST,
  instance: UUID,
  message: 'Creating image(s)',
  host: 'cn7',
  pid: 4711,
};

describe('transports', () => {
  const prefixes = [
    ['syslog', 'Jun 20 08:00:59 cn7 nova-compute[4711]: ', null],
    ['syslog', '<135>Jun 20 08:00:59.124011 cn7 nova-compute[4711]: ', null],
    [
      'syslog-iso',
      '2023-06-20T08:00:59.124011+02:00 cn7 nova-compute[4711]: ',
      at('2023-06-20T08:00:59.124', 3, '+02:00'),
    ],
    [
      'syslog-iso',
      '2023-06-20T08:00:59+0200 cn7 nova-compute[4711]: ',
      at('2023-06-20T08:00:59', 0, '+02:00'),
    ],
    [
      'syslog-rfc5424',
      '<135>1 2023-06-20T06:00:59.124Z cn7 nova-compute 4711 ID47 [a@1 b="c]\\"d"][e f="g"] ',
      at('2023-06-20T06:00:59.124', 3, 'Z'),
    ],
    [
      'journal-full',
      'Tue 2023-06-20 08:00:59.124011 CEST cn7 devstack@n-cpu.service[4711]: ',
      at('2023-06-20T08:00:59.124', 3),
    ],
    ['journal-monotonic', '[ 7189.402419] cn7 nova-compute[4711]: ', null],
    [
      'journal-unix',
      '1687240859.124011 cn7 nova-compute[4711]: ',
      at('2023-06-20T06:00:59.124', 3, 'Z'),
    ],
  ] as const;

  test.each(prefixes)('%s: %s', async (dialect, prefix, time) => {
    const { records } = await read([
      prefix + INNER,
      prefix + BARE,
      prefix + CALL,
      prefix.replace(/nova-compute|devstack@n-cpu\.service/, 'dockerd') + INNER.slice(0, 10),
    ]);
    const whole = records.map((record) => ({
      ...record,
      time: record.time && { ...record.time, ms: Math.floor(record.time.ms) },
    }));
    const outside =
      dialect === 'syslog' ? { ms: expect.any(Number), offset: null } : (time ?? null);
    expect(whole).toMatchObject([
      { dialect, ...nova, time: INSIDE, caller: null },
      { dialect, ...nova, time: outside },
      {
        level: 'DEBUG',
        host: 'cn7',
        pid: 4711,
        requestId: null,
        message: 'CMD "true" returned: 0 in 0.1s',
        caller: '/opt/x/processutils.py:416',
      },
      { logger: 'dockerd', level: null, message: INNER.slice(0, 10) },
    ]);
  });

  test('another program is never a bare paste', async () => {
    const { records } = await read([
      `Jun 20 08:00:59 cn7 nova-compute[4711]: ${INNER}`,
      'Jun 20 08:00:59 cn7 sudo:     nova : COMMAND=/usr/bin/qemu-nbd -d /dev/nbd15',
    ]);
    expect(records[1]).toMatchObject({ logger: 'sudo', level: null });
  });

  test('escaped line breaks, and the traceback behind them', async () => {
    const { records } = await read(
      `Jun 20 08:00:59 cn7 nova-compute: 2023-06-20 08:00:59.123 4711 ERROR nova.x [-] a#012b#0112023#0122023-06-20 08:00:59.123 4711 ERROR nova.x [instance: ${UUID}] Traceback#0122023-06-20 08:00:59.123 4711 ERROR nova.x [instance: ${UUID}]   File`,
    );
    expect(records).toMatchObject([{ message: 'a\nb\t2023', traceback: ['Traceback', '  File'] }]);
  });
});

describe('lines of one message', () => {
  const front = 'Jun 20 08:00:59 cn7 nova-compute[4711]: ';
  const ERROR = 'ERROR nova.x [-] a';

  test('indented to the column of the message', async () => {
    const pad = ' '.repeat(front.length);
    const { records, scan } = await read([
      front + ERROR,
      `${pad}b`,
      `${pad}  c`,
      `${pad}ERROR nova.x [instance: ${UUID}] Traceback`,
      front + BARE,
    ]);
    expect(records).toMatchObject([
      { message: 'a\nb\n  c', traceback: ['Traceback'], lines: 4 },
      { line: 5, message: 'Creating image(s)' },
    ]);
    expect(scan.unrecognised).toBe(0);
  });

  test('each with the prefix of its writer', async () => {
    const { records } = await read([
      front + ERROR,
      `${front}b`,
      'Jun 20 08:00:59 cn7 nova-compute[4712]: another process',
    ]);
    expect(records).toMatchObject([
      { message: 'a\nb', lines: 2 },
      { message: 'another process', logger: 'nova-compute' },
    ]);
  });

  test('behind the suffix of a DEBUG record there are none', async () => {
    const { records } = await read([front + CALL, `${front}stray`]);
    expect(records).toMatchObject([{ lines: 1 }, { message: 'stray' }]);
  });

  test('a line in parts', async () => {
    const { records } = await read([
      '2023-06-20T06:00:59.124Z stderr P INFO nova.x [-] Crea',
      '2023-06-20T06:00:59.124Z stderr P ting',
      '2023-06-20T06:00:59.124Z stderr F  image',
      '2023-06-20T06:00:59.124Z stderr F more',
    ]);
    expect(records).toMatchObject([{ message: 'Creating image\nmore', lines: 4 }]);
  });

  test('what journalctl says of itself is neither', async () => {
    const { records, scan } = await read([
      '-- Journal begins at Tue 2023-06-20 08:00:00 CEST, ends at Tue 2023-06-20 09:00:00 CEST. --',
      '-- Boot 1f86d2a05c7b4f6c8f3a9d2b7e1c4a55 --',
      front + BARE,
    ]);
    expect(records.at(-1)).toMatchObject(nova);
    expect(scan.unrecognised).toBe(0);
  });
});

describe('years', () => {
  const line = (stamp: string, text = BARE) => `${stamp} 08:00:59 cn7 nova-compute[4711]: ${text}`;
  const years = async (texts: readonly string[], options: RecordOptions = {}) =>
    (await read(texts, options)).records.map(({ time }) =>
      time === null ? null : new Date(time.ms).getUTCFullYear(),
    );

  test('from a date beside a stamp, also for the lines before it', async () => {
    expect(
      await years([line('Jun 19'), line('Jun 20', 'INFO nova.x [-] since 2023-06-20 07:00')]),
    ).toEqual([2023, 2023]);
  });

  test('a date of another day tells nothing', async () => {
    expect(await years([line('Jun 20', 'INFO nova.x [-] since 2019-06-21')])).toEqual([null]);
  });

  test('from December to January, and back', async () => {
    expect(
      await years([
        line('Dec 31', 'INFO nova.x [-] 2023-12-31'),
        line('Jan  1'),
        line('Dec 31'),
        line('Jan  2'),
      ]),
    ).toEqual([2023, 2024, 2023, 2024]);
  });

  test('from the time of the file, when nothing else tells', async () => {
    const notAfter = Date.UTC(2024, 0, 3);
    expect(await years([line('Dec 31'), line('Jan  1')], { notAfter })).toEqual([2023, 2024]);
    expect(await years([line('Jan  3')], { notAfter })).toEqual([2024]);
  });

  test('none is made up', async () => {
    expect(await years([line('Dec 31')])).toEqual([null]);
    expect((await read([line('Jun 31')])).records).toMatchObject([{ logger: null }]);
  });
});

describe('records of fields', () => {
  const json = async (value: unknown) => (await read(JSON.stringify(value))).records[0];
  const entry = {
    __REALTIME_TIMESTAMP: '1687240859124011',
    _HOSTNAME: 'cn7',
    _PID: '4711',
    SYSLOG_IDENTIFIER: 'nova-compute',
  };
  const OUTSIDE = at('2023-06-20T06:00:59.124', 3, 'Z');

  test('a journal entry around a line with and without a time', async () => {
    expect(await json({ ...entry, MESSAGE: INNER })).toMatchObject({ ...nova, time: INSIDE });
    expect(await json({ ...entry, MESSAGE: BARE })).toMatchObject({
      ...nova,
      time: OUTSIDE,
      text: BARE,
      dialect: 'journal-json',
    });
  });

  test('a message given as bytes, and none', async () => {
    const { records, scan } = await read([
      JSON.stringify({ ...entry, MESSAGE: [...Buffer.from(`\x1b[01;36m${BARE}\x1b[00m`)] }),
      JSON.stringify({ ...entry, MESSAGE: null }),
    ]);
    expect(records).toMatchObject([nova, { logger: 'nova-compute', message: '' }]);
    expect(scan.odd).toMatchObject([
      { oddity: 'binary', isCompute: true },
      { oddity: 'null', isCompute: true },
    ]);
  });

  test("the fields of Nova's own journal handler", async () => {
    expect(
      await json({
        ...entry,
        MESSAGE: `[instance: ${UUID}] Creating image(s)`,
        LOGGER_NAME: 'nova.virt.libvirt.driver',
        LOGGER_LEVEL: 'INFO',
        REQUEST_ID: REQUEST,
        CODE_FILE: '/x/driver.py',
        CODE_LINE: '7',
      }),
    ).toMatchObject({ ...nova, time: OUTSIDE, caller: '/x/driver.py:7' });
  });

  test('FluentFormatter quotes no more than the message', async () => {
    const record = await json({
      message: 'Creating image(s)',
      time: '2023-06-20 08:00:59,123',
      name: 'nova.virt.libvirt.driver',
      level: 'INFO',
      hostname: 'cn7',
      traceback: null,
      context: { request_id: REQUEST },
      extra: { instance: `{"key_data": "ssh-rsa AAAA", "uuid": "${UUID}"}` },
    });
    expect(record).toMatchObject({ ...nova, pid: null, time: INSIDE, dialect: 'fluent' });
    expect(record?.text).not.toContain('ssh-rsa');
  });

  const formatters = {
    JSONFormatter: { levelname: 'INFO', asctime: '2023-06-20 08:00:59,123' },
    FluentFormatter: { level: 'INFO', time: '2023-06-20 08:00:59,123' },
  };
  test.each(Object.entries(formatters))(
    '%s: a name beside the uuid is the instance’s',
    async (_, fields) => {
      const named = async (instance: unknown) =>
        (await json({ message: 'x', name: 'nova.x', ...fields, extra: { instance } }))
          ?.instanceName;
      const whole = { flavor: { name: 'm1.tiny' }, uuid: UUID, name: 'instance-0000076d' };
      expect(await named(whole)).toBe('instance-0000076d');
      expect(await named(JSON.stringify(whole))).toBe('instance-0000076d');
      expect(await named({ ...whole, name: UUID })).toBeNull();
      expect(await named({ flavor: { name: 'm1.tiny' }, uuid: UUID })).toBeNull();
      expect(await named(`[instance: ${UUID}] `)).toBeNull();
    },
  );

  test("Kolla's names", async () => {
    expect(
      await json({
        Hostname: 'cn7',
        Timestamp: '2023-06-20 08:00:59.123',
        Pid: '4711',
        log_level: 'INFO',
        Logger: 'openstack.nova',
        python_module: 'nova.virt.libvirt.driver',
        request_id: REQUEST,
        Payload: `[instance: ${UUID}] Creating image(s)`,
      }),
    ).toMatchObject({ ...nova, time: INSIDE, dialect: 'kolla' });
  });

  test('a whole line in a collector’s message', async () => {
    expect(await json({ '@timestamp': 'x', host: { name: 'cn7' }, message: INNER })).toMatchObject({
      ...nova,
      time: INSIDE,
    });
  });

  test('JSONFormatter with the milliseconds apart', async () => {
    expect(
      await json({
        message: 'x',
        asctime: '2023-06-20 08:00:59',
        msecs: 123.4,
        name: 'nova.x',
        levelname: 'INFO',
      }),
    ).toMatchObject({ time: INSIDE });
  });

  test('Docker', async () => {
    const time = '2023-06-20T06:00:59.124Z';
    expect(await json({ log: `${BARE}\n`, stream: 'stderr', time })).toMatchObject({
      ...nova,
      host: null,
      pid: null,
      time: OUTSIDE,
      text: BARE,
    });
    expect(await json({ log: 'exec\n', stream: 'stdout', time })).toMatchObject({
      logger: 'stdout',
    });
  });
});

describe('entries of several lines', () => {
  const cases = blockDialects.flatMap(({ id, samples }) =>
    samples.map((one) => [id, one] as const),
  );

  test.each(cases)('%s reads its own: %.40j', async (id, sample) => {
    const { records, scan } = await read(sample);
    expect(records).toHaveLength(1);
    expect([...scan.dialects.keys()]).toEqual([id]);
    expect(records[0]?.lines).toBe(sample.split('\n').length);
  });

  test.each(cases)('no other block layout claims %s %.40j', (id, sample) => {
    const lines = sample.split('\n');
    const claiming = blockDialects.filter(({ mark }) =>
      lines.some((line) => line.search(mark) === 0),
    );
    expect(claiming.map((dialect) => dialect.id)).toEqual([id]);
  });

  test('the line of a record is that of its message', async () => {
    const { records } = await read(
      `__CURSOR=s=1\n_HOSTNAME=cn7\nMESSAGE=${INNER}\n_PID=4711\n\n__CURSOR=s=2\nMESSAGE=${BARE}\n`,
    );
    expect(records).toMatchObject([
      { ...nova, line: 3, text: INNER, lines: 5 },
      { line: 7, message: 'Creating image(s)' },
    ]);
  });

  test('bytes of every length, with blank lines and field names inside', async () => {
    for (let length = 1; length < 700; length += 1) {
      const message = `INFO nova.x [-] a\n\nMESSAGE=b\n${'x'.repeat(length)}`;
      const size = Buffer.alloc(8);
      size.writeUInt32LE(message.length);
      const front = `__CURSOR=s=1\n_PID=1\nMESSAGE\n${size.toString('utf8')}`;
      const { records } = await read(
        `${front}${message}\n_UID=0\n\n__CURSOR=s=2\nMESSAGE=INFO nova.x [-] next`,
      );
      const last = records.at(-1);
      expect(last?.message, `${length}`).toBe('next');
      // Where the length's bytes are no text, it is known to within 128 bytes.
      if (message.length % 256 < 128) expect(records[0]?.message).toBe(message.slice(16));
    }
  });

  test('cut anywhere, they do not throw', async () => {
    for (const { samples } of blockDialects) {
      for (const sample of samples) {
        for (let cut = 0; cut < sample.length; cut += 3) {
          await read(sample.slice(cut));
          await read(sample.slice(0, cut));
        }
      }
    }
  });
});

describe('pastes', () => {
  const plain = '2023-06-20 08:00:59.123 4711 ERROR nova.x [-] a ‘b’';
  const trace = `2023-06-20 08:00:59.123 4711 ERROR nova.x [instance: ${UUID}] Traceback`;

  test.each([
    ['nova-compute.log:17:', 'nova-compute.log-18-', 'nova-compute.log-19-'],
    ['17:', '18-', '19-'],
    ['    17\t', '    18\t', '    19\t'],
    ['     17 ', '     18 ', '     19 '],
    ['> ', '> ', '> '],
    ['    ', '    ', '    '],
    ['[12:46] <joe> ', '[12:46] <joe> ', '[12:47] <joe> '],
    ['cn7: ', 'cn7: ', 'cn7: '],
    ['# ', '# ', '# '],
    ['[COLOR=#FF0040]', '', '[COLOR=#FF0040]'],
    ['- ', '- ', '- '],
    ['  * ', '  * ', '  * '],
    ['  8. ', '  9. ', '  10. '],
    ['nova-compute.log.1.2023-06-20_09:05:31 ', '', 'nova-compute.log.1.2023-06-20_09:05:31 '],
  ])('%j in front', async (first, second, third) => {
    const { records, scan } = await read([first + plain, `${second}c`, '', third + trace]);
    expect(records[0]).toMatchObject({
      dialect: 'paste',
      time: INSIDE,
      pid: 4711,
      level: 'ERROR',
      message: "a 'b'\nc\n",
      traceback: ['Traceback'],
    });
    expect(scan.unrecognised).toBe(0);
  });

  test.each([
    ['cells of a table', ' | |'],
    ['a tag', '<br />'],
    ['a forum code', '[/COLOR]'],
  ])('%s behind the place in the code is no part of the command', async (_, behind) => {
    const { records } = await read([
      `2012-08-20 15:00:59 DEBUG nova.utils [-] Running cmd (subprocess): umount /dev/nbd15 from (pid=12) execute /usr/lib/python2.7/dist-packages/nova/utils.py:219${behind}`,
    ]);
    expect(records[0]).toMatchObject({
      message: 'Running cmd (subprocess): umount /dev/nbd15',
      pid: 12,
    });
  });

  test.each([
    ' from (pid=12) execute /usr/lib/pyt$',
    ' from (pid=12) exec',
    ' execute /usr/lib/python2.7/dist-packages/nova/ut',
  ])('a place in the code cut to %j is no part of the command', async (cut) => {
    const { records } = await read([
      `2012-08-20 15:00:59 DEBUG nova.utils [-] Running cmd (subprocess): umount /dev/nbd15${cut}`,
    ]);
    expect(records[0]?.message).toBe('Running cmd (subprocess): umount /dev/nbd15');
  });

  test.each([
    ['blanks', '   '],
    ['cells of a table', ' | |'],
    ['line breaks', '<br>'],
    ['tags', '[/COLOR]'],
  ])('%s behind every line are no part of a message', async (_, behind) => {
    const lines = [plain, 'Exit code: 1', trace].map((line) => line + behind);
    const { records } = await read(lines);
    expect(records[0]?.message.split('\n')[1]).toBe('Exit code: 1');
    expect(records[0]?.traceback).toEqual(['Traceback']);
    const [alone] = (await read(lines.slice(0, 1))).records;
    expect(alone?.message).toBe("a 'b'");
  });

  test('lines of syslog keep their host behind what is in front', async () => {
    const { records } = await read([
      `/var/log/syslog:9:Jun 3 08:00:59 cn7 nova-compute: ${plain}`,
      `/var/log/syslog:10:Jun 13 08:00:59 cn7 nova-compute: ${plain}`,
    ]);
    expect(records).toHaveLength(2);
    expect(records[0]).toMatchObject({ dialect: 'paste', host: 'cn7', level: 'ERROR' });
  });

  test('entities are what they stand for', async () => {
    const { records } = await read([plain.replace('a ‘b’', '&lt;a&gt; &amp;&quot;b&#39;')]);
    expect(records[0]?.message).toBe(`<a> &"b'`);
  });
  test.each(['    ', '\t', '> '])(
    'the text around a block with %j in front is none of it',
    async (front) => {
      const { records, scan } = await read([
        front + plain,
        `${front}c`,
        '',
        '### How to mend it',
        `${front}# ls`,
      ]);
      expect(records.map(({ message }) => message)).toEqual(["a 'b'\nc\n"]);
      expect(scan.unrecognised).toBe(2);
    },
  );

  test('separators of grep are no part of a message', async () => {
    const { records } = await read([`x.log:1:${plain}`, '--', `x.log:9:${plain}`]);
    expect(records.map(({ message }) => message)).toEqual(["a 'b'", "a 'b'"]);
  });
});
