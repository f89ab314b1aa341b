// What the release tables answer: version arithmetic, defaults, advice and templates per release.

import { describe, expect, test } from 'vitest';
import {
  aliasTarget,
  announcementOf,
  commandLogging,
  commandsVisible,
  compareVersions,
  eraOf,
  eras,
  howToSeeCommands,
  injectDataLineOf,
  inRange,
  instanceDirectory,
  isKnownOption,
  localHandlerWorks,
  mayBeInRange,
  mountPrefixes,
  optionDefault,
  options,
  optionsOf,
  releaseOf,
  releases,
  type SwitchItem,
  selectionRule,
  seriesBetween,
  stillOpensImages,
  switchOff,
  versionsAt,
} from '../src/releases/index.ts';

const items: readonly SwitchItem[] = ['key', 'net', 'metadata', 'admin_password', 'files'];

/** The settings advised, as `[group] name=value`. */
function advised(version: string | null, item: SwitchItem): readonly string[] {
  return switchOff(version, item).options.map((o) =>
    o.group === 'DEFAULT' ? `${o.name}=${o.value}` : `[${o.group}] ${o.name}=${o.value}`,
  );
}

describe('versions', () => {
  test.each([
    ['2012.1', '2012.1'],
    ['2012.1.3-LOCALBRANCH:LOCALREVISION', '2012.1'],
    ['2:2012.1.3+stable-20130423-e52e6912-0ubuntu1.4', '2012.1'],
    ['2012.2', '2012.2'],
    ['2014.1.5-0ubuntu1.7', '2014.1'],
    ['2014.1.b1', '2014.1'],
    ['2014.2.4', '2014.2'],
    ['2015.1', '2015.1.0'],
    ['2015.1.4', '2015.1.0'],
    ['2015.1.0rc1', '2015.1.0'],
    ['12', '12.0.0'],
    ['14.0.1.dev12', '14.0.0'],
    ['17.0.13', '17.0.0'],
    ['26.2.2', '26.0.0'],
    ['1:31.0.0-1', '31.0.0'],
    ['33.0.0.0rc1', '33.0.0'],
    ['34.0.0.dev101', 'master'],
    ['34.', 'master'],
    ['master', 'master'],
    ['2011.3', null],
    ['2012.3', null],
    ['2012', null],
    ['11.0.0', null],
    ['35.0.0', null],
    ['20120405', null],
    ['unknown', null],
    ['', null],
  ])('%s belongs to %s', (version, series) => {
    expect(releaseOf(version)?.series ?? null).toBe(series);
  });

  test('2014.1 is Icehouse and 2014.2 is Juno', () => {
    expect(releaseOf('2014.1.5')?.codename).toBe('Icehouse');
    expect(releaseOf('2014.2.0')?.codename).toBe('Juno');
  });

  test('order runs over both numbering schemes', () => {
    const ordered = [
      'no version',
      '2012.1',
      '2012.1.3',
      '2012.2',
      '2012.2.4',
      '2014.1.5',
      '2014.2',
      '2015.1.4',
      '12.0.0',
      '13',
      '17.0.6',
      '17.0.13',
      '33.0.2',
      'master',
    ];
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
    expect(releases.map(({ series }) => series).toSorted(compareVersions)).toEqual(
      releases.map(({ series }) => series),
    );
  });

  test.each([
    ['2012.1', '2012.1.0'],
    ['15', '15.0.0'],
    ['2014.1.5-0ubuntu1.7', '2014.1.5'],
    ['1:31.0.0-1', '31'],
    ['34.0.0.dev3', 'master'],
  ])('%s equals %s', (a, b) => {
    expect(compareVersions(a, b)).toBe(0);
  });

  test.each([
    ['2014.1.5', '2012.2', '2014.1', true],
    ['2014.2', '2012.2', '2014.1', false],
    ['2012.1.3', '2012.2', '2014.1', false],
    ['2012.1.2', '2012.1', '2012.1.2', true],
    ['2012.1.3', '2012.1', '2012.1.2', false],
    ['16.1.8', '13', '16', true],
    ['17.0.0', '13', '16', false],
    ['2015.1.4', '2014.2', '2015.1', true],
    ['12.0.0', '2014.2', '2015.1', false],
    ['22.4.0', '2014.2', '22', true],
    ['15.1.0', '15.0.0', '15.1.0', true],
    ['15.1.1', '15.0.0', '15.1.0', false],
    ['34.0.0.dev1', '23', 'master', true],
    ['2012.1', null, '2012.1', true],
    ['2013.1', null, null, true],
    ['no version', null, null, false],
  ])('%s in %s to %s: %s', (version, since, until, expected) => {
    expect(inRange(version, since, until)).toBe(expected);
  });

  test('a bare series may be any of its points', () => {
    expect(inRange('2012.1', '2012.1.1', '2012.1')).toBe(false);
    expect(mayBeInRange('2012.1', '2012.1.1', '2012.1')).toBe(true);
    expect(mayBeInRange('2012.1.0', '2012.1.1', '2012.1')).toBe(false);
    expect(mayBeInRange('17', '17.0.6', null)).toBe(true);
    expect(mayBeInRange('16', '17.0.6', null)).toBe(false);
  });

  test('releases of a range', () => {
    const names = (since: string | null, until: string | null) =>
      seriesBetween(since, until).map(({ series }) => series);
    expect(names('2012.1.3', '2013.1')).toEqual(['2012.1', '2012.2', '2013.1']);
    expect(names(null, '2012.1.0')).toEqual(['2012.1']);
    expect(names('33', null)).toEqual(['33.0.0', 'master']);
    expect(names(null, null)).toHaveLength(30);
  });
});

