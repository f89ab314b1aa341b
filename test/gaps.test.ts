// What is missing from a source and is named: messages dropped by log daemons or left out by journalctl,
// the head or tail of a log, files of a rotation. What is not certain is not told.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { examine } from '../src/commands/doctor-text.ts';
import { firstRecord } from '../src/first-record.ts';
import type { Gap } from '../src/model.ts';
import { reporters } from '../src/reporters/index.ts';
import { findInputs } from '../src/sources/index.ts';
import { analysisOf, inputOf, keyOverNbd, nova, reportOn, type Text } from './support.ts';

const gapsIn = async (text: Text): Promise<readonly Gap[]> =>
  (await reportOn(text)).sources[0]?.gaps ?? [];
const kindsIn = async (text: Text) => (await gapsIn(text)).map(({ kind }) => kind);

/** What a syslog has around the lines of a log that is long enough for the sieve to leave most out. */
const OWN = keyOverNbd(nova('2014.1'));
const NOISE = Array.from(
  { length: 150 },
  (_, index) => `2014-06-03 08:00:00.123 4711 INFO nova.x [-] ${index}`,
);
const fromNova = (line: string) => `Jun  3 09:00:00 cn7 nova-compute[4711]: ${line}`;
const syslog = (...lines: readonly string[]) => [
  ...NOISE.map(fromNova),
  ...lines.map((line) => `Jun  3 09:00:00 cn7 ${line}`),
  ...OWN.map(fromNova),
];

