// The doctor: what of a log can be read, which levels its loggers have, and for what is hidden the one
// setting of its release that shows it.

import { describe, expect, test } from 'vitest';
import { examine } from '../src/commands/doctor-text.ts';
import { analysisOf, fixture, nova, type Text } from './support.ts';

/** The rows of a log's paragraph, by name. */
async function rowsOf(text: Text): Promise<Readonly<Record<string, string>>> {
  const { report, layouts } = await analysisOf(text);
  const lines = [...examine(report, layouts)].join('').trimEnd().split('\n').slice(1);
  return Object.fromEntries(lines.map((line) => [line.slice(2, 12).trim(), line.slice(12)]));
}

const started = (version: string, level = 'INFO') =>
  `2017-10-09 14:21:03.418 3367 ${level} nova.service [-] Starting compute node (version ${version})`;

describe('levels', () => {
  test('are counted for each logger that matters to injection', async () => {
    const log = nova('2013.2');
    const { report, layouts } = await analysisOf([
      log.creating(),
      log.announced('key'),
      log.ran('qemu-nbd -c /dev/nbd1 /var/lib/nova/instances/x/disk'),
      log.say('INFO', 'nova.network.manager', 'Allocating'),
      log.itemIgnored('key', 'x'),
    ]);
    const text = [...examine(report, layouts)].join('');
    expect(text).toContain(
      [
        '  loggers   nova.openstack.common.processutils: DEBUG 1',
        '            nova.virt.disk.api: WARNING 1',
        '            nova.virt.libvirt.driver: INFO 2',
        '',
      ].join('\n'),
    );
    expect(text).not.toContain('nova.network');
  });
});

describe('what is hidden', () => {
  test.each([
    ['2012.1.3', 'verbose=true in [DEFAULT]', 'verbose=true in [DEFAULT]'],
    ['2012.2.4', 'verbose=true in [DEFAULT]', 'verbose=true in [DEFAULT]'],
    ['2013.1', 'debug=true in [DEFAULT]', 'verbose=true in [DEFAULT]'],
    ['2014.1.5', 'debug=true in [DEFAULT]', 'debug=true in [DEFAULT], for "Inject data image=…"'],
    ['17.0.5', 'debug=true in [DEFAULT]', 'debug=true in [DEFAULT], for "Inject data image=…"'],
  ])('%s: one setting for commands, one for announcements', async (version, commands, words) => {
    const rows = await rowsOf([started(version, 'ERROR')]);
    expect(rows['commands']).toBe(`hidden; to see more set ${commands}`);
    expect(rows['announced']).toMatch(/^(?:hidden|not printed by release); to see more set /);
    expect(rows['announced']).toContain(words);
    expect(rows['warnings']).toContain('set neither log_config nor log_config_append');
    expect(rows['settings']).toContain('restart nova-compute');
  });

  test.each([
    ['17.0.6', 'default_log_levels=oslo.privsep.daemon=DEBUG'],
    ['22.0.1', 'default_log_levels=oslo.privsep.daemon=DEBUG'],
    ['24.0.0', 'logger_name=nova.privsep in [nova_sys_admin]'],
  ])('%s: the commands of privsep, whatever else runs', async (version, setting) => {
    const running = `2017-10-09 14:21:04.000 3367 DEBUG oslo_concurrency.processutils [-] Running cmd (subprocess): qemu-img create -f raw /a/disk execute /usr/lib/p.py:1`;
    const rows = await rowsOf([started(version), running]);
    expect(rows['commands']).toMatch(/^hidden; /);
    expect(rows['commands']).toContain(setting);
  });

  test('an unknown release: the setting of each', async () => {
    const rows = await rowsOf([
      '2017-10-09 14:21:03.418 3367 INFO nova.virt.libvirt.driver [-] Instance spawned successfully.',
    ]);
    expect(rows['release']).toBe('unknown');
    expect(rows['commands']).toMatch(/2012\.1 to 2012\.2: verbose=true .*24\.0\.0 on: debug=true/);
  });

  test.each([
    ['16.1.0', 'set nothing: debug=true in [guestfs] can block nova-compute'],
    ['17.0.1', 'set debug=true in [DEFAULT] and debug=true in [guestfs]'],
  ])('%s: the trace of libguestfs', async (version, setting) => {
    const log = fixture('releases/17.0.1/password-in-clear.log').bytes.toString();
    const rows = await rowsOf(log.replace('version 17.0.1', `version ${version}`));
    expect(rows['appliance']).toContain(setting);
  });

  test('nothing is advised where all is visible', async () => {
    const rows = await rowsOf(fixture('showcase.log').bytes);
    expect(rows['warnings']).toBe('visible');
    expect(rows['settings']).toBeUndefined();
  });
});

test('a warning in another language is pointed out', async () => {
  const rows = await rowsOf(fixture('releases/2015.1.2/translated.log').bytes);
  expect(rows['language']).toMatch(/the warning on line 95 could not be read; .* LC_ALL=C /);
});

test('a line that is not read is quoted without its secrets', async () => {
  const rows = await rowsOf([
    "admin_pass='S3cret-word' and no log line",
    'ssh-rsa AAAAB3NzaS3cret',
  ]);
  expect(rows['not read']).toContain("admin_pass='***'");
});
