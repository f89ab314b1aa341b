// What a user tells of the inputs on the command line: the layout of their lines, the time zone of their
// stamps and the host they are of.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Report } from '../src/model.ts';
import { build, closed, keyOverNbd, nova, opened, root, type Text, toBytes } from './support.ts';

/** Some run the program several times. */
vi.setConfig({ testTimeout: 60_000 });

let scratch = '';
beforeAll(() => {
  build();
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-options-`);
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let tests = 0;
beforeEach(() => {
  tests += 1;
});

/** Writes a file into the test's own folder. */
function file(name: string, content: Text): string {
  const path = `${scratch}/${tests}/${name}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, toBytes(content));
  return path;
}

function run(args: readonly string[], input: Text = '') {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [`${root}bin/inject-trace.js`, ...args],
    { input: toBytes(input), encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  return { status, out: stdout, err: stderr };
}

function report(args: readonly string[], input?: Text): Report {
  const { status, out, err } = run(['--format', 'json', ...args], input);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return JSON.parse(out);
}

/** One line on standard error, nothing else. */
function expectRefused(args: readonly string[], why: RegExp, exit = 2): void {
  const { status, out, err } = run(args);
  expect({ status, out, err }).toEqual({ status: exit, out: '', err: expect.stringMatching(why) });
  expect(err.trimEnd().split('\n')).toHaveLength(1);
}

describe('--log-format', () => {
  const FORMAT = '%(asctime)s | %(levelname)s | %(name)s | %(request_id)s | %(message)s';
  const LINE = '2012-11-14 08:02:11 | INFO | nova.compute.manager | req-1 | Starting instance...';

  test('is how records within a request are laid out; the other formats stay as Nova sets them', () => {
    const log = file('site.log', [
      LINE,
      '2012-11-14 08:02:12.123 4711 INFO nova.service [-] Starting compute node (version 2012.2)',
    ]);
    const { sources, releases } = report(['--log-format', FORMAT, log]);
    expect(sources).toMatchObject([
      {
        format: 'site-format',
        first: '2012-11-14T08:02:11',
        last: '2012-11-14T08:02:12.123',
        levels: { INFO: 2 },
      },
    ]);
    expect(releases).toMatchObject([{ version: '2012.2' }]);
  });

  test('may have its percent signs doubled, as in nova.conf', () => {
    const log = file('site.log', [LINE]);
    const { sources } = report(['--log-format', FORMAT.replaceAll('%', '%%'), log]);
    expect(sources).toMatchObject([{ format: 'site-format' }]);
  });

  test('stands for the one in nova.conf, whose other options hold', () => {
    const conf = file(
      'nova.conf',
      '[DEFAULT]\nlog_date_format = %d/%m/%Y %H:%M:%S\nlogging_context_format_string = <%(message)s>\n',
    );
    const log = file('site.log', [LINE.replace('2012-11-14', '14/11/2012')]);
    const { sources } = report(['--log-format', FORMAT, '--nova-conf', conf, log]);
    expect(sources).toMatchObject([{ format: 'site-format', first: '2012-11-14T08:02:11' }]);
  });

  test.each([
    [
      'a field there is not',
      '%(asctime)s %(mesage)s',
      /--log-format: there is no field %\(mesage\)s/,
    ],
    ['no message', '%(asctime)s %(name)s', /--log-format: it has no %\(message\)s/],
    ['a broken field', '%(asctime) %(message)s', /--log-format: a percent sign in it begins no/],
  ])('with %s is refused', (_, format, why) => {
    expectRefused(['--log-format', format, file('a.log', [LINE])], why);
  });
});

describe('hosts without a name', () => {
  const begin = () => opened(nova('2012.1'));
  const finish = () => closed(nova('2012.1', { start: 60 }));
  const ends = ({ cycles }: Report) => cycles.map(({ host, end }) => [host, end !== null]);

  test.each([
    ['of one log and its rotation', 'nova-compute.log.1', 'nova-compute.log'],
    ['of one log, the rotation dated', 'nova-compute.log-20120514', 'nova-compute.log'],
    ['of one log, its rotations compressed', 'nova-compute-20120514.log.gz', 'nova-compute.log'],
    ['of one log, numbered', 'n-cpu.log.2.xz', 'n-cpu.log.1'],
  ])('are one: %s', (_, first, second) => {
    const logs = [file(first, begin()), file(second, finish())];
    expect(ends(report(logs))).toEqual([[null, true]]);
  });

  test.each([
    ['in different directories', 'a/nova-compute.log', 'b/nova-compute.log'],
    ['named differently', 'cn1.log', 'cn2.log'],
    ['numbered like hosts', 'compute-01.log', 'compute-02.log'],
    ['named by addresses', 'nova.log-10.0.0.1', 'nova.log-10.0.0.2'],
  ])('never share a cycle: %s', (_, first, second) => {
    const logs = [file(first, begin()), file(second, finish())];
    expect(ends(report(logs))).toEqual([
      [null, false],
      [null, true],
    ]);
  });

  test('nor with standard input', () => {
    const log = file('nova-compute.log', begin());
    expect(ends(report([log, '-'], finish()))).toHaveLength(2);
  });

  test('share no release, option or instance', () => {
    const log = nova('2012.1');
    const version = log.say('AUDIT', 'nova.service', 'Starting compute node (version 2012.1.3)');
    const logs = [
      file('a/nova-compute.log', [version, ...keyOverNbd(log)]),
      file('b/pasted.txt', [`qemu-nbd -c /dev/nbd15 ${log.disk}`, 'qemu-nbd -d /dev/nbd15']),
    ];
    const { releases, instances, cycles } = report(logs);
    expect(releases).toMatchObject([{ version: '2012.1.3' }, { version: null }]);
    expect(cycles).toMatchObject([{ mechanism: 'img-handlers' }, { mechanism: null }]);
    const { uuid, name } = log;
    expect(instances).toMatchObject([
      { uuid, name },
      { uuid: null, name },
    ]);
    expect(run(logs).out.match(/^Instance .*/gm)).toEqual([
      `Instance ${uuid} (${name})`,
      `Instance ${name}`,
    ]);
    expect(run(['doctor', ...logs]).out.match(/(?<=release +)\S.*/g)).toEqual([
      'Essex 2012.1.3 (certain)',
      'unknown',
    ]);
  });
});

describe('--host', () => {
  const part = (start: number) => keyOverNbd(nova('2012.1', { start }));
  const hosts = ({ cycles }: Report) => cycles.map(({ host }) => host);

  test('names the host of every log, so that their cycles join', () => {
    const log = file('a.log', opened(nova('2012.1')));
    const { sources, cycles } = report(
      ['--host', 'cn7', log, '-'],
      closed(nova('2012.1', { start: 60 })),
    );
    expect(sources.map(({ host }) => host)).toEqual(['cn7', 'cn7']);
    expect(cycles).toMatchObject([{ host: 'cn7', end: '2012-05-14T09:01:02' }]);
  });

  test('a log of its own counts more, for what a directory or a pattern holds, too', () => {
    const [one = '', two = ''] = [file('a/nova-compute.log', part(0)), file('b/x.log', part(9))];
    const folder = one.replace('/a/nova-compute.log', '');
    const given = ['--host', 'other', '--host', `${folder}/=all`, '--host', `${two}=cn2`];
    expect(hosts(report([...given, folder]))).toEqual(['all', 'cn2']);
    const pattern = `${folder}/*/nova*.log`;
    expect(hosts(report(['--host', 'other', '--host', `${pattern}=cn1`, pattern, two]))).toEqual([
      'cn1',
      'other',
    ]);
  });

  test('the host a sosreport names stands, unless the log is given another', () => {
    const log = file('sosreport-x/var/log/nova/nova-compute.log', part(0));
    file('sosreport-x/hostname', 'cn9\n');
    expect(hosts(report(['--host', 'cn7', log]))).toEqual(['cn9']);
    expect(hosts(report(['--host', `${log}=cn7`, log]))).toEqual(['cn7']);
  });

  test('a line that names its host keeps it', () => {
    const log = file(
      'messages',
      part(0).map((line) => `May 14 09:00:00 cn3 nova-compute: ${line}`),
    );
    expect(hosts(report(['--host', 'cn7', '--host', `${log}=cn8`, log]))).toEqual(['cn3']);
  });

  test.each([
    ['what is no input', ['no.log=cn7'], /--host: no\.log is not one of the inputs/],
    ['no name', [''], /--host: not the name of a host: nothing/],
    ['a name with blanks', ['my host'], /--host: not the name of a host: my host/],
    ['nothing before the equals sign', ['=cn7'], /--host =cn7: no log before the equals sign/],
  ])('with %s is refused', (_, given, why) => {
    expectRefused(['--host', ...given, file('a.log', part(0))], why);
  });
});

describe('--tz', () => {
  const disk = '/var/lib/nova/instances/instance-0000076d/disk';
  const ran = (at: string, command: string) =>
    `${at}.123 DEBUG nova.utils [req-1 u p] Running cmd (subprocess): sudo nova-rootwrap /etc/nova/rootwrap.conf ${command} execute /usr/lib/python2.7/dist-packages/nova/utils.py:208`;
  const cycle = (from: string, to: string) => [
    ran(from, `qemu-nbd -c /dev/nbd15 ${disk}`),
    ran(to, 'qemu-nbd -d /dev/nbd15'),
  ];
  const log = (from: string, to: string) => file('nova-compute.log', cycle(from, to));
  const times = ({ cycles }: Report) =>
    cycles.map(({ start, end, durationMs }) => [start, end, durationMs]);

  test.each([
    ['Europe/Berlin', '2013-06-20T08:00:59.123+02:00'],
    ['UTC', '2013-06-20T08:00:59.123Z'],
    ['+0530', '2013-06-20T08:00:59.123+05:30'],
    ['America/St_Johns', '2013-06-20T08:00:59.123-02:30'],
  ])('%s says where the clock of the log stands', (zone, start) => {
    const path = log('2013-06-20 08:00:59', '2013-06-20 08:01:09');
    const { sources, cycles } = report(['--tz', zone, path]);
    expect(sources).toMatchObject([{ first: start }]);
    expect(cycles).toMatchObject([{ start, durationMs: 10_000 }]);
  });

  test('a fixed offset behind UTC, and stamps with an offset of their own', () => {
    const path = file('x.log', [
      '2013-06-20T08:00:58+02:00 cn7 nova-compute: INFO nova.service [-] a',
      ...cycle('2013-06-20 08:00:59', '2013-06-20 08:01:09'),
    ]);
    expect(report(['--tz=-03:00', path]).sources).toMatchObject([
      { first: '2013-06-20T08:00:58+02:00', last: '2013-06-20T08:01:09.123-03:00' },
    ]);
  });

  test('one for a log counts more than one for all, whatever comes first', () => {
    const a = file('a/nova-compute.log', cycle('2013-06-20 08:00:00', '2013-06-20 08:00:01'));
    const b = file('b/nova-compute.log', cycle('2013-06-20 08:00:00', '2013-06-20 08:00:02'));
    const { sources } = report(['--tz', `${b}=Asia/Tokyo`, '--tz', 'UTC', a, b]);
    // In Tokyo it is eight o'clock first.
    expect(sources.map(({ path, first }) => [path, first])).toEqual([
      [b, '2013-06-20T08:00:00.123+09:00'],
      [a, '2013-06-20T08:00:00.123Z'],
    ]);
  });

  test.each([
    ['forward', '2013-03-31 01:59:59', '2013-03-31 03:00:01', '+01:00', '+02:00', 2000],
    ['back', '2013-10-27 02:59:59', '2013-10-27 02:00:01', '+02:00', '+01:00', 2000],
    [
      'back, behind it',
      '2013-10-27 01:59:59',
      '2013-10-27 03:00:01',
      '+02:00',
      '+01:00',
      7_202_000,
    ],
    ['back, before it', '2013-10-27 02:10:00', '2013-10-27 02:10:01', '+02:00', '+02:00', 1000],
    ['to an hour left out', '2013-03-31 02:30:00', '2013-03-31 03:30:01', '+01:00', '+02:00', 1000],
  ])('when clocks change, time goes on: %s', (_, from, to, first, second, ms) => {
    expect(times(report(['--tz', 'Europe/Berlin', log(from, to)]))).toEqual([
      [`${from.replace(' ', 'T')}.123${first}`, `${to.replace(' ', 'T')}.123${second}`, ms],
    ]);
  });

  test('lines a little out of order do not change the hour', () => {
    const path = file('nova-compute.log', [
      ran('2013-10-27 02:30:02', 'ls'),
      ...cycle('2013-10-27 02:30:01', '2013-10-27 02:30:05'),
    ]);
    expect(times(report(['--tz', 'Europe/Berlin', path]))).toEqual([
      ['2013-10-27T02:30:01.123+02:00', '2013-10-27T02:30:05.123+02:00', 4000],
    ]);
  });

  test('the second hour may begin in one rotation and end in another', () => {
    const [from = '', to = ''] = cycle('2013-10-27 02:10:00', '2013-10-27 02:10:30');
    const logs = [
      file('nova-compute.log', [to]),
      file('nova-compute.log.1', [
        ran('2013-10-27 01:50:00', 'ls'),
        ran('2013-10-27 02:50:00', 'ls'),
        from,
      ]),
    ];
    expect(times(report(['--tz', 'Europe/Berlin', ...logs]))).toEqual([
      ['2013-10-27T02:10:00.123+01:00', '2013-10-27T02:10:30.123+01:00', 30_000],
    ]);
  });

  test.each([
    [['--since', '2013-06-20T07:59'], 1],
    [['--since', '2013-06-20T08:01'], 0],
    [['--until', '2013-06-20 07:30'], 0],
    [['--since', '2013-06-20T05:59Z'], 1],
    [['--until', '2013-06-20T07:30Z'], 1],
    [['--since', '2013-06-20T06:01Z'], 0],
    [['--since', '2013-06-20T08:01:00+02:00'], 0],
  ])(
    'a window in a zone, %j: with an offset its moment, without one the zone',
    (window, cycles) => {
      const path = log('2013-06-20 08:00:00', '2013-06-20 08:00:10');
      const args = ['--tz', 'Europe/Berlin', ...window, path];
      if (cycles > 0) expect(report(args).cycles).toHaveLength(cycles);
      else expectRefused(args, /nothing between --since and --until/, 3);
    },
  );

  test('a moment cannot be found in a log that prints no offset', () => {
    const path = log('2013-06-20 08:00:00', '2013-06-20 08:00:10');
    expectRefused(['--since', '2013-06-20T07:30Z', path], /the log prints no offset: .*--tz/);
  });

  test.each([
    [
      'a zone there is not',
      ['Europe/Atlantis'],
      /--tz: no such time zone: Europe\/Atlantis; write/,
    ],
    ['an offset there is not', ['+25:00'], /--tz: no such time zone: \+25:00/],
    ['an abbreviation', ['CEST'], /--tz: no such time zone: CEST/],
    ['what is no input', ['no.log=UTC'], /--tz: no\.log is not one of the inputs/],
  ])('with %s is refused', (_, given, why) => {
    expectRefused(['--tz', ...given, log('2013-06-20 08:00:59', '2013-06-20 08:01:09')], why);
  });
});