describe('messages a log daemon dropped', () => {
  test.each([
    ['systemd-journald[347]: Suppressed 2314 messages from nova-compute.service', 2314],
    ['systemd-journald[347]: Suppressed 5 messages from openstack-nova-compute.service', 5],
    ['systemd-journald[347]: Suppressed 5 messages from devstack@n-cpu.service', 5],
    ['systemd-journal[347]: Suppressed 7 messages from /system/openstack-nova-compute.service', 7],
    ['journal: Suppressed 3 messages from /system.slice/openstack-nova-compute.service', 3],
    [
      'rsyslogd: imuxsock[pid: 57, name: /usr/bin/nova-compute]: 3 messages lost due to rate-limiting (200 allowed within 5 seconds)',
      3,
    ],
  ])("nova-compute's: %s", async (line, count) => {
    expect(await gapsIn(syslog(line))).toMatchObject([
      {
        kind: 'suppressed-messages',
        count,
        detail: expect.stringMatching(new RegExp(`: ${count} of nova-compute$`)),
        evidence: [{ line: NOISE.length + 1, text: expect.stringContaining(line) }],
      },
    ]);
  });

  test.each([
    ['systemd-journald[347]: Suppressed 9 messages from docker.service', 9],
    ['systemd-journald[347]: Suppressed 9 messages from libpod-5d1c2.scope', 9],
    ['systemd-journald[347]: Suppressed 9 messages from /', 9],
    ['rsyslogd-2177: imuxsock lost 141 messages from pid 55082 due to rate-limiting', 141],
    ['rsyslogd: imuxsock[pid 22]: 4 messages lost due to rate-limiting', 4],
    [
      'rsyslogd: imjournal: 236 messages lost due to rate-limiting (20000 allowed within 600 seconds)',
      236,
    ],
    [
      'rsyslogd[9]: imjournal: 6 messages lost due to rate-limiting [v8.24.0 try http://www.rsyslog.com/e/2177 ]',
      6,
    ],
  ])('of whom the line does not tell: %s', async (line, count) => {
    expect(await gapsIn(syslog(line))).toMatchObject([
      {
        kind: 'suppressed-messages',
        count,
        detail: expect.stringContaining(`${count} of a writer the log does not name`),
      },
    ]);
  });

  test.each([
    'systemd-journald[347]: Suppressed 9 messages from sshd.service',
    'systemd-journald[347]: Suppressed 9 messages from /system.slice/nova-api.service',
    'rsyslogd: imuxsock[pid: 57, name: /usr/sbin/haproxy]: 9 messages lost due to rate-limiting',
    'rsyslogd: imjournal from <cn7:haproxy>: begin to drop messages due to rate-limiting',
    'sshd[1]: Suppressed 9 messages from nova-compute.service',
  ])("another's are none: %s", async (line) => {
    expect(await gapsIn(syslog(line))).toEqual([]);
  });

  test('are summed, one daemon line below the other, and told once', async () => {
    const [gap, ...others] = await gapsIn(
      syslog(
        'systemd-journald[347]: Suppressed 100 messages from nova-compute.service',
        'systemd-journald[347]: Suppressed 40 messages from sshd.service',
        'systemd-journald[347]: Suppressed 20 messages from nova-compute.service',
        'rsyslogd: imjournal: begin to drop messages due to rate-limiting',
        'rsyslogd: imjournal: 3 messages lost due to rate-limiting',
      ),
    );
    expect(others).toEqual([]);
    expect(gap).toMatchObject({
      count: 123,
      detail: expect.stringMatching(/: 120 of nova-compute, 3 of a writer .* \(imjournal\)$/),
      evidence: [{ line: NOISE.length + 1 }],
    });
  });

  test('with their number behind the end: one at least', async () => {
    const begun =
      'rsyslogd: imjournal from <cn7:nova-compute>: begin to drop messages due to rate-limiting';
    expect(await gapsIn(syslog(begun))).toMatchObject([
      { count: 1, detail: expect.stringContaining('at least 1 of nova-compute') },
    ]);
  });

  test('in the fields of a journal', async () => {
    const entry = {
      __REALTIME_TIMESTAMP: '1401786000000000',
      _HOSTNAME: 'cn7',
      SYSLOG_IDENTIFIER: 'systemd-journald',
      MESSAGE: 'Suppressed 12 messages from nova-compute.service',
    };
    const own = { ...entry, SYSLOG_IDENTIFIER: 'nova-compute' };
    const lines = [...NOISE.map((MESSAGE) => ({ ...own, MESSAGE })), entry];
    expect(await gapsIn(lines.map((line) => JSON.stringify(line)))).toMatchObject([
      { kind: 'suppressed-messages', count: 12, evidence: [{ text: entry.MESSAGE }] },
    ]);
  });

  test('change nothing else in the report', async () => {
    const line = 'systemd-journald[347]: Suppressed 5 messages from nova-compute.service';
    const [plain, gappy] = [await reportOn(syslog()), await reportOn(syslog(line))];
    expect(gappy.cycles.map(({ id }) => id)).toEqual(plain.cycles.map(({ id }) => id));
    expect(gappy.releases).toMatchObject(plain.releases.map(({ series }) => ({ series })));
    expect(gappy.sources[0]?.recognisedLines).toBe(plain.sources[0]?.recognisedLines);
  });

  test('are no log of Nova by themselves', async () => {
    const line = 'Jun  3 09:00:00 cn7 rsyslogd: imjournal: 3 messages lost due to rate-limiting';
    expect((await analysisOf([line])).nothingRecognised).toBe(true);
  });
});

describe('messages that are not text', () => {
  const entry = (message: unknown, program = 'nova-compute') =>
    JSON.stringify({
      __REALTIME_TIMESTAMP: '1401786000000000',
      _HOSTNAME: 'cn7',
      SYSLOG_IDENTIFIER: program,
      MESSAGE: message,
    });
  const journal = (...lines: readonly string[]) => [
    ...NOISE.map((line) => entry(line)),
    ...lines,
    entry(NOISE[0]),
  ];
  const bytes = (text: string) => [...Buffer.from(text)];

  test('given as bytes: counted, and nothing of them quoted', async () => {
    const secret = '2014-06-03 09:00:00.123 4711 DEBUG nova.x [-] \x07 swordfish';
    const gaps = await gapsIn(journal(entry(bytes(secret)), entry(bytes('\x07'))));
    expect(gaps).toMatchObject([
      { kind: 'binary-messages', count: 2, evidence: [{ line: NOISE.length + 1 }] },
    ]);
    expect(JSON.stringify(gaps)).not.toContain('swordfish');
  });

  test('left out for their length', async () => {
    expect(await gapsIn(journal(entry(null), entry(null, '-')))).toMatchObject([
      {
        kind: 'null-messages',
        count: 2,
        detail: expect.stringMatching(/--all shows them; 1 of a program .* not name$/),
        evidence: [{ line: NOISE.length + 1 }],
      },
    ]);
  });

  test('in the short modes of journalctl', async () => {
    expect(await gapsIn(syslog('nova-compute[4711]: [12.3K blob data]'))).toMatchObject([
      { kind: 'null-messages', count: 1, evidence: [{ line: NOISE.length + 1 }] },
    ]);
  });

  test("another program's are none", async () => {
    expect(await kindsIn(journal(entry(null, 'sshd'), entry([7], 'kernel')))).toEqual([]);
    expect(await kindsIn(syslog('sshd[1]: [12.3K blob data]'))).toEqual([]);
  });
});

