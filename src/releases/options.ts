// The nova.conf options that decide about disk injection, with the releases that accept them.
// Source: the option definitions of nova 2012.1 to master (nova/virt, nova/conf), oslo.log for
// default_log_levels and oslo.privsep for logger_name.

import { inRange } from './releases.ts';

export interface OptionName {
  readonly group: string;
  readonly name: string;
}

export interface Option extends OptionName {
  /** As nova.conf writes it; null for None. `...` stands for entries of the logging library. */
  readonly default: string | null;
  readonly since: string;
  /** Last release with the option, inclusive; null while it is current. */
  readonly until: string | null;
  /** The option this name stood for, as a deprecated alias, once it was no option of its own. */
  readonly aliasOf?: OptionName;
  readonly aliasSince?: string;
  /** Null while the alias is still honoured. */
  readonly aliasUntil?: string | null;
  readonly note?: string;
}

type Rest = Omit<Option, 'group' | 'name' | 'default' | 'since' | 'until'>;

function option(
  group: string,
  name: string,
  value: string | null,
  since: string,
  until: string | null = null,
  rest: Rest = {},
): Option {
  return { group, name, default: value, since, until, ...rest };
}

/** 2014.1 still honours the old `libvirt_` names; 2014.2 ignores them without a word. */
function renamed(name: string): Rest {
  return { aliasOf: { group: 'libvirt', name }, aliasSince: '2014.1', aliasUntil: '2014.1' };
}

const skipVersions =
  '1.0 2007-01-19 2007-03-01 2007-08-29 2007-10-10 2007-12-15 2008-02-01 2008-09-01';
const partitions = 'above 0 a partition number, 0 unpartitioned, -1 inspect (guestfs only)';

