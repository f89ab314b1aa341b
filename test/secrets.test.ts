// Keys, passwords, tokens and file contents, in every template that can print them and in every layout: nothing
// of them comes into a report, redacted or not.

import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../src/secrets.ts';
import { quotableLine } from '../src/templates/quotable.ts';
import { coloured, devstack, documents, type History, oslo, transports } from './layouts.ts';
import { nova, reportOn, type Text, toBytes, UUID } from './support.ts';

const SECRET = 'xK3mXq9secret';
const KEY = `ssh-rsa AAAAB3NzaC1yc2E${SECRET}AAAABIwAAAQEA`;
const FS = '<nova.virt.disk.vfs.localfs.VFSLocalFS object at 0x7f70f4207a90>';
const DISK = `/var/lib/nova/instances/${UUID}/disk`;
const FILES = `[('/etc/app.conf', 'db=${SECRET}')]`;
const INFO = `InjectionInfo(network_info=[], files=${FILES}, admin_pass='${SECRET}')`;
const INSTANCE = `{u'key_data': u'${KEY}', u'user_data': u'${SECRET}', u'uuid': u'${UUID}', u'name': u'instance-0000076d'}`;
const FAILED = (out: string) =>
  `Unexpected error while running command.\nCommand: sudo cat /tmp/x/etc/shadow\nExit code: 1\nStdout: ${out}\nStderr: u'cat: failed'`;

const api = 'nova.virt.disk.api';
const driver = 'nova.virt.libvirt.driver';

/** Logger and message. */
const messages: Readonly<Record<string, readonly [string, string]>> = {
  'all items': [
    api,
    `Inject data image=${DISK} key=${KEY} net=auto lo ${SECRET} metadata=[('a', '${SECRET}')] admin_password=${SECRET} files=${FILES} partition=1 use_cow=True`,
  ],
  key: [api, `Inject key fs=${FS} key=\n# made by Nova\n${KEY}\n`],
  net: [api, `Inject key fs=${FS} net=auto lo\naddress ${SECRET}\n`],
  metadata: [api, `Inject metadata fs=${FS} metadata=[('a', '${SECRET}')]`],
  password: [api, `Inject admin password fs=${FS} admin_passwd=${SECRET}`],
  checked: [driver, `Checking root disk injection ${INFO}`],
  begun: [driver, `Injecting ${INFO}`],
  'an error with output': [
    api,
    `Ignoring error injecting data into image ${DISK} (${FAILED(`u'root:${SECRET}'`)})`,
  ],
  'an error with an apostrophe in its output': [
    api,
    `Ignoring error injecting data into image ${DISK} (${FAILED(`u"it's ${SECRET}"`)})`,
  ],
  'an error with bytes as output': [
    api,
    `Ignoring error injecting data into image ${DISK} (${FAILED(`b'root:${SECRET}'`)})`,
  ],
  'an error inside a repr': [
    api,
    `Ignoring error injecting data into image ${DISK} ("${FAILED(`\\'root:${SECRET}\\'`).replaceAll('\n', '\\n')}")`,
  ],
  'an error with a URL': [
    api,
    `Ignoring error injecting data into image ${DISK} (cannot reach mysql://nova:${SECRET}@db/nova)`,
  ],
  'an error with a token': [
    api,
    `Ignoring error injecting data into image ${DISK} (GET /v2 {'X-Auth-Token': u'${SECRET}', 'auth_token=${SECRET}'})`,
  ],
  'an error with a private key': [
    api,
    `Ignoring error injecting data into image ${DISK} (-----BEGIN RSA PRIVATE KEY-----\n${SECRET}\n-----END RSA PRIVATE KEY-----)`,
  ],
  'a call': [
    'nova.openstack.common.rpc.amqp',
    `received {'_context_auth_token': '${SECRET}', 'args': {'instance': ${INSTANCE}}}`,
  ],
  'an interface': [
    'nova.virt.libvirt.vif',
    `vif_type=bridge instance=${INSTANCE} vif=VIF({'id': u'9a3c'})`,
  ],
  XML: [
    driver,
    `End _get_guest_xml xml=<domain type="kvm"><uuid>${UUID}</uuid><name>instance-0000076d</name><devices><graphics type="vnc" passwd="${SECRET}"/></devices></domain>`,
  ],
  'a command': [
    'nova.utils',
    `Running cmd (subprocess): qemu-img info nbd://admin:${SECRET}@store/disk --password ${SECRET}`,
  ],
};

