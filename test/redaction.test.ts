// Reports with pseudonyms: nothing that names somebody is left in any layout and any format, what the report is
// about stays, and all of it can be translated back.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import type { Report } from '../src/model.ts';
import { type Names, namesIn, redact } from '../src/redaction/index.ts';
import { mapText, readMap } from '../src/redaction/map.ts';
import { unredacted } from '../src/redaction/unredact.ts';
import { reporters } from '../src/reporters/index.ts';
import { ALICE, consoleOf, evidenceOf, fingerprint } from './guests.ts';
import { coloured, devstack, documents, type History, HOST, oslo, transports } from './layouts.ts';
import { fixture, inputOf, keyOverNbd, nova, REQUEST, reportOn, toBytes, UUID } from './support.ts';

const DISK = `/var/lib/nova/instances/${UUID}/disk`;
/** One of each kind, each told by its place or by its form alone. */
const PLANTED = {
  user: 'b7e23ec29af22b0b4e41da31e868d572',
  project: '91f0c4d86a3e4d0f8b52e1c7a9d36e04',
  userName: 'o.lindqvist',
  projectName: 'acme-billing7',
  v4: '198.51.100.23',
  v6: '2001:db8:7:5::23',
  mac: 'fa:16:3e:5a:7b:9c',
  fqdn: 'db01.corp.example.org',
  mail: 'alice@mail.example.net',
  guest: 'payroll-db3',
  owner: 'd41d8cd98f00b204e9800998ecf8427e',
  domain: '4f6c1b9e2a7d4c0f9e8d7c6b5a493827',
  serial: '4c4c4544-0042-3510-8054-b7c04f4e3132',
} as const;

const failed = `Unexpected error while running command.
Command: sudo ssh ${PLANTED.v4}
Exit code: 1
Stdout: u''
Stderr: u'${PLANTED.v6} [${PLANTED.v6}]:22 (${PLANTED.mac}) mysql://${PLANTED.userName}:pw@${PLANTED.fqdn}/nova user_id=${PLANTED.owner} user_domain=${PLANTED.domain} mail ${PLANTED.mail} tenant_name=${PLANTED.projectName}'`;

const xml = `<domain type="kvm"><uuid>${UUID}</uuid><name>instance-0000076d</name><sysinfo><entry name="serial">${PLANTED.serial}</entry></sysinfo><nova:name>${PLANTED.guest}</nova:name><nova:package version="26.1.0"/><nova:owner><nova:user uuid="${PLANTED.user}">${PLANTED.userName}</nova:user></nova:owner><source><host name="${PLANTED.v4}" port="6789"/></source><mac address="${PLANTED.mac}"/></domain>`;

const command = (text: string) =>
  ['oslo_concurrency.processutils', `Running cmd (subprocess): sudo ${text}`] as const;

const history: History = [
  ['nova.virt.libvirt.driver', `End _get_guest_xml xml=${xml}`] as const,
  command(`qemu-nbd -c /dev/nbd15 ${DISK}`),
  command('mount /dev/nbd15 /tmp/openstack-vfs-localfsx'),
  command('tee -a /tmp/openstack-vfs-localfsx/root/.ssh/authorized_keys'),
  [
    'nova.virt.disk.api',
    `Ignoring error injecting data into image ${DISK} (${failed}): ProcessExecutionError: x`,
  ] as const,
  command('umount /dev/nbd15'),
  command('qemu-nbd -d /dev/nbd15'),
].map(([logger, message], index) => ({
  ms: Date.UTC(2023, 5, 20, 6) + index * 1000,
  level: logger.endsWith('disk.api') ? 'WARNING' : 'DEBUG',
  logger,
  mark: logger.endsWith('driver'),
  message,
  user: PLANTED.user,
  project: PLANTED.project,
}));

const wide = { color: false, width: 4000 };
const printedBy = (report: Report) =>
  Object.entries(reporters).map(
    ([format, reporter]) => [format, [...reporter(report, wide)].join('')] as const,
  );

async function* inPieces(text: string, size = 1009): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function back(names: Names, text: string): Promise<string> {
  const values = readMap(mapText(names));
  let all = '';
  for await (const piece of unredacted(inPieces(text), values ?? new Map())) all += piece;
  return all;
}

