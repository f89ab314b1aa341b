// Each rule on its own logs: `fixtures/rules/<id>/fires.log` and `silent.log`. `findings.txt` beside
// them holds all that both logs lead to; a `nova.conf` is given with either.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { readNovaConf } from '../src/config/index.ts';
import type { Finding, Report } from '../src/model.ts';
import { type RuleId, rules } from '../src/rules/index.ts';
import { inputOf, keyOverNbd, nova, reportOn, root } from './support.ts';

const HOME = `${root}fixtures/rules`;

/** What else the log of a rule shows, because one state leads to the other. */
const ALSO: Partial<Record<RuleId, readonly RuleId[]>> = {
  'shared-nbd-device': ['handler-fallback'],
  'leaked-mount': ['handler-fallback', 'nbd-module-missing'],
  'mount-warning-as-failure': ['ignored-injection-failure'],
  'stale-nbd-lock': ['handler-fallback', 'leaked-nbd-device'],
  'stale-partition-mapping': ['handler-fallback', 'ignored-injection-failure', 'missing-partition'],
  'image-open-at-restart': ['handler-fallback'],
  'nbd-module-missing': ['handler-fallback'],
  'nbd-devices-exhausted': ['ignored-injection-failure'],
  'nbd-pool-shrunk': ['ignored-injection-failure', 'nbd-devices-exhausted'],
  'nbd-device-no-show': ['ignored-injection-failure'],
  'missing-partition': ['ignored-injection-failure'],
  'partition-search-unsupported': [
    'handler-fallback',
    'ignored-injection-failure',
    'info-only-log',
  ],
  'failed-handlers': ['ignored-injection-failure', 'missing-partition', 'nbd-module-missing'],
  'unreadable-host-kernel': ['ignored-injection-failure'],
  'inverted-kernel-message': ['ignored-injection-failure'],
  'unusable-libguestfs': ['ignored-injection-failure'],
  'missing-libguestfs': ['ignored-injection-failure'],
  'broken-local-handler': ['handler-fallback', 'hidden-commands', 'ignored-injection-failure'],
  'missing-rootwrap-filter': ['handler-fallback', 'ignored-injection-failure'],
  'missing-parent-directory': ['fatal-injection-failure', 'handler-fallback'],
  'missing-host-command': ['handler-fallback', 'ignored-injection-failure'],
  'failed-guest-inspection': ['ignored-injection-failure'],
  'unmountable-guest-partition': ['ignored-injection-failure'],
  'guest-account-failure': ['ignored-injection-failure'],
  'bytes-password-failure': ['ignored-injection-failure'],
  'unfindable-rbd-image': ['ignored-injection-failure'],
  'lost-personality-files': ['ignored-injection-failure'],
  'orphaned-appliance': ['ignored-injection-failure', 'unmountable-guest-partition'],
  'boot-from-volume-stall': ['handler-fallback', 'ignored-injection-failure'],
  'bypassed-missing-partition': ['handler-fallback'],
  'info-only-log': ['ignored-injection-failure'],
  'hidden-commands': ['broken-local-handler', 'handler-fallback', 'ignored-injection-failure'],
  'slow-step': ['handler-fallback'],
  'injection-dominated-boot': ['handler-fallback'],
};

/** What every log of a certain kind shows, whatever else is in it. */
const ANYWHERE: ReadonlySet<RuleId> = new Set(['host-mounted-images', 'logged-contents']);

async function read(id: string, name: string): Promise<Report> {
  const conf = `${HOME}/${id}/nova.conf`;
  const novaConf = existsSync(conf) ? [readNovaConf(readFileSync(conf, 'utf8'), 'nova.conf')] : [];
  const input = inputOf(readFileSync(`${HOME}/${id}/${name}.log`));
  return (await analyze([input], { novaConf })).report;
}

const ids = ({ findings }: Report) => new Set(findings.map(({ id }) => id));

const line = ({ severity, id, detail, remedy, evidence }: Finding) =>
  `${severity} ${id} [${evidence.map((one) => one.line).join(', ')}]\n  ${detail}\n  remedy: ${remedy ?? 'none'}\n`;