describe('eras', () => {
  test.each([
    ['2012.1.3', 'E1'],
    ['2012.2.0', 'E1'],
    ['2012.2', 'E1'],
    ['2012.2.1', 'E2'],
    ['2012.2.4', 'E2'],
    ['2013.1.5', 'E3'],
    ['2013.2', 'E4'],
    ['2014.1.5', 'E4'],
    ['2014.2', 'E5'],
    ['2015.1.4', 'E6'],
    ['12.0.0', 'E7'],
    ['15.1.5', 'E7'],
    ['16.0.0', 'E8'],
    ['25.3.0', 'E8'],
    ['26.0.0', 'E9'],
    ['master', 'E9'],
  ])('%s logs in %s', (version, era) => {
    expect(eraOf(version)?.id).toBe(era);
  });

  test('format strings are whole', () => {
    expect(eras).toHaveLength(9);
    expect(eraOf('2013.1')?.context).toBe(
      '%(asctime)s.%(msecs)03d %(levelname)s %(name)s [%(request_id)s %(user)s %(tenant)s] %(instance)s%(message)s',
    );
    expect(eraOf('2012.1')?.debugSuffix).toBe(
      'from (pid=%(process)d) %(funcName)s %(pathname)s:%(lineno)d',
    );
    expect(eras.map(({ identityFields }) => identityFields)).toEqual([2, 2, 2, 2, 1, 5, 5, 5, 6]);
    expect(releaseOf('33')?.identityFields).toBe(6);
  });
});