/** Every option, one row per default; rows of one option never overlap. */
export const options: readonly Option[] = [
  option('DEFAULT', 'libvirt_inject_password', 'False', '2012.1', '2013.2', {
    ...renamed('inject_password'),
  }),
  option('DEFAULT', 'libvirt_inject_key', 'True', '2012.1.1', '2013.2', {
    ...renamed('inject_key'),
    note: 'not in 2012.1 itself',
  }),
  option('DEFAULT', 'libvirt_inject_partition', '1', '2012.2', '2012.2', {
    note: `${partitions}; -2 has no special meaning`,
  }),
  option('DEFAULT', 'libvirt_inject_partition', '1', '2013.1', '2013.2', {
    ...renamed('inject_partition'),
    note: `${partitions}, -2 disables all injection`,
  }),
  option('libvirt', 'inject_password', 'False', '2014.1'),
  option('libvirt', 'inject_key', 'False', '2014.1'),
  option('libvirt', 'inject_partition', '-2', '2014.1', null, {
    note: `${partitions}, -2 disables all injection`,
  }),
  option('DEFAULT', 'img_handlers', 'loop,nbd,guestfs', '2012.1', '2012.2'),
  option('DEFAULT', 'max_nbd_devices', '16', '2012.1', '2012.2', {
    note: 'read before nova.conf is, so a configured value has no effect',
  }),
  option('DEFAULT', 'timeout_nbd', '10', '2012.1'),
  option('DEFAULT', 'use_cow_images', 'True', '2012.1'),
  option('DEFAULT', 'libvirt_images_type', 'default', '2012.2', '2013.2', {
    ...renamed('images_type'),
  }),
  option('libvirt', 'images_type', 'default', '2014.1'),
  option('DEFAULT', 'force_raw_images', 'True', '2012.1'),
  option('DEFAULT', 'force_config_drive', null, '2012.2', '2014.1', {
    note: 'a string: any non-empty value is true, even False',
  }),
  option('DEFAULT', 'force_config_drive', null, '2014.2', '12', {
    note: 'a string: `always` or a true boolean word',
  }),
  option('DEFAULT', 'force_config_drive', 'False', '13.0.0', '19'),
  option('DEFAULT', 'force_config_drive', 'False', '20.0.0', null, {
    note: 'applies only to instances that were never launched before',
  }),
  option('DEFAULT', 'config_drive_format', 'iso9660', '2012.2', null, {
    note: 'deprecated from 19.0.0',
  }),
  option('DEFAULT', 'config_drive_skip_versions', skipVersions, '2012.2', '14', {
    aliasOf: { group: 'api', name: 'config_drive_skip_versions' },
    aliasSince: '15.0.0',
    aliasUntil: null,
  }),
  option('api', 'config_drive_skip_versions', skipVersions, '15.0.0'),
  option('DEFAULT', 'config_drive_tempdir', null, '2012.2', '2014.2', {
    note: 'unset means the temporary directory of Python; unused in 2014.2',
  }),
  option('DEFAULT', 'mkisofs_cmd', 'genisoimage', '2013.1'),
  option(
    'DEFAULT',
    'injected_network_template',
    '$pybasedir/nova/virt/interfaces.template',
    '2012.1',
  ),
  option('DEFAULT', 'flat_injected', 'False', '2012.1'),
  option('DEFAULT', 'resize_fs_using_block_device', 'False', '2013.2'),
  option('guestfs', 'debug', 'False', '2015.1.0'),
  option('DEFAULT', 'root_helper', 'sudo', '2012.1', '2012.2'),
  option('DEFAULT', 'rootwrap_config', null, '2012.2', '2012.2'),
  option('DEFAULT', 'rootwrap_config', '/etc/nova/rootwrap.conf', '2013.1'),
  option('workarounds', 'disable_rootwrap', 'False', '2015.1.0', null, {
    note: 'no effect on injection from 17.0.0',
  }),
  option('DEFAULT', 'use_rootwrap_daemon', 'False', '12.0.0', null, {
    note: "no effect on nova's own commands from 20.0.0",
  }),
  option('DEFAULT', 'instances_path', '$state_path/instances', '2012.1'),
  option('DEFAULT', 'instance_name_template', 'instance-%08x', '2012.1'),
  option('DEFAULT', 'libvirt_type', 'kvm', '2012.1', '2013.2', { ...renamed('virt_type') }),
  option('libvirt', 'virt_type', 'kvm', '2014.1'),
  option('DEFAULT', 'max_concurrent_builds', '10', '2014.2.1'),
  option('DEFAULT', 'default_log_levels', '...', '2012.1', '17.0.5'),
  option('DEFAULT', 'default_log_levels', '...,oslo.privsep.daemon=INFO', '17.0.6', null, {
    note: 'oslo.privsep.daemon=INFO hides the privileged commands',
  }),
  option('nova_sys_admin', 'logger_name', 'oslo_privsep.daemon', '24.0.0', null, {
    note: 'needs oslo.privsep 2.6.0',
  }),
];

function isAliasAt(row: Option, version: string): boolean {
  const { aliasSince, aliasUntil = null } = row;
  return aliasSince !== undefined && inRange(version, aliasSince, aliasUntil);
}

/**
 * The option names a version accepts, deprecated aliases included (with default null: an alias that
 * is not set changes nothing). A bare series means its first tag.
 */
export function optionsOf(version: string): readonly Option[] {
  return options.flatMap((row) => {
    if (inRange(version, row.since, row.until)) return [row];
    return isAliasAt(row, version) ? [{ ...row, default: null }] : [];
  });
}

/**
 * Default of an option in a version as nova.conf would write it (`True`, `loop,nbd,guestfs`), null
 * for None and for deprecated aliases, undefined if the version has no such option.
 */
export function optionDefault(
  version: string,
  group: string,
  name: string,
): string | null | undefined {
  return optionsOf(version).find((row) => row.group === group && row.name === name)?.default;
}

/** What a name stands for in a version that takes it as a deprecated alias only, else null. */
export function aliasTarget(version: string, group: string, name: string): OptionName | null {
  const row = options.find(
    (each) => each.group === group && each.name === name && isAliasAt(each, version),
  );
  return row?.aliasOf ?? null;
}

/** Whether any release has the option, under this group. */
export function isKnownOption(group: string, name: string): boolean {
  return options.some((row) => row.group === group && row.name === name);
}