describe('fixtures', () => {
  test('each rule has a folder, and each folder a rule', () => {
    expect(readdirSync(HOME).sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  test.each(rules.map(({ id }) => id))(
    '%s fires on its log and not on the silent one',
    async (id) => {
      const fires = await read(id, 'fires');
      const silent = await read(id, 'silent');
      expect(ids(fires)).toContain(id);
      expect(ids(silent)).not.toContain(id);
      const text = [
        '# fires.log\n',
        ...fires.findings.map(line),
        '\n# silent.log\n',
        ...silent.findings.map(line),
      ].join('');
      await expect(text).toMatchFileSnapshot(`${HOME}/${id}/findings.txt`);
    },
  );

  test.each(rules.map(({ id }) => id))('on the log of %s no other rule fires', async (id) => {
    const fired = [...ids(await read(id, 'fires'))];
    const others = fired.filter((one) => one !== id && !ANYWHERE.has(one));
    expect(others.sort()).toEqual([...(ALSO[id] ?? [])].sort());
  });
});

describe('secrets that a rule is about', () => {
  test.each([
    ['logged-password', 'vK3sQ9mTzpWe'],
    ['logged-contents', 'pa55phrase'],
  ])('%s does not show them', async (id, secret) => {
    expect(readFileSync(`${HOME}/${id}/fires.log`, 'utf8')).toContain(secret);
    expect(JSON.stringify(await read(id, 'fires'))).not.toContain(secret);
  });

  test.each(["u'***'", "u''", 'None', '<SANITIZED>'])(
    'a password that is not there is none: %s',
    async (value) => {
      const lines = readFileSync(`${HOME}/logged-password/fires.log`, 'utf8');
      const report = await reportOn(lines.replace("u'vK3sQ9mTzpWe'", value));
      expect(ids(report)).not.toContain('logged-password');
    },
  );

  test.each(['***', '<redacted>'])('contents that someone hid are none: %s', async (value) => {
    const lines = readFileSync(`${HOME}/logged-contents/fires.log`, 'utf8');
    const hidden = lines.replace('pa55phrase', value).replaceAll(/AAAA\S+/g, value);
    expect(ids(await reportOn(hidden))).not.toContain('logged-contents');
  });
});

describe('nbd devices in a log without DEBUG', () => {
  const LOGGER = 'nova.virt.disk.mount.nbd';
  const lines = () => {
    const log = nova('2014.1');
    const lock = 'NBD error - previous umount did not cleanup /var/lock/qemu-nbd-nbd5.';
    return [
      log.starting(),
      log.say('ERROR', LOGGER, lock),
      log.say('WARNING', LOGGER, 'No free nbd devices'),
      log.say('ERROR', LOGGER, 'nbd module not loaded'),
      log.spawned(),
    ];
  };

  test('what no cycle shows is told by itself', async () => {
    const { cycles, findings } = await reportOn(lines());
    expect(cycles).toEqual([]);
    const told = findings.map(({ id, evidence }) => [id, evidence.map(({ line }) => line)]);
    expect(told).toContainEqual(['stale-nbd-lock', [2]]);
    expect(told).toContainEqual(['nbd-devices-exhausted', [3]]);
    expect(told).toContainEqual(['nbd-module-missing', [4]]);
  });

  test.each([
    ['nbd-devices-exhausted', 'No free nbd devices'],
    ['nbd-module-missing', 'nbd unavailable: module not loaded'],
  ])('what a cycle shows is told once: %s', async (finding, error) => {
    const log = nova('2014.1', { start: 5 });
    const report = await reportOn([...lines().slice(0, 4), log.ignored(error)]);
    const told = report.findings.filter(({ id }) => id === finding);
    expect(told.map(({ cycles }) => cycles.length)).toEqual([1]);
  });
});

describe('options without effect', () => {
  const remedyOn = async (version: string, setting: string) => {
    const log = nova('2014.1', { request: null });
    const start = log.say('AUDIT', 'nova.service', `Starting compute node (version ${version})`);
    const novaConf = [readNovaConf(`[DEFAULT]\n${setting}\n`, 'nova.conf')];
    const { report } = await analyze([inputOf([start])], { novaConf });
    return report.findings.find(({ id }) => id === 'ignored-options')?.remedy;
  };

  test.each([
    ['2012.1.0', 'libvirt_inject_key=false', 'upgrade to 2012.1.1 or later'],
    ['2013.1.2', 'img_handlers=nbd', 'Remove img_handlers'],
    ['2014.2', 'libvirt_inject_partition=-2', 'write inject_partition in [libvirt]'],
    ['17.0.5', 'libvirt_inject_password=true', 'write inject_password in [libvirt]'],
  ])('on %s %s: %s', async (version, setting, remedy) => {
    expect(await remedyOn(version, setting)).toContain(remedy);
  });

  test.each([
    ['2012.1', 'libvirt_inject_key=false'],
    ['2012.1.1', 'libvirt_inject_key=false'],
    ['2014.1.3', 'libvirt_inject_key=false'],
    ['17.0.5', 'rootwrap_config=/etc/nova/rootwrap.conf'],
    ['2013.1', 'root_helper=sudo'],
  ])('on %s %s has an effect, or none on injection', async (version, setting) => {
    expect(await remedyOn(version, setting)).toBeUndefined();
  });
});

describe('config drive and injection', () => {
  test('an instance that has a drive and is injected into in another operation', async () => {
    const log = nova('2013.1');
    const again = nova('2013.1', {
      start: 60,
      request: 'req-0b7d1c3a-5c1e-4d5c-9c0a-5f7b2f7a1e11',
    });
    const drive = log.say('INFO', 'nova.virt.libvirt.driver', 'Using config drive', true);
    const report = await reportOn([drive, ...keyOverNbd(again)]);
    const found = report.findings.find(({ id }) => id === 'config-drive-injection');
    expect(found?.evidence.map(({ line }) => line)).toEqual([1, 2]);
    expect(ids(await reportOn(keyOverNbd(again)))).not.toContain('config-drive-injection');
  });
});

describe('what each rule is', () => {
  test.each(rules)(
    '$id has a file of its name and says what it is about',
    ({ id, about, title }) => {
      expect(existsSync(`${root}src/rules/${id}.ts`)).toBe(true);
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(about).toMatch(/^[A-Za-z].*\.$/s);
    },
  );
});
