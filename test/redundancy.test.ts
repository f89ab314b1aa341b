// Whether something else delivered what was injected, proved by logs of the guest and of the metadata service:
// the operator's story step by step, each kind of evidence, and what must never count as proof.

import { describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import type { Redundancy, Report } from '../src/model.ts';
import type { EvidenceInput } from '../src/sources/index.ts';
import { problemsOf } from './contract.ts';
import {
  ALICE,
  asked,
  askedBy,
  BOB,
  bareConsole,
  cloudInitLogOf,
  consoleOf,
  evidenceOf,
  FORCED,
  injectedFile,
  keyOf,
} from './guests.ts';
import { evidenceIn, fixture, inputOf, keyOverNbd, nova, type Text, UUID } from './support.ts';

const OTHER = '9d2b7c61-4f0e-4a7b-8c15-2e6f9a1d3b40';

async function reportWith(log: Text, ...evidence: readonly EvidenceInput[]): Promise<Report> {
  const { report } = await analyze([inputOf(log)], { evidence });
  return report;
}

async function keyVerdict(log: Text, ...evidence: readonly EvidenceInput[]): Promise<Redundancy> {
  const report = await reportWith(log, ...evidence);
  expect(problemsOf(report)).toEqual([]);
  const [cycle] = report.cycles;
  const found = cycle?.redundancy.find(({ item }) => item === 'key');
  if (found === undefined) throw new Error('no verdict on a key');
  return found;
}

/** Essex prints no key: 09:00:00 on 2012-05-14, instance-0000076d. */
const essex = nova('2012.1');
const ESSEX = [essex.starting(), essex.creating(), ...keyOverNbd(essex), essex.spawned()];
const ESSEX_BOOT = new Date('2012-05-14T09:00:20Z');

/** Havana prints the key at DEBUG: 09:00:00 on 2014-02-14. */
function havana(key = ALICE, options: Parameters<typeof nova>[1] = {}): readonly string[] {
  const log = nova('2013.2', options);
  return [
    log.starting(),
    log.creating(),
    log.announced('key'),
    log.requested(`key=${key} net=None metadata=None admin_password=<SANITIZED> files=None`),
    log.opening(),
    log.vfs('Using NbdMount', 'localfs'),
    ...[log.attach(), log.map(), log.mount()],
    ...log.writeKey(),
    ...[log.unmount(), log.unmap(), log.detach()],
    log.spawned(),
  ];
}
const HAVANA_BOOT = new Date('2014-02-14T09:00:30Z');
const guest = { booted: HAVANA_BOOT, id: UUID };

describe('the story of one instance', () => {
  const access = evidenceOf('metadata-log', [
    asked('2012-05-14 09:00:50', '192.0.2.61', '/2009-04-04/meta-data/instance-id'),
    asked('2012-05-14 09:00:52', '192.0.2.61'),
  ]);
  const console = evidenceOf(
    'console-log',
    consoleOf({ booted: ESSEX_BOOT, datasource: 'DataSourceEc2', keys: [ALICE] }),
  );

  test('the commands alone leave it open and say what to look for', async () => {
    const { verdict, why } = await keyVerdict(fixture('excerpt.log').bytes);
    expect(verdict).toBe('unknown');
    expect(why).toMatch(/look for “Injecting key into image/);
    expect(why).toMatch(/--console-log: <instances_path>\/instance-0000076d\/console\.log/);
  });

  test('the announcement names the item, and what would settle it', async () => {
    const { verdict, why } = await keyVerdict(ESSEX);
    expect(verdict).toBe('unknown');
    expect(why).toMatch(/--metadata-log: .*public-keys\/0\/openssh-key/);
  });

  test('a key that was fetched makes it likely: fetched is not installed', async () => {
    const { verdict, why } = await keyVerdict(ESSEX, access);
    expect(verdict).toBe('likely-redundant');
    expect(why).toMatch(/Fetched is not installed/);
  });

  test('the console with its key table proves it', async () => {
    const { verdict, remedy, evidence } = await keyVerdict(ESSEX, access, console);
    expect(verdict).toBe('redundant');
    expect(remedy).toMatch(/libvirt_inject_key=false.*verify-off/);
    expect(new Set(evidence.map(({ source }) => source))).toEqual(new Set([0, 1, 2]));
  });

  test('the console alone, linked by its boot time, is no proof', async () => {
    expect((await keyVerdict(ESSEX, console)).verdict).toBe('likely-redundant');
  });
});

describe('proof by the guest', () => {
  const sizes = {
    before: 47 + ALICE.length,
    after: 47 + ALICE.length + 164,
    user: ALICE.length + 1,
  };

  test.each([
    [
      'the key in the table, by its fingerprint',
      [consoleOf({ ...guest, keys: [BOB, ALICE] })],
      'redundant',
    ],
    ['another key in the table', [consoleOf({ ...guest, keys: [BOB] })], 'conflicting'],
    ['no datasource', [consoleOf({ ...guest, datasource: 'DataSourceNone' })], 'needed'],
    [
      'a seed in the image',
      [consoleOf({ ...guest, datasource: 'DataSourceNoCloud' })],
      'conflicting',
    ],
    ['cloud-init disabled', [bareConsole(HAVANA_BOOT, ' cloud-init=disabled')], 'needed'],
  ] as const)('%s', async (_, [text], verdict) => {
    const console = evidenceOf('console-log', text, `instances/${UUID}/console.log`);
    expect(await keyVerdict(havana(), console)).toMatchObject({ verdict });
  });

  test.each([
    ['the injected copy was given a forced command', sizes, 'redundant', 'certain'],
    [
      'another key was appended',
      { ...sizes, after: sizes.after + 111, user: 111 },
      'conflicting',
      'certain',
    ],
    [
      'root keeps its login, the key was there',
      { ...sizes, after: sizes.before },
      'redundant',
      'certain',
    ],
    ['cloud-init got no key', { ...sizes, after: sizes.before, user: 0 }, 'needed', 'likely'],
    [
      'the image refuses keys of the metadata',
      { ...sizes, after: sizes.before, user: 0, refused: true },
      'conflicting',
      'certain',
    ],
  ] as const)('by the sizes in cloud-init.log: %s', async (_, files, verdict, confidence) => {
    const log = evidenceOf('cloud-init-log', cloudInitLogOf(guest, files));
    expect(await keyVerdict(havana(), log)).toMatchObject({ verdict, confidence });
  });

  test('by root’s authorized_keys beside a log of the same guest', async () => {
    const log = evidenceOf('cloud-init-log', cloudInitLogOf(guest), 'guest/cloud-init.log');
    const file = (...lines: readonly string[]) =>
      evidenceOf('authorized-keys', injectedFile(...lines), 'guest/authorized_keys');
    const twice = await keyVerdict(havana(), log, file(ALICE, ALICE));
    expect(twice.verdict).toBe('conflicting');
    const forced = await keyVerdict(havana(), log, file(`${FORCED}${ALICE}`));
    expect(forced).toMatchObject({ verdict: 'redundant', confidence: 'likely' });
    const users = evidenceOf('authorized-keys', [ALICE], 'guest/authorized_keys.debian');
    const all = await keyVerdict(havana(), log, file(ALICE), users, file(`${FORCED}${ALICE}`));
    expect(all.verdict).toBe('redundant');
    expect((await keyVerdict(havana(), log, file(ALICE), users)).verdict).toBe('likely-redundant');
  });

  test('an EC2 id is the number in the name of an instance of 2012.1', async () => {
    const own = { booted: ESSEX_BOOT, id: 'i-0000076d', datasource: 'DataSourceEc2' };
    const log = evidenceOf('cloud-init-log', cloudInitLogOf(own, sizes));
    expect(await keyVerdict(ESSEX, log)).toMatchObject({
      verdict: 'redundant',
      confidence: 'certain',
    });
    const other = evidenceOf('cloud-init-log', cloudInitLogOf({ ...own, id: 'i-0000076e' }, sizes));
    expect((await keyVerdict(ESSEX, other)).verdict).toBe('unknown');
  });

  test.each([
    ['successful after 1/20 tries: up 3.24. iid=i-0000076d', 'likely-redundant'],
    ['failed to read iid from metadata. tried 20', 'needed'],
  ])('CirrOS says: %s', async (line, verdict) => {
    const text = ['[    0.000000] Linux version 3.2.0', line, 'cirros login: '];
    const console = evidenceOf('console-log', text, 'instances/instance-0000076d/console.log');
    expect(await keyVerdict(ESSEX, console)).toMatchObject({ verdict });
  });

  test.each([
    [
      'files',
      "net=None metadata=None admin_password=<SANITIZED> files=[('/etc/motd', 'x')]",
      'needed',
    ],
    [
      'metadata',
      "net=None metadata={'a': 'b'} admin_password=<SANITIZED> files=None",
      'likely-redundant',
    ],
  ])('%s', async (item, values, verdict) => {
    const log = nova('2013.2');
    const lines = [
      log.starting(),
      log.announced(item),
      log.requested(`key=None ${values}`),
      ...[log.attach(), log.map(), log.mount(), log.unmount(), log.unmap(), log.detach()],
      log.spawned(),
    ];
    const { cycles } = await reportWith(lines, evidenceOf('cloud-init-log', cloudInitLogOf(guest)));
    expect(cycles[0]?.redundancy).toMatchObject([{ item, verdict }]);
  });

  test('a key that could not be injected and arrived all the same did no harm', async () => {
    const log = nova('2013.2');
    const failed = [
      log.starting(),
      log.announced('key'),
      log.requested(`key=${ALICE} net=None metadata=None admin_password=<SANITIZED> files=None`),
      log.opening(),
      log.ignored('No free nbd devices'),
      log.spawned(),
    ];
    const there = evidenceOf('cloud-init-log', cloudInitLogOf(guest));
    const console = evidenceOf(
      'console-log',
      consoleOf({ ...guest, keys: [ALICE] }),
      `${UUID}/console.log`,
    );
    const none = evidenceOf(
      'cloud-init-log',
      cloudInitLogOf({ ...guest, datasource: 'DataSourceNone' }),
    );
    expect((await keyVerdict(failed, there, console)).verdict).toBe('failed-harmless');
    expect((await keyVerdict(failed, none)).verdict).toBe('failed-harmful');
  });
});

describe('a key fetched, as each service on the way logs it', () => {
  const owner = `2014-02-14 09:00:58.100 77 INFO nova.api.metadata.base [-] Fixed IP 192.0.2.90 translates to instance UUID ${UUID}`;
  const headers = `2014-02-14 09:01:00.001 584 DEBUG nova.api.metadata.handler [-] Metadata request headers: {'X-Forwarded-For': '192.0.2.90', 'X-Instance-Id': '${UUID}'}`;
  const path = '/latest/meta-data/public-keys/0/openssh-key';
  test.each([
    [
      'nova-api of 2012.2',
      [
        owner,
        `2014-02-14 09:01:00 INFO nova.metadata.wsgi.server [-] 192.0.2.90 - - [14/Feb/2014 09:01:00] "GET ${path} HTTP/1.1" 200 538 0.025802`,
      ],
    ],
    [
      'the metadata agent',
      [
        owner,
        `2014-02-14 09:01:00.618 4809 INFO eventlet.wsgi.server [-] 192.0.2.90,<local> "GET ${path} HTTP/1.1" status: 200  len: 242 time: 0.0038488`,
      ],
    ],
    [
      'the metadata agent, with the ports it found',
      [
        `2014-02-14 09:01:00.112 77 DEBUG neutron.agent.metadata.agent [-] Gotten ports for remote_address 192.0.2.90, network_id ${OTHER}, router_id None are: [{'id': '${OTHER}', 'device_id': '${UUID}'}]`,
        `2014-02-14 09:01:00.618 4809 INFO eventlet.wsgi.server [-] 192.0.2.90,<local> "GET ${path} HTTP/1.1" status: 200  len: 242 time: 0.0038488`,
      ],
    ],
    [
      'haproxy',
      [
        owner,
        `Feb 14 09:01:00 net-1 haproxy-metadata-proxy-${OTHER}[26158]: 192.0.2.90:35538 [14/Feb/2014:09:01:00.907] listener listener/metadata 0/0/0/10/10 200 1331 - - ---- 1/1/0/0/0 0/0 "GET ${path} HTTP/1.1"`,
      ],
    ],
    [
      'uwsgi, below the headers of the request',
      [
        headers,
        `[pid: 584|app: 0|req: 10/10] 203.0.113.7 () {32 vars in 591 bytes} [Fri Feb 14 09:01:00 2014] GET ${path} => generated 110 bytes in 0 msecs (HTTP/1.1 200) 2 headers in 81 bytes (1 switches on core 0)`,
      ],
    ],
    [
      'httpd, with the forwarded address in front',
      [
        owner,
        `192.0.2.90 - - [14/Feb/2014:09:01:00 +0000] "GET ${path} HTTP/1.1" 200 110 3592 "-" "Cloud-Init/22.4.2"`,
      ],
    ],
  ])('%s', async (_, lines) => {
    const found = await keyVerdict(havana(), evidenceOf('metadata-log', lines));
    expect(found).toMatchObject({ verdict: 'likely-redundant' });
  });

  test('behind httpd the agent’s own address tells of no guest', async () => {
    const line = `203.0.113.7 - - [14/Feb/2014:09:01:00 +0000] "GET ${path} HTTP/1.1" 200 191 "-" "python-requests/2.28.1" 3592`;
    const { verdict, why } = await keyVerdict(havana(), evidenceOf('metadata-log', [line]));
    expect(verdict).toBe('unknown');
    expect(why).toMatch(/does not tell by which instance/);
  });
});

describe('what is no proof', () => {
  const fetched = (...lines: readonly string[]) => evidenceOf('metadata-log', lines);

  test.each([
    ['by another instance', askedBy('2014-02-14 09:01:00', OTHER, '192.0.2.61')],
    ['before the injection', askedBy('2014-02-14 08:59:00', UUID, '192.0.2.61')],
    ['with 404', askedBy('2014-02-14 09:01:00', UUID, '192.0.2.61', undefined, 404)],
    ['the version listing alone', askedBy('2014-02-14 09:01:00', UUID, '192.0.2.61', '/openstack')],
    [
      'by an address that was another instance’s before',
      [asked('2014-02-14 08:30:00', '192.0.2.61'), asked('2014-02-14 09:01:00', '192.0.2.61')],
    ],
    [
      'by two addresses at that time',
      [asked('2014-02-14 09:01:00', '192.0.2.61'), asked('2014-02-14 09:01:05', '192.0.2.62')],
    ],
    [
      'through a proxy whose address stands for all',
      [
        '[pid: 32690|app: 0|req: 10/10] 203.0.113.7 () {32 vars in 591 bytes} [Fri Feb 14 09:01:00 2014] GET /latest/meta-data/public-keys/0/openssh-key => generated 110 bytes in 0 msecs (HTTP/1.1 200) 2 headers in 81 bytes (1 switches on core 0)',
      ],
    ],
  ])('a key fetched %s', async (_, lines) => {
    expect((await keyVerdict(havana(), fetched(...lines))).verdict).toBe('unknown');
  });

  test('a service that only failed makes the injection the only way', async () => {
    const down = fetched(...askedBy('2014-02-14 09:01:00', UUID, '192.0.2.61', '/openstack', 500));
    expect((await keyVerdict(havana(), down)).verdict).toBe('needed');
  });

  test('the key fetched by the instance is likely, not proved', async () => {
    const own = fetched(...askedBy('2014-02-14 09:01:00', UUID, '192.0.2.61'));
    expect((await keyVerdict(havana(), own)).verdict).toBe('likely-redundant');
  });

  test('the console of another instance', async () => {
    const other = evidenceOf(
      'console-log',
      consoleOf({ ...guest, keys: [ALICE] }),
      `instances/${OTHER}/console.log`,
    );
    const report = await reportWith(havana(), other);
    expect(report.cycles[0]?.redundancy).toMatchObject([{ verdict: 'unknown' }]);
    expect(report.sources[1]?.evidence).toMatchObject({
      instances: [],
      why: expect.stringContaining(OTHER),
    });
  });

  test('a console from before the injection', async () => {
    const early = { ...guest, booted: new Date('2014-02-14T08:00:00Z'), keys: [ALICE] };
    const console = evidenceOf('console-log', consoleOf(early), `${UUID}/console.log`);
    const { verdict, why } = await keyVerdict(havana(), console);
    expect(verdict).toBe('unknown');
    expect(why).toMatch(/of a boot before this injection.*--tz/);
  });

  test('a console that fits two instances booted at once', async () => {
    const both = [
      ...havana(),
      ...havana(BOB, { uuid: OTHER, name: 'instance-0000076e', start: 60 }),
    ];
    const console = evidenceOf('console-log', consoleOf({ ...guest, keys: [ALICE] }));
    const { cycles, sources } = await reportWith(both, console);
    expect(cycles.flatMap(({ redundancy }) => redundancy.map(({ verdict }) => verdict))).toEqual([
      'unknown',
      'unknown',
    ]);
    expect(sources[1]?.evidence?.why).toMatch(/fits 2 instances/);
  });

  test('an address that the service gives to two instances', async () => {
    const lines = [
      ...askedBy('2014-02-14 09:00:50', UUID, '192.0.2.61', '/openstack'),
      ...askedBy('2014-02-14 09:00:55', OTHER, '192.0.2.61', '/openstack'),
      '2014-02-14 09:01:00.002 78 INFO nova.metadata.wsgi.server [-] 192.0.2.61,203.0.113.7 "GET /latest/meta-data/public-keys/0/openssh-key HTTP/1.1" status: 200 len: 252 time: 0.0009',
    ];
    expect((await keyVerdict(havana(), fetched(...lines))).verdict).toBe('unknown');
  });

  test('an address that two networks have at that time', async () => {
    const [named = '', request = ''] = askedBy(
      '2014-02-14 09:01:00',
      UUID,
      '192.0.2.61',
      '/openstack',
    );
    const proxied = (network: string) =>
      `Feb 14 09:01:10 net-1 haproxy-metadata-proxy-${network}[26158]: 192.0.2.61:35538 [14/Feb/2014:09:01:10.907] listener listener/metadata 0/0/0/10/10 200 1331 - - ---- 1/1/0/0/0 0/0 "GET /latest/meta-data/public-keys/0/openssh-key HTTP/1.1"`;
    const lines = [named, request, proxied(UUID), proxied(OTHER)];
    expect((await keyVerdict(havana(), fetched(...lines))).verdict).toBe('unknown');
  });

  test('what 2012.1 answers below /openstack', async () => {
    const listing = fetched(
      asked('2012-05-14 09:01:00', '192.0.2.61', '/openstack/latest/meta_data.json'),
    );
    expect((await keyVerdict(ESSEX, listing)).verdict).toBe('unknown');
  });

  test('cloud-init 0.6 with a comment of several words writes the key twice', async () => {
    const old = evidenceOf('cloud-init-log', [
      'Feb 14 09:01:00 localhost [CLOUDINIT] cloud-init[INFO]: cloud-init start running: Fri, 14 Feb 2014 09:01:00 +0000. up 30.00 seconds',
      'Feb 14 09:01:01 localhost [CLOUDINIT] cloud-init[DEBUG]: found data source: DataSourceEc2',
    ]);
    expect((await keyVerdict(havana(keyOf(3, 'Generated by Nova')), old)).verdict).toBe(
      'conflicting',
    );
    expect((await keyVerdict(ESSEX, evidenceOf('cloud-init-log', []))).verdict).toBe('unknown');
  });
});

test('no key, signature or password of any input is in the report', async () => {
  const report = await reportWith(
    havana(),
    evidenceOf('metadata-log', askedBy('2014-02-14 09:01:00', UUID, '192.0.2.61')),
    evidenceOf('cloud-init-log', cloudInitLogOf(guest), 'g/cloud-init.log'),
    evidenceOf('authorized-keys', injectedFile(`${FORCED}${ALICE}`), 'g/authorized_keys'),
    evidenceOf(
      'cloud-init-output',
      [
        ...consoleOf({ ...guest, keys: [ALICE] }).map((line) => line.trim()),
        'Set the following random passwords',
        'debian:hunter2',
      ],
      'g/cloud-init-output.log',
    ),
  );
  const text = JSON.stringify(report);
  expect(text).not.toMatch(/hunter2|0123456789abcdef/);
  expect(text).not.toContain(ALICE.split(' ')[1]);
  expect(evidenceIn(report).length).toBeGreaterThan(5);
});

test('the totals tell for each image what was redundant and what it took', async () => {
  const both = [...havana(), ...havana(BOB, { uuid: OTHER, name: 'instance-0000076e', start: 60 })];
  const { summary } = await reportWith(
    both,
    evidenceOf('console-log', consoleOf({ ...guest, keys: [ALICE] }), `${UUID}/console.log`),
  );
  expect(summary.redundancy).toEqual([
    expect.objectContaining({ injections: 2, redundant: 1, unknown: 1, secondsSaved: 13 }),
  ]);
});