/** Columns are as wide as what stands in them, a ticket cuts long quotes, and a markup escapes letters that a
 *  pseudonym has none of. */
const loose = (text: string) =>
  text
    .replace(/ +/g, ' ')
    .replace(/-{3,}/g, '---')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .split('\n')
    .map((line) => line.slice(0, line.startsWith('{') ? undefined : 300));

function expectNone(text: string, values: readonly string[]): void {
  expect(values.filter((value) => text.includes(value))).toEqual([]);
}

async function expectRedacted(report: Report): Promise<void> {
  const names = namesIn(report);
  const redacted = redact(report, names);
  for (const [format, text] of printedBy(redacted)) {
    expectNone(text, [...Object.values(PLANTED), ` ${HOST} `, `"${HOST}"`]);
    const whole = printedBy(report).find(([own]) => own === format)?.[1] ?? '';
    expect(loose(await back(names, text))).toEqual(loose(whole));
  }
  const text = JSON.stringify(redacted);
  for (const kept of [UUID, REQUEST, '/dev/nbd15', DISK]) expect(text).toContain(kept);
  expect(redacted.cycles.map(({ id, handler, steps }) => [id, handler, steps.length])).toEqual(
    report.cycles.map(({ id, handler, steps }) => [id, handler, steps.length]),
  );
}

describe('nothing that names somebody is left of', () => {
  const texts = { oslo, devstack, coloured };
  for (const [name, render] of Object.entries(transports)) {
    for (const [layout, text] of Object.entries(texts)) {
      test(`${name}, ${layout}`, async () => expectRedacted(await reportOn(render(text, history))));
    }
  }
  for (const [name, render] of Object.entries(documents)) {
    test(name, async () => expectRedacted(await reportOn(history.map(render))));
  }

  test('though all of it is in the report', async () => {
    const text = JSON.stringify(await reportOn(history.map(oslo)));
    expect(Object.values(PLANTED).filter((value) => !text.includes(value))).toEqual([]);
  });
});

/** A report with this text added wherever a text of the log can stand. */
function planted(report: Report, text: string): Report {
  const free = new Set(
    'path text detail error command note why value mountDir title remedy paths settledBy notVisible'.split(
      ' ',
    ),
  );
  return JSON.parse(
    JSON.stringify(report, function (this: unknown, key, value) {
      if (key === 'references') return [];
      const isFree = free.has(key) || Array.isArray(this);
      return isFree && typeof value === 'string' ? `${value} ${text}` : value;
    }),
  );
}

const showcase = await analyze([inputOf(fixture('showcase.log').bytes, 'showcase.log')]);

test('whatever the names are, in every field', async () => {
  const hex = (length: number) =>
    fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).filter((text) => /\d/.test(text));
  const values = fc.record({
    host: fc.stringMatching(/^[g-z]{3,8}-?[1-9][0-9]{1,3}$/),
    zone: fc.stringMatching(/^[g-z]{4,8}\.(?:example|test)$/),
    user: hex(32),
    project: hex(32),
    v4: fc.ipV4().filter((ip) => !/^(?:0|127|25\d|169\.254)\./.test(ip)),
    v6: fc.stringMatching(
      /^2001:db8:[1-9a-f][0-9a-f]{2}(?::[1-9a-f][0-9a-f]{0,3}){2}::[1-9a-f]{2}$/,
    ),
    mac: fc.stringMatching(/^fa(?::[0-9a-f]{2}){5}$/),
  });
  await fc.assert(
    fc.asyncProperty(values, async (names) => {
      const { host, zone, user, project, v4, v6, mac } = names;
      const text = `[req-${UUID} ${user} ${project} - default default] http://${host}.${zone}:9292/ on ${host}, ${v4}:80 ${mac} [${v6}]:22 (${user})`;
      const report = planted(showcase.report, text);
      const called = namesIn(report);
      const redacted = redact(report, called);
      expectNone(JSON.stringify(redacted), Object.values(names));
      expect(await back(called, JSON.stringify(redacted))).toBe(JSON.stringify(report));
    }),
    { numRuns: 30, seed: 7 },
  );
});

