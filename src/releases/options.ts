// The nova.conf options that decide about disk injection, with the releases that accept them.
// Source: the option definitions of nova 2012.1 to master (nova/virt, nova/compute, nova/conf), oslo.log
// for default_log_levels and oslo.privsep for logger_name.

import { inRange, mayBeInRange } from './releases.ts';

export interface OptionName {
  readonly group: string;
  readonly name: string;
}

/** `[libvirt] inject_key`, of [DEFAULT] the name alone. */
export const optionText = ({ group, name }: OptionName): string =>
  group === 'DEFAULT' ? name : `[${group}] ${name}`;

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
  /** Nova does not run before somebody sets it: the default is in force nowhere. */
  readonly required?: boolean;
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
  option('DEFAULT', 'compute_driver', 'nova.virt.connection.get_connection', '2012.1', '2012.2', {
    note: 'the default goes by connection_type',
  }),
  option('DEFAULT', 'compute_driver', null, '2013.1', null, { required: true }),
  option('DEFAULT', 'connection_type', null, '2012.1', '2012.2', {
    required: true,
    note: 'unless compute_driver names the driver',
  }),
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

export type OptionType = 'boolean' | 'integer' | 'list' | 'text';

const lists: readonly string[] = ['img_handlers', 'default_log_levels'];

/** How Nova reads the option's value. */
export function optionType({ name, default: value }: Option): OptionType {
  if (lists.includes(name)) return 'list';
  if (value === 'True' || value === 'False') return 'boolean';
  return value !== null && /^-?\d+$/.test(value) ? 'integer' : 'text';
}

/** Options that only say where files lie, how tools are called and what is logged. */
const incidental: readonly string[] = [
  'config_drive_format',
  'config_drive_skip_versions',
  'config_drive_tempdir',
  'mkisofs_cmd',
  'injected_network_template',
  'debug',
  'root_helper',
  'rootwrap_config',
  'disable_rootwrap',
  'use_rootwrap_daemon',
  'instances_path',
  'instance_name_template',
  'max_concurrent_builds',
  'default_log_levels',
  'logger_name',
];

/** Whether an option decides what is injected, whether it is and by which handler. */
export function decidesInjection({ name }: OptionName): boolean {
  return !incidental.includes(name);
}

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
  const row = optionOf(version, { group, name });
  if (row !== undefined) return row.default;
  return aliasTarget(version, group, name) === null ? undefined : null;
}

/** What a name stands for in a version that takes it as a deprecated alias only, else null. */
export function aliasTarget(version: string, group: string, name: string): OptionName | null {
  const row = options.find(
    (each) => each.group === group && each.name === name && isAliasAt(each, version),
  );
  return row?.aliasOf ?? null;
}

const isCalled =
  ({ group, name }: OptionName) =>
  (other: OptionName | undefined) =>
    other?.group === group && other.name === name;

/** An option as a version has it; undefined for a deprecated alias and where it has none. */
export function optionOf(version: string, { group, name }: OptionName): Option | undefined {
  return options.find(
    (row) => row.name === name && row.group === group && inRange(version, row.since, row.until),
  );
}

/** The deprecated names a version takes for an option. */
export function aliasesOf(version: string, option: OptionName): readonly OptionName[] {
  const isIt = isCalled(option);
  return options.filter((row) => isIt(row.aliasOf) && isAliasAt(row, version));
}

/** Whether a version takes the name as an option of its own; null where that is a matter of its point
 *  release, or the version is not known. */
export function hasOption(version: string | null, option: OptionName): boolean | null {
  const rows = options.filter(isCalled(option));
  if (version === null) return rows.length > 0 ? null : false;
  if (rows.some(({ since, until }) => inRange(version, since, until))) return true;
  return rows.some(({ since, until }) => mayBeInRange(version, since, until)) ? null : false;
}

/** The option as a version calls it, whichever name of it is given: up to 2013.2 `[libvirt] inject_key`
 *  is `libvirt_inject_key`. Null where the version has no such option. */
export function optionIn(version: string | null, option: OptionName): OptionName | null {
  const key = `${version} ${option.group} ${option.name}`;
  const known = optionsKnown.get(key);
  if (known !== undefined) return known;
  const found = findOptionIn(version, option);
  optionsKnown.set(key, found);
  return found;
}

/** Few are asked for, but with every cycle. */
const optionsKnown = new Map<string, OptionName | null>();

function findOptionIn(version: string | null, option: OptionName): OptionName | null {
  const isIt = isCalled(option);
  const names: readonly OptionName[] = [
    option,
    ...options.filter(isIt).flatMap(({ aliasOf }) => aliasOf ?? []),
    ...options.filter(({ aliasOf }) => isIt(aliasOf)),
  ];
  const found = names.find((each) => hasOption(version, each) !== false);
  return found === undefined ? null : { group: found.group, name: found.name };
}

/** Whether any release has the option, under this group. */
export function isKnownOption(group: string, name: string): boolean {
  return options.some(isCalled({ group, name }));
}
