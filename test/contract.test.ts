// What holds for the report of every fixture: the contract's keys and types, evidence that is there, and
// no secret anywhere.

import { describe, expect, test } from 'vitest';
import { reporters } from '../src/reporters/index.ts';
import { problemsOf } from './contract.ts';
import { evidenceIn, type Fixture, fixtures, linesOf, nova, reportOn } from './support.ts';

const COLOUR = /\x1b\[[0-9;]*m/g;
const all = fixtures();

describe.each(all)('$name', ({ bytes }: Fixture) => {
  const analysed = reportOn(bytes);

  test('has every key of the contract, with its type', async () => {
    expect(problemsOf(await analysed)).toEqual([]);
  });

  test('each claim cites lines that are there, and quotes them', async () => {
    const lines = linesOf(bytes).map((line) => line.replace(/\r$/, '').replace(COLOUR, ''));
    const { cycles, findings, releases, config } = await analysed;
    const cited = evidenceIn([cycles, findings, releases, config]);
    expect(cited.length).toBeGreaterThan(0);
    for (const { source, line, text } of cited) {
      expect(source).toBe(0);
      const [shown = ''] = text.split(/\*\*\*|…/, 1);
      // A JSON line is quoted by its fields.
      const full = lines[line - 1];
      if (full === undefined) expect.unreachable(`no line ${line}`);
      else if (!full.startsWith('{'))
        expect(full.startsWith(shown), `${line}: ${shown}`).toBe(true);
      expect(shown).not.toBe('');
    }
  });

  test('each cited offset is that of its line', async () => {
    const { cycles, findings, releases, config } = await analysed;
    for (const { line, offset } of evidenceIn([cycles, findings, releases, config])) {
      expect(bytes.subarray(0, offset).toString('latin1').split('\n')).toHaveLength(line);
      if (offset > 0) expect(bytes[offset - 1]).toBe(10);
    }
  });

  test('a reason for a handler rules out every other, and what is not certain says what settles it', async () => {
    for (const { handler, reason } of (await analysed).cycles) {
      expect(reason.settledBy === null).toBe(reason.confidence === 'certain');
      if (handler === null) continue;
      const told = [handler, ...reason.ruledOut.map((out) => out.handler)];
      expect(new Set(told).size).toBe(told.length);
      expect(told).toEqual(expect.arrayContaining(['loop', 'nbd', 'guestfs']));
    }
  });

  test('steps follow each other in the log', async () => {
    for (const { steps } of (await analysed).cycles) {
      const lines = steps.map(({ evidence: [{ line }] }) => line);
      expect(lines).toEqual([...lines].sort((a, b) => a - b));
    }
  });

  test('the same input gives the same bytes', async () => {
    const again = await reportOn(bytes);
    expect(JSON.stringify(again)).toBe(JSON.stringify(await analysed));
  });

  test('no reporter shows a secret', async () => {
    const secrets = secretsIn(bytes);
    const report = await analysed;
    for (const print of Object.values(reporters)) {
      const shown = [...print(report, { color: false, width: 10_000 })].join('');
      for (const secret of secrets) expect(shown.includes(secret), secret).toBe(false);
    }
  });
});

test('the fixtures hold keys, metadata, network files and file contents to look for', () => {
  const secrets = new Set(all.flatMap(({ bytes }) => [...secretsIn(bytes)]));
  expect([...secrets].filter((secret) => secret.startsWith('AAAA')).length).toBeGreaterThan(5);
  expect(secrets).toContain('cobalt-heron-41');
  expect(secrets).toContain('tenant-motd-line-77');
  expect([...secrets].filter((secret) => secret.includes('iface')).length).toBeGreaterThan(0);
});

/** Key material, metadata values, lines of network files and file contents a log gives away. */
function secretsIn(bytes: Buffer): ReadonlySet<string> {
  const text = bytes.toString('utf8').replaceAll('\\n', '\n').replaceAll('#012', '\n');
  const secrets = new Set(text.match(/AAAA[\w+/=]{20,}/g) ?? []);
  for (const [, network = ''] of text.matchAll(
    / net=(#[\s\S]*?)(?: metadata=| _inject_net|", ")/g,
  )) {
    for (const line of network.split('\n').map((one) => one.trim())) {
      if (/^(?:iface|address|netmask|gateway|dns-)/.test(line)) secrets.add(line);
    }
  }
  for (const [, values = ''] of text.matchAll(/ (?:metadata|files)=(\[[^\]\n]*\])/g)) {
    for (const [, value = ''] of values.matchAll(/'([^'/]{8,})'/g)) secrets.add(value);
  }
  return secrets;
}

describe('values in a request', () => {
  const KEY = 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDsecret tenant@example.org';
  const request = (log: ReturnType<typeof nova>) =>
    log.requested(
      `key=${KEY} net=auto eth0\n  address 192.0.2.77 metadata=[{'pin': 'metadata-4711'}] admin_password=<SANITIZED> files=[('/etc/pin', 'contents-0815')]`,
    );

  test.each(['2013.1', '2013.2', '2014.1'] as const)('of %s are nowhere', async (tag) => {
    const log = nova(tag);
    const shown = JSON.stringify(
      await reportOn([log.starting(), request(log), log.opening(), log.ignored('boom')]),
    );
    for (const secret of [
      'AAAAB3',
      '192.0.2.77',
      'metadata-4711',
      'contents-0815',
      'example.org',
    ]) {
      expect(shown).not.toContain(secret);
    }
  });

  test('of a message that is no template are nowhere either', async () => {
    const log = nova('2014.1');
    const shown = JSON.stringify(
      await reportOn([log.starting(), log.say('DEBUG', 'nova.x', `Injecting ${KEY} somewhere`)]),
    );
    expect(shown).not.toContain('AAAAB3');
  });

  test('that stand in an error text are masked', async () => {
    const log = nova('2012.1');
    const shown = JSON.stringify(
      await reportOn([log.starting(), log.announced('key'), log.ignored(`cannot write ${KEY}`)]),
    );
    expect(shown).not.toContain('AAAAB3');
  });

  // tee repeats on its standard output what it is to write, and the error text quotes that.
  const failedTee = [
    'Unexpected error while running command.',
    'Command: sudo nova-rootwrap tee /tmp/openstack-vfs-localfsAbCdEf/etc/pin',
    'Exit code: 1',
    "Stdout: 'contents-0815'",
    "Stderr: 'tee: No space left on device'",
  ];

  test('that a failed command repeats are masked', async () => {
    const log = nova('2013.1');
    const shown = JSON.stringify(
      await reportOn([log.starting(), log.itemIgnored('net', failedTee.join('\n'))]),
    );
    expect(shown).not.toContain('contents-0815');
  });

  test('that a failed command repeats are masked on a line of syslog', async () => {
    const log = nova('2013.1');
    const line = log.itemIgnored('net', failedTee.join('#012'));
    const shown = JSON.stringify(await reportOn([`Jun 20 09:00:00 cn37 ${line}`]));
    expect(shown).not.toContain('contents-0815');
  });

  test('in a cut line are masked', async () => {
    const log = nova('2013.1');
    const [cut = ''] = request(log).split('secret');
    expect(JSON.stringify(await reportOn([log.starting(), cut]))).not.toContain('AAAAB3');
  });
});