describe('names', () => {
  const named = async (...texts: readonly string[]) => {
    const log = nova('2013.1');
    const { report } = showcase;
    const notVisible = [...texts];
    const [cycle] = report.cycles;
    if (cycle === undefined) throw new Error(log.uuid);
    const reason = { ...cycle.reason, ruledOut: [], evidence: [] };
    const only = { ...report, sources: [], config: [], instances: [], releases: [], findings: [] };
    const own = {
      ...only,
      cycles: [
        { ...cycle, steps: [], items: [], attempts: [], redundancy: [], reason, notVisible },
      ],
    };
    const redacted = redact(own, namesIn(own));
    return redacted.cycles[0]?.notVisible;
  };

  test.each([
    'qemu-kvm-1.5.3.1 and libvirt version 1.2.3.4 and 2.11.1.1-0ubuntu7',
    'Starting compute node (version 2012.1.3-LOCALBRANCH:LOCALREVISION)',
    'at 12:33:23, 09:21:07.123, line 10:20, 2012-05-14T09:21:07+02:00',
    '0.0.0.0 127.0.0.1 ::1 169.254.169.254 255.255.255.0 00:00:00:00:00:00',
    '/dev/mapper/nbd15p1 on /tmp/tmpxGBdT0, /dev/sda1',
    `[${REQUEST} None None] [${REQUEST} - - - - -] [None ${REQUEST} - - - - - -]`,
    'See http://libguestfs.org/guestfs-faq.1.html#debugging-libguestfs',
    "default_log_levels = ['nova.virt.libvirt.host=INFO', 'amqp=WARN']",
    'Set ownership path=root/.ssh user=root group=root',
    'devstack@n-compute.service: Suppressed 3 messages',
    'sk-ssh-ed25519@openssh.com ***',
    'nova.compute.manager, /usr/lib/python2.7/dist-packages/nova/compute/manager.py:1',
    '/var/lib/nova/instances/_base/0ade7c2cf97f75d009975f4d720d1fa6c19f4897',
    '/var/lib/nova/mnt/5f9c3b2a1d8e4f70a6b1c2d3e4f50617/volume',
  ])('are not in %s', async (text) => {
    expect(await named(text)).toEqual([text]);
  });

  test.each([
    [
      'sosreport-compute-07-2026-11-22-abcdefg/var/log/x',
      'sosreport-host-1-2026-11-22-abcdefg/var/log/x',
    ],
    [
      'Jun 20 06:00:00 compute nova-compute[4711]: x',
      'Jun 20 06:00:00 host-1 nova-compute[4711]: x',
    ],
    ['imjournal from <cn8:nova-compute>: begin', 'imjournal from <host-1:nova-compute>: begin'],
    ['/home/lindqvist/nova.log', '/home/user-1/nova.log'],
    [`[${REQUEST} demo demo]`, `[${REQUEST} user-1 user-1]`],
    [`[${REQUEST} 5f9c3b2a1d8e4f70a6b1c2d3e4f5`, `[${REQUEST} user-1`],
    ['amqp://openstack:***@10.0.0.5:5672/', 'amqp://user-1:***@ip-1:5672/'],
    ['a\\ncn8 from <cn8:nova>', 'a\\nhost-1 from <host-1:nova>'],
    ['192.0.2.7-192.0.2.9 192.0.2.7/24', 'ip-1-ip-2 ip-1/24'],
    ["ssh-rsa *** alice@laptop'", "ssh-rsa *** comment-1'"],
    [
      'host=cn9.cloud.example.org cn9 cn10.cloud.example.org',
      'host=host-1.dns-1 host-1 host-2.dns-1',
    ],
    ['host=cn9 on CN9', 'host=host-1 on host-2'],
    ['host=h1 on h1', 'host=host-1 on host-1'],
    [`host=compute-07 ${'x '.repeat(100)}compute-0`, `host=host-1 ${'x '.repeat(100)}host-2`],
    [`192.0.2.107 ${'x '.repeat(100)}192.0.2…`, `ip-1 ${'x '.repeat(100)}ip-2…`],
    ['host=cn9 /logs/cn9.cloud.example.org.log', 'host=host-1 /logs/host-1.dns-1.log'],
    ['password=hunter22 X-Auth-Token: gAAAAABk', 'password=*** X-Auth-Token: ***'],
  ])('in %s', async (text, shown) => {
    expect(await named(text)).toEqual([shown]);
  });

  test('are numbered by first appearance, and a value has one pseudonym in all texts', async () => {
    expect(
      await named('192.0.2.9 and 192.0.2.7', 'host=cn9 at 192.0.2.7', 'cn9: 192.0.2.9, 192.0.2.90'),
    ).toEqual(['ip-1 and ip-2', 'host=host-1 at ip-2', 'host-1: ip-1, ip-3']);
  });

  test('do not take a pseudonym that the report has already', async () => {
    expect(await named('host=cn9', 'host=host-1 is up')).toEqual([
      'host=host-2',
      'host=host-1 is up',
    ]);
  });
});