describe('a cut tail', () => {
  const log = (last: string) => `${OWN.join('\n')}\n${last}`;
  const inSyslog = (last: string) => `${OWN.map(fromNova).join('\n')}\n${last}`;
  const inJson = (last: string) =>
    `${JSON.stringify({ message: 'x', name: 'nova.x', levelname: 'INFO' })}\n${last}`;

  test.each([
    log('2014-06-03 09:59:00.123 4711 DEB'),
    log('2014-06-03 09:59:00.123 4711 DEBUG nova.virt.disk'),
    log('2014-06-03 09:59:00.123 4711 ERROR nova.compute.manager [req-6f3d1c2e-8a0b'),
    inSyslog(fromNova('2014-06-03 09:59:00.123 4711 INFO nova.vi')),
    inJson('{"message": "Inject data key=swordfish'),
  ])('is told where the last line is a part of one: %#', async (text) => {
    const gaps = await gapsIn(text);
    expect(gaps).toMatchObject([
      { kind: 'cut-tail', evidence: [{ line: text.split('\n').length }] },
    ]);
    const [line] = gaps[0]?.evidence ?? [];
    expect(line?.offset).toBe(text.lastIndexOf('\n') + 1);
    expect(line?.text).not.toContain('swordfish');
  });

  test.each([
    log(''),
    log('2014-06-03 09:59:00.123 4711 INFO nova.x [-] whole'),
    log('2014-06-03 09:59:00.123 4711 ERROR nova.compute.manager'),
    log('2014-06-03 09:59:00.123 4711 DEB\n'),
    log('2014-06-03 09:59:00 OK'),
    log('further output'),
    inJson('{"message": "y", "name": "nova.x", "levelname": "INFO"}'),
    log('{"an object": "of a message'),
  ])('is not where it may be whole: %#', async (text) => {
    expect(await kindsIn(text)).toEqual([]);
  });
});