describe('options', () => {
  test.each([
    ['2012.1', 'DEFAULT', 'libvirt_inject_key', undefined],
    ['2012.1.1', 'DEFAULT', 'libvirt_inject_key', 'True'],
    ['2013.2.4', 'DEFAULT', 'libvirt_inject_key', 'True'],
    ['2014.1', 'DEFAULT', 'libvirt_inject_key', null],
    ['2014.2', 'DEFAULT', 'libvirt_inject_key', undefined],
    ['2012.1.3', 'DEFAULT', 'libvirt_inject_partition', undefined],
    ['2012.2', 'DEFAULT', 'libvirt_inject_partition', '1'],
    ['2013.2', 'DEFAULT', 'libvirt_inject_partition', '1'],
    ['2013.2', 'libvirt', 'inject_partition', undefined],
    ['2014.1', 'libvirt', 'inject_partition', '-2'],
    ['33.0.2', 'libvirt', 'inject_partition', '-2'],
    ['2012.1', 'DEFAULT', 'img_handlers', 'loop,nbd,guestfs'],
    ['2012.2.4', 'DEFAULT', 'img_handlers', 'loop,nbd,guestfs'],
    ['2013.1', 'DEFAULT', 'img_handlers', undefined],
    ['2012.1', 'DEFAULT', 'use_cow_images', 'True'],
    ['master', 'DEFAULT', 'use_cow_images', 'True'],
    ['2012.2', 'DEFAULT', 'rootwrap_config', null],
    ['2013.1', 'DEFAULT', 'rootwrap_config', '/etc/nova/rootwrap.conf'],
    ['12.0.6', 'DEFAULT', 'force_config_drive', null],
    ['13.0.0', 'DEFAULT', 'force_config_drive', 'False'],
    ['2014.2', 'DEFAULT', 'max_concurrent_builds', undefined],
    ['2014.2.1', 'DEFAULT', 'max_concurrent_builds', '10'],
    ['2013.1', 'DEFAULT', 'resize_fs_using_block_device', undefined],
    ['2013.2', 'DEFAULT', 'resize_fs_using_block_device', 'False'],
    ['2011.3', 'DEFAULT', 'use_cow_images', undefined],
  ])('%s [%s] %s defaults to %s', (version, group, name, expected) => {
    expect(optionDefault(version, group, name)).toBe(expected);
  });

  test('the privsep log level is a default from 17.0.6', () => {
    const levels = (version: string) => optionDefault(version, 'DEFAULT', 'default_log_levels');
    expect(levels('17.0.5')).not.toContain('oslo.privsep');
    expect(levels('17.0.6')).toContain('oslo.privsep.daemon=INFO');
    expect(levels('18.0.0')).toContain('oslo.privsep.daemon=INFO');
  });

  test('old names are aliases in 2014.1 only', () => {
    const names = [
      ['libvirt_inject_key', 'inject_key'],
      ['libvirt_inject_password', 'inject_password'],
      ['libvirt_inject_partition', 'inject_partition'],
      ['libvirt_images_type', 'images_type'],
      ['libvirt_type', 'virt_type'],
    ] as const;
    for (const [old, name] of names) {
      expect(aliasTarget('2014.1.5', 'DEFAULT', old)).toEqual({ group: 'libvirt', name });
      expect(aliasTarget('2013.2.4', 'DEFAULT', old)).toBeNull();
      expect(aliasTarget('2014.2', 'DEFAULT', old)).toBeNull();
    }
  });

  test('an option has one default per release', () => {
    for (const { series } of releases) {
      const names = optionsOf(series).map(({ group, name }) => `${group}.${name}`);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('names are known with their group', () => {
    expect(isKnownOption('libvirt', 'inject_key')).toBe(true);
    expect(isKnownOption('DEFAULT', 'inject_key')).toBe(false);
    expect(isKnownOption('DEFAULT', 'libvirt_inject_key')).toBe(true);
    expect(options.every(({ group, name }) => isKnownOption(group, name))).toBe(true);
  });
});

describe('commands', () => {
  test.each([
    ['2012.1.3', 'nova.utils', 'Result was %s', 'nonzero'],
    ['2012.2.4', 'nova.utils', 'Result was %s', 'always'],
    ['2013.1', 'nova.utils', 'Result was %s', 'always'],
    ['2013.2.4', 'nova.openstack.common.processutils', 'Result was %s', 'nonzero'],
    ['2014.1', 'nova.openstack.common.processutils', 'Result was %s', 'always'],
    ['2014.2', 'nova.openstack.common.processutils', 'Result was %s', 'always'],
    ['2015.1.0', 'oslo_concurrency.processutils', 'CMD "%s" returned: %s in %0.3fs', 'always'],
    ['17.0.13', 'oslo_concurrency.processutils', 'CMD "%s" returned: %s in %0.3fs', 'always'],
    ['master', 'oslo_concurrency.processutils', 'CMD "%s" returned: %s in %0.3fs', 'always'],
  ])('%s: %s prints %s %s', (version, logger, result, resultPrinted) => {
    expect(commandLogging(version)).toMatchObject({
      logger,
      start: 'Running cmd (subprocess): %s',
      result,
      resultPrinted,
      resultNamesCommand: result.startsWith('CMD'),
    });
  });

  test('every release has its command lines, older ones have none', () => {
    expect(releases.every(({ series }) => commandLogging(series) !== null)).toBe(true);
    expect(commandLogging('2011.3')).toBeNull();
    expect(commandLogging('19.3.2')?.otherLoggers).toContain('nova.utils');
  });

  test.each([
    ['2012.1', 'with-debug', 'verbose=true or debug=true'],
    ['2012.2.4', 'with-debug', 'verbose=true or debug=true'],
    ['2013.1', 'with-debug', 'debug=true'],
    ['17.0.5', 'with-debug', 'debug=true'],
    ['17.0.6', 'hidden-by-default', 'default_log_levels without oslo.privsep.daemon=INFO'],
    ['22.4.0', 'hidden-by-default', 'default_log_levels without oslo.privsep.daemon=INFO'],
    ['23.0.0', 'hidden-by-default', '[guestfs] debug=true'],
    ['master', 'hidden-by-default', '[guestfs] debug=true'],
  ])('%s: %s, %s', (version, visible, setting) => {
    expect(commandsVisible(version)).toBe(visible);
    expect(howToSeeCommands(version)).toContain(setting);
  });

  test('verbose is no advice after 2012.2', () => {
    expect(howToSeeCommands('2013.1')).not.toContain('verbose');
    expect(howToSeeCommands(null)).toContain('17.0.6');
  });
});

describe('announcements', () => {
  test.each([
    ['2012.1.3', 'INFO', 'Injecting %(injection)s into image %(img_id)s', true],
    ['2012.2', 'INFO', 'Injecting %(injection)s into image %(img_id)s', true],
    ['2013.1', 'INFO', 'Injecting %(inj)s into image %(img_id)s', true],
    ['2013.2.4', 'INFO', 'Injecting %(inj)s into image %(img_id)s', true],
    ['15.1.0', 'DEBUG', 'Injecting %(info)s', false],
    ['15.1.1', 'DEBUG', 'Injecting %s', false],
    ['16.0.3', 'DEBUG', 'Injecting %(info)s', false],
    ['16.0.4', 'DEBUG', 'Injecting %s', false],
    ['33.0.0', 'DEBUG', 'Injecting %s', false],
  ])('%s announces at %s with %s', (version, level, template, named) => {
    expect(announcementOf(version)).toMatchObject({ level, template, items: named });
  });

  test.each(['2014.1', '2014.2.4', '2015.1.0', '12.0.6', '13.1.4', '14.1.0', 'no version'])(
    '%s announces nothing',
    (version) => {
      expect(announcementOf(version)).toBeNull();
    },
  );

  test('2012.1 logs from the connection and never announces files', () => {
    expect(announcementOf('2012.1')?.logger).toBe('nova.virt.libvirt.connection');
    expect(announcementOf('2012.1')?.words).not.toContain('files');
    expect(announcementOf('2012.2')?.words).toContain('files');
  });

  test.each([
    ['15.1.5', false],
    ['16.0.3', false],
    ['16.0.4', true],
    ['16.1.0', true],
    ['16.1.1', false],
    ['17.0.1', true],
    ['17.0.2', false],
    ['18.0.0', false],
  ])('%s prints the password in clear: %s', (version, expected) => {
    expect(announcementOf(version)?.printsPassword).toBe(expected);
  });

  test('the disk layer names the data from 2013.1', () => {
    expect(injectDataLineOf('2012.2.4')).toBeNull();
    expect(injectDataLineOf('2013.1')?.template).toContain('ha-ha-not-telling-you');
    expect(injectDataLineOf('2015.1.4')?.template).toMatch(/<SANITIZED> .* use_cow=%\(use_cow\)s$/);
    expect(injectDataLineOf('12.0.0')?.template).toMatch(/partition=%\(partition\)s$/);
  });
});

describe('handler selection', () => {
  test.each([
    ['2012.1', 'img-handlers', ['loop', 'nbd', 'guestfs']],
    ['2012.2.4', 'img-handlers', ['loop', 'nbd', 'guestfs']],
    ['2013.1', 'vfs-import', ['guestfs', 'loop', 'nbd']],
    ['2014.1.5', 'vfs-import', ['guestfs', 'loop', 'nbd']],
    ['2014.2', 'vfs-capability', ['guestfs', 'loop', 'nbd', 'block']],
    ['22.4.0', 'vfs-capability', ['guestfs', 'loop', 'nbd', 'block']],
    ['23.0.0', 'guestfs-only', ['guestfs']],
    ['master', 'guestfs-only', ['guestfs']],
  ])('%s follows %s', (version, id, order) => {
    expect(selectionRule(version)).toMatchObject({ id, order });
    expect(selectionRule(version)?.text).toMatch(/^Nova .*\.$/);
  });

  test.each([
    ['2012.2', null],
    ['2013.1', true],
    ['16.1.8', true],
    ['17.0.0', false],
    ['22.4.0', false],
    ['23.0.0', null],
  ])('the local handler of %s works: %s', (version, expected) => {
    expect(localHandlerWorks(version)).toBe(expected);
  });
});

describe('switching injection off', () => {
  const force = 'force_config_drive=true';
  const oldAll = 'libvirt_inject_partition=-2';
  const all = '[libvirt] inject_partition=-2';
  const oldKey = 'libvirt_inject_key=false';
  const oldPassword = 'libvirt_inject_password=false';
  const flat = 'flat_injected=false';

  test.each([
    ['2012.1.0', 'key', []],
    ['2012.1.0', 'admin_password', [oldPassword]],
    ['2012.1.0', 'net', [flat]],
    ['2012.1.1', 'key', [oldKey]],
    ['2012.1.3', 'key', [oldKey]],
    ['2012.1.3', 'net', [flat]],
    ['2012.1.3', 'metadata', []],
    ['2012.1.3', 'files', []],
    ['2012.2', 'key', [oldKey, force]],
    ['2012.2.4', 'net', [flat, force]],
    ['2012.2.4', 'metadata', [force]],
    ['2012.2.4', 'files', [force]],
    ['2013.1', 'key', [oldKey, oldAll]],
    ['2013.1', 'metadata', [oldAll]],
    ['2013.2', 'files', [oldAll]],
    ['2013.2.4', 'admin_password', [oldPassword, oldAll]],
    ['2014.1', 'key', ['[libvirt] inject_key=false', all]],
    ['2014.1', 'metadata', [all]],
    ['2014.2', 'admin_password', ['[libvirt] inject_password=false', all]],
    ['18.0.0', 'net', [flat, all]],
    ['master', 'files', [all]],
  ] as const)('%s %s: %j', (version, item, expected) => {
    expect(advised(version, item)).toEqual(expected);
    for (const each of expected) expect(switchOff(version, item).text).toContain(each);
  });

  test('2012.1.0 has no switch for keys', () => {
    expect(switchOff('2012.1.0', 'key').text).toMatch(
      /no switch .* upgrade to 2012\.1\.1 or later/,
    );
    expect(switchOff('2012.1.0', 'key').text).not.toContain(oldKey);
  });

  test.each(['2012.1', '2012.1-LOCALBRANCH:LOCALREVISION'])(
    '%s leaves the point open: libvirt_inject_key needs 2012.1.1',
    (version) => {
      expect(advised(version, 'key')).toEqual([]);
      expect(switchOff(version, 'key').text).toMatch(
        /libvirt_inject_key=false .*2012\.1\.1 or later/,
      );
    },
  );

  test.each(items)('2012.1 and 2012.2 never advise -2 for %s', (item) => {
    for (const version of ['2012.1', '2012.1.0', '2012.1.3', '2012.2', '2012.2.0', '2012.2.4']) {
      expect(JSON.stringify(switchOff(version, item))).not.toContain('-2');
    }
  });

  test('2013.1 and 2013.2 warn that files are dropped silently', () => {
    expect(switchOff('2013.1', 'key').text).toContain('files are then dropped silently');
    expect(switchOff('2013.2', 'files').text).toContain('files are then dropped silently');
  });

  test('2014.1 points at left-over aliases', () => {
    expect(switchOff('2014.1.5', 'key').text).toMatch(/libvirt_inject_\* .*\[DEFAULT\].* aliases/);
  });

  test.each(['2014.2', '2015.1.0', '17.0.0', '23.0.0'])('%s ignores the old names', (version) => {
    expect(switchOff(version, 'key').text).toContain('old libvirt_ names have no effect');
  });

  test('17 to 22 without python-guestfs should be off', () => {
    expect(switchOff('16.1.8', 'key').text).not.toContain('python-guestfs');
    expect(switchOff('17.0.0', 'key').text).toContain('Without python-guestfs');
    expect(switchOff('22.4.0', 'files').text).toContain('Without python-guestfs');
    expect(switchOff('23.0.0', 'files').text).not.toContain('python-guestfs');
  });

  test('2013.2 to 2014.2 still open images for the resize check', () => {
    expect(stillOpensImages('2013.2')).toContain('every qcow2 disk');
    expect(stillOpensImages('2014.2.4')).toContain('every qcow2 disk');
    expect(stillOpensImages('2015.1.0')).toContain('without mounting');
    expect(stillOpensImages('12.0.0')).toContain('resize_fs_using_block_device');
    expect(stillOpensImages('2012.1')).toBeNull();
  });

  test.each(items)('without a version the text for %s says what works where', (item) => {
    const answer = switchOff(null, item);
    expect(answer.text).toMatch(/^[^;]*(release|2014\.1 and later)/);
    expect(switchOff('35.0.0', item)).toEqual(answer);
  });

  test('every advised option exists in the release', () => {
    for (const { series, lastTag } of releases) {
      for (const version of [series, lastTag ?? series]) {
        for (const item of items) {
          for (const { group, name } of switchOff(version, item).options) {
            expect(optionDefault(version, group, name), `${version} ${name}`).toBeDefined();
          }
        }
      }
    }
  });
});

describe('fingerprints', () => {
  test.each([
    ['run_cmd', 219, ['2012.1', '2012.1.1', '2012.1.2']],
    ['run_cmd', 220, ['2012.1.3']],
    ['run_cmd', 187, ['2012.2.4']],
    ['instance_is_running', 905, ['2012.1']],
    ['release_nbd', 126, expect.arrayContaining(['2013.1', '12.0.0'])],
    ['map_dev', 188, expect.arrayContaining(['16.0.0', '33.0.2'])],
    ['tearing_down_appliance', 134, ['2013.1.4', '2013.1.5']],
    ['vfs_primary', 1, []],
  ] as const)('%s at line %i', (site, line, expected) => {
    expect(versionsAt(site, line)).toEqual(expected);
  });

  test('every tag named belongs to a release', () => {
    expect(versionsAt('vfs_primary', 54)).toHaveLength(75);
    expect(versionsAt('vfs_primary', 54).every((tag) => releaseOf(tag) !== null)).toBe(true);
  });
});

describe('directories', () => {
  test.each([
    ['2012.2.4', 'name', false],
    ['2013.1', 'uuid', true],
    ['13.1.4', 'uuid', true],
    ['14.0.0', 'uuid', false],
    ['master', 'uuid', false],
  ])('instances of %s live under their %s', (version, naming, keepsNameDirectory) => {
    expect(instanceDirectory(version)).toMatchObject({ naming, keepsNameDirectory });
  });

  test.each([
    ['2012.1.2', ['/tmp/tmp']],
    ['2012.1.3', ['/tmp/openstack-disk-mount-tmp']],
    ['2012.1', ['/tmp/tmp', '/tmp/openstack-disk-mount-tmp']],
    ['2012.2', ['/tmp/openstack-disk-mount-tmp']],
    ['2013.1', ['/tmp/openstack-vfs-localfs']],
    ['22.4.0', ['/tmp/openstack-vfs-localfs']],
    ['23.0.0', []],
  ])('%s mounts for injection on %j', (version, expected) => {
    const injection = mountPrefixes(version).filter(({ usedFor }) => usedFor === 'injection');
    expect(injection.map(({ prefix }) => prefix)).toEqual(expected);
  });
});