const START = Date.UTC(2023, 5, 20, 6);
const command = (text: string) =>
  [
    'oslo_concurrency.processutils',
    `Running cmd (subprocess): sudo nova-rootwrap /etc/nova/rootwrap.conf ${text}`,
  ] as const;

/** The message while an image is open, so that it counts for the cycle. */
const historyOf = (said: readonly [string, string]): History =>
  [
    command(`qemu-nbd -c /dev/nbd15 ${DISK}`),
    command('mount /dev/nbd15 /tmp/openstack-vfs-localfsx'),
    command('tee -a /tmp/openstack-vfs-localfsx/root/.ssh/authorized_keys'),
    said,
    command('umount /dev/nbd15'),
    command('qemu-nbd -d /dev/nbd15'),
  ].map(([logger, message], index) => ({
    ms: START + index * 1000,
    level: /Ignoring/.test(message) ? 'WARNING' : 'DEBUG',
    logger,
    mark: logger === driver,
    message,
  }));

/** Nothing of it, also not in part. */
function expectNone(printed: string): void {
  expect(printed).not.toContain(SECRET);
  expect(printed).not.toContain(SECRET.slice(0, 8));
  expect(printed).not.toContain('AAAAB3Nza');
}

describe('no secret comes out of', () => {
  const histories = Object.values(messages).map(historyOf);
  const texts = { oslo, devstack, coloured };
  for (const [name, render] of Object.entries(transports)) {
    for (const [layout, text] of Object.entries(texts)) {
      test(`${name}, ${layout}`, async () => {
        for (const history of histories) await expectQuiet(render(text, history));
      });
    }
  }
  for (const [name, render] of Object.entries(documents)) {
    test(name, async () => {
      for (const history of histories) await expectQuiet(history.map(render));
    });
  }

  async function expectQuiet(log: Text) {
    const report = await reportOn(log);
    expect(report.cycles.length).toBeGreaterThan(0);
    expectNone(JSON.stringify(report));
  }

  test('though what is around it is shown', async () => {
    const shown = await Promise.all(
      histories.map(async (history) => JSON.stringify(await reportOn(history.map(oslo)))),
    );
    expect(shown.filter((report) => report.includes('Ignoring error')).length).toBeGreaterThan(6);
    expect(shown.filter((report) => report.includes('***')).length).toBeGreaterThan(12);
  });
});

describe('no secret comes out of a line that is quoted for what is odd about it', () => {
  const front = '2023-06-20 06:00:00.123 4711 DEBUG';
  const log = nova('2013.1');

  test.each(Object.entries(messages))(
    '%s, with bytes that are no text',
    async (_, [logger, text]) => {
      const line = `${front} ${logger} [-] ${text.replaceAll('\n', ' ')} `;
      const report = await reportOn(
        Buffer.concat([toBytes([log.attach()]), Buffer.from(line), Buffer.from([0xff, 0x0a])]),
      );
      expect(report.sources[0]?.gaps).toMatchObject([{ kind: 'undecodable-bytes' }]);
      expectNone(JSON.stringify(report));
    },
  );

  test('the inside of a message at the head of a capture', async () => {
    const report = await reportOn([`address ${SECRET}`, log.attach(), log.detach()]);
    expect(report.sources[0]?.gaps).toMatchObject([{ kind: 'cut-head', evidence: [{ line: 1 }] }]);
    expectNone(JSON.stringify(report));
  });

  test.each(Object.entries(messages))('%s, quoted as it stands', (_, [logger, text]) => {
    expectNone(quotableLine(`${front} ${logger} [-] ${text.replaceAll('\n', ' ')}`));
  });
});

describe('what is no secret stays', () => {
  test.each([
    'libvirt.inject_password = True',
    'libvirt_inject_password : FLAG SET ',
    'admin_password=<SANITIZED> files=None',
    'rbd_secret_uuid = 457eb676-33da-42ec-9a8c-9293d545c337',
    'User nova not found in password file.',
    'Get http://libguestfs.org/guestfs-faq.1.html#debug@home',
    'password: None',
  ])('%s', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

test('a line made to be slow is masked as fast as another', () => {
  const long = 200_000;
  const parts = ['\\', 'a.', '--', 'sk-', 'password=', "password=\\'", 'a://', '-----BEGIN '];
  const hostile = parts.map(
    (part) => `AAAA Stdout: \\' a://b password=\\' ${part.repeat(long / part.length)}`,
  );
  for (const line of hostile) expect(maskSecrets(line).length).toBeLessThan(line.length + long * 4);
});