describe('what names tell', () => {
  let scratch = '';
  beforeAll(() => {
    scratch = mkdtempSync(`${tmpdir()}/inject-trace-gaps-`);
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  function file(name: string, content: string | Buffer): string {
    const path = `${scratch}/${name}`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  async function gapsOf(...paths: readonly string[]) {
    const stdin = inputOf('').open({ compression: null, damage: [] });
    const { inputs } = await findInputs(paths, stdin, (head) => firstRecord(head, {}));
    const { report } = await analyze(inputs);
    return report.sources.map(({ path, gaps }) => [
      path.slice(scratch.length + 1),
      gaps.map(({ kind, detail, count }) => ({ kind, detail, count })),
    ]);
  }

  /** A log that begins so many hours later. */
  const later = (hours: number) =>
    `${nova('2014.1', { start: hours * 3600 }).starting()}\n${nova('2014.1', { start: hours * 3600 + 9 }).creating()}\n`;

  test('a number is left out of a rotation', async () => {
    file('rotated/nova-compute.log', later(6));
    file('rotated/nova-compute.log.1', later(5));
    file('rotated/nova-compute.log.4.gz', gzipSync(later(2)));
    file('rotated/nova-compute.log.5.gz', gzipSync(later(1)));
    expect(await gapsOf(`${scratch}/rotated`)).toEqual([
      ['rotated/nova-compute.log.5.gz', []],
      ['rotated/nova-compute.log.4.gz', []],
      [
        'rotated/nova-compute.log.1',
        [
          {
            kind: 'rotation-gap',
            count: 2,
            detail: `${scratch}/rotated/nova-compute.log.2 to ${scratch}/rotated/nova-compute.log.3 are not among the inputs: between 2014-06-03T11:00:09.123 and 2014-06-03T14:00:00.123`,
          },
        ],
      ],
      ['rotated/nova-compute.log', []],
    ]);
  });

  test.each([
    ['no number is left out', { '.1': 3, '.2': 2, '.3': 1 }],
    ['it is there, a copy of another', { '.1': 3, '.2': 3, '.3': 1 }],
    ['the higher number is the younger file', { '.1': 1, '.3': 3 }],
    ['numbers are dates', { '-20140601': 1, '-20140603': 2 }],
  ])('not where %s', async (name, members) => {
    const folder = name.replaceAll(/\W/g, '');
    for (const [end, hours] of Object.entries(members)) {
      file(`${folder}/nova-compute.log${end}`, later(hours));
    }
    const all = await gapsOf(`${scratch}/${folder}`);
    expect(all.map(([, gaps]) => gaps)).toEqual(all.map(() => []));
  });

  describe('sos kept the last part of a log', () => {
    const TAIL = 'sos/sos_strings/openstack_nova/var.log.nova.nova-compute.log.tailed';
    const LINK = 'sos/var/log/nova/nova-compute.log';
    const kinds = async (path: string) =>
      (await gapsOf(path)).map(([name, gaps]) => [name, (gaps as Gap[]).map(({ kind }) => kind)]);

    test('read where it is, and by the link where the log was', async () => {
      file(TAIL, `the rest of a line\n${later(1)}`);
      file('sos/sos_strings/openstack_nova/var.log.nova.nova-api.log.tailed', later(2));
      mkdirSync(dirname(`${scratch}/${LINK}`), { recursive: true });
      symlinkSync(`../../../../${TAIL}`, `${scratch}/${LINK}`);
      expect(await kinds(`${scratch}/sos`)).toEqual([[TAIL, ['cut-head', 'tail-limit']]]);
      expect(await kinds(`${scratch}/${LINK}`)).toEqual([[LINK, ['cut-head', 'tail-limit']]]);
    });
  });
});

describe('in text', () => {
  const broken = `the rest of a line\n${syslog(
    'systemd-journald[347]: Suppressed 12 messages from nova-compute.service',
    'systemd-journald[347]: Suppressed 3 messages from nova-compute.service',
    'nova-compute[4711]: [12.3K blob data]',
  ).join('\n')}\n${fromNova('2014-06-03 09:59:00.123 4711 INFO nova.vi')}`;

  test('the report says each kind in one line, with how much', async () => {
    const pieces = reporters.terminal(await reportOn(broken), { color: false, width: 500 });
    const missing = [...pieces]
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('missing'));
    expect(missing).toEqual([
      'missing: cut-head - the capture begins inside a record [nova-compute.log:1]',
      expect.stringMatching(/^missing: cut-tail - the capture ends inside a record \[.*:\d+\]$/),
      expect.stringMatching(
        /^missing: suppressed-messages \(15 messages\) - .*15 of nova-compute \[.*:152\]$/,
      ),
      expect.stringMatching(
        /^missing: null-messages \(1 message\) - .*--all shows them \[.*:154\]$/,
      ),
    ]);
  });

  test('doctor, too', async () => {
    const { report, layouts } = await analysisOf(broken);
    const text = [...examine(report, layouts)].join('');
    expect(text.match(/^ {2}missing .*$/gm)).toHaveLength(4);
    expect(text).toContain('suppressed-messages (15 messages): ');
  });

  test('INFO only is one line', async () => {
    const report = await reportOn([nova('2014.1').starting(), nova('2014.1').spawned()]);
    const text = [...reporters.terminal(report, { color: false, width: 500 })].join('');
    expect(text.match(/no DEBUG record in this source/g)).toHaveLength(1);
  });
});