test('an evidence of a guest is quoted without its names, addresses and fingerprints', async () => {
  const log = nova('2013.1');
  const booted = new Date(Date.UTC(2013, 5, 20, 9, 0, 10));
  const guest = consoleOf({ booted, ip: '192.0.2.61', host: 'web-17', keys: [ALICE] });
  const { report } = await analyze([inputOf(toBytes(keyOverNbd(log)))], {
    evidence: [evidenceOf('console-log', guest, `/x/${UUID}/console.log`)],
  });
  const text = JSON.stringify(redact(report, namesIn(report)));
  expect(JSON.stringify(report)).toContain(fingerprint(ALICE));
  expectNone(text, [fingerprint(ALICE), '192.0.2.61', 'fa:16:3e:cf:ba:3c', 'web-17']);
});

test('a redacted report stays as it is when it is redacted again', async () => {
  const report = await reportOn(history.map(oslo));
  const once = redact(report, namesIn(report));
  expect(namesIn(once)).toEqual(new Map());
  expect(redact(once, namesIn(once))).toEqual(once);
});

test('the same report has the same pseudonyms', () => {
  const { report } = showcase;
  expect(mapText(namesIn(report))).toBe(mapText(namesIn(JSON.parse(JSON.stringify(report)))));
});

test('a report without anything in it stays as it is', async () => {
  const report = await reportOn(['2013-06-20 11:45:01.123 4711 INFO nova.x [-] nothing']);
  expect(redact(report, namesIn(report))).toEqual(report);
});

test('the sample log can be read as before', async () => {
  const { report } = showcase;
  const page = { color: false, width: 100, verbose: true };
  const printed = [...reporters.terminal(redact(report, namesIn(report)), page)].join('');
  await expect(printed).toMatchFileSnapshot('../fixtures/showcase/terminal-redacted');
});

describe('translating back', () => {
  const values = new Map([
    ['host-1', 'cn7'],
    ['host-12', 'cn8'],
    ['ip-1', '2001:db8::1'],
  ]);
  const translated = async (text: string, size: number) => {
    let all = '';
    for await (const piece of unredacted(inPieces(text, size), values)) all += piece;
    return all;
  };

  test.each([
    ['host-1 and host-12, host-13, not my-host-1x', 'cn7 and cn8, host-13, not my-host-1x'],
    ['Look at host-1.', 'Look at cn7.'],
    ['"host-1":[ip-1]:80 (host-1)', '"cn7":[2001:db8::1]:80 (cn7)'],
    ['ghost-1 host-1a host-1_log ähost-1 host-1é', 'ghost-1 host-1a cn7_log ähost-1 host-1é'],
    ['sosreport-host-1-2026', 'sosreport-cn7-2026'],
    ['a\\nhost-1', 'a\\ncn7'],
    ['cut in host-1… or host-12… or ip-1…', 'cut in host-1… or cn8… or 2001:db8::1…'],
    ['', ''],
  ])('%s', async (text, expected) => {
    for (const size of [1, 2, 5, 1000]) expect(await translated(text, size)).toBe(expected);
  });

  test.each(['', '[]', '3', 'null', '{"host-1": "cn7"}', '{"x": {"value": "y"}}', '{"host-1"'])(
    '%s is no map',
    (text) => {
      expect(readMap(text)).toBeNull();
    },
  );
});
