// How to switch injection off, per release and item.
// Source: nova/virt/libvirt/{connection,driver}.py and their options, 2012.1 to master.
// Advice must be exact: an option the release does not know is ignored without a word.

import { optionText } from './options.ts';
import { inRange, isExactPoint, releaseOf } from './releases.ts';

export type SwitchItem = 'key' | 'net' | 'metadata' | 'admin_password' | 'files';

export interface OptionSetting {
  readonly group: string;
  readonly name: string;
  readonly value: string;
}

export interface SwitchOff {
  /** Settings that work on the version for certain, each enough alone, narrowest first. */
  readonly options: readonly OptionSetting[];
  readonly text: string;
}

interface Rule {
  readonly since: string;
  readonly until: string | null;
  /** Settings that switch off one item and leave the others. */
  readonly own: Readonly<Partial<Record<SwitchItem, OptionSetting>>>;
  /** The setting that switches off all items. */
  readonly all?: OptionSetting;
  readonly effect?: string;
  readonly note?: string;
}

function setting(name: string, value: string, group = 'DEFAULT'): OptionSetting {
  return { group, name, value };
}

const flat = setting('flat_injected', 'false');
const oldPassword = setting('libvirt_inject_password', 'false');
const old = {
  key: setting('libvirt_inject_key', 'false'),
  admin_password: oldPassword,
  net: flat,
} as const;
const ignored = 'The old libvirt_ names have no effect.';
const current: Rule = {
  since: '2014.2',
  until: null,
  own: {
    key: setting('inject_key', 'false', 'libvirt'),
    admin_password: setting('inject_password', 'false', 'libvirt'),
    net: flat,
  },
  all: setting('inject_partition', '-2', 'libvirt'),
  effect: 'everything, the default; files are then dropped silently',
  note: ignored,
};

const rules: readonly Rule[] = [
  { since: '2012.1', until: '2012.1.0', own: { admin_password: oldPassword, net: flat } },
  { since: '2012.1.1', until: '2012.1', own: old },
  {
    since: '2012.2',
    until: '2012.2',
    own: old,
    all: setting('force_config_drive', 'true'),
    effect: 'everything, by giving every instance a config drive instead',
  },
  {
    since: '2013.1',
    until: '2013.2',
    own: old,
    all: setting('libvirt_inject_partition', '-2'),
    effect: 'everything; files are then dropped silently',
  },
  {
    ...current,
    since: '2014.1',
    until: '2014.1',
    note: 'Look for libvirt_inject_* left over in [DEFAULT]: 2014.1 still honours them as deprecated aliases.',
  },
  {
    ...current,
    since: '17.0.0',
    until: '22',
    note: `Without python-guestfs nothing can be written on 17 to 22, so injection should be off. ${ignored}`,
  },
  current,
];

const label: Readonly<Record<SwitchItem, string>> = {
  key: 'keys',
  net: 'network files',
  metadata: 'metadata',
  admin_password: 'passwords',
  files: 'personality files',
};

/** What is left to do on 2012.1 for items without a switch. */
const without: Readonly<Partial<Record<SwitchItem, string>>> = {
  key: 'upgrade to 2012.1.1 or later, which has libvirt_inject_key, or launch without a keypair or with a config drive',
  metadata: 'launch without metadata or with a config drive',
  files: 'launch without personality files',
};

/** For a version that is not known; `2012.1` alone does not settle the key either. */
const perRelease: Readonly<Record<SwitchItem, string>> = {
  key: 'Set libvirt_inject_key=false on 2012.1.1 to 2013.2 or [libvirt] inject_key=false on 2014.1 and later; 2012.1.0 has no switch for keys.',
  net: 'Set flat_injected=false, on every release.',
  metadata:
    'Metadata cannot be switched off alone: set force_config_drive=true on 2012.2, libvirt_inject_partition=-2 on 2013.1 and 2013.2 or [libvirt] inject_partition=-2 on 2014.1 and later, each of which stops all injection; 2012.1 has no switch for it.',
  admin_password:
    'Set libvirt_inject_password=false on 2012.1 to 2013.2 or [libvirt] inject_password=false on 2014.1 and later.',
  files:
    'Personality files cannot be switched off alone: set force_config_drive=true on 2012.2, libvirt_inject_partition=-2 on 2013.1 and 2013.2 or [libvirt] inject_partition=-2 on 2014.1 and later, each of which stops all injection; 2012.1 has no switch for them.',
};

function written({ value, ...option }: OptionSetting): string {
  return `${optionText(option)}=${value}`;
}

function textOf(rule: Rule, item: SwitchItem): string {
  const own = rule.own[item];
  const what = label[item];
  const all = rule.all && `${written(rule.all)} (${rule.effect})`;
  if (own && all) return `Set ${written(own)} (only ${what}) or ${all}.`;
  if (own) return `Set ${written(own)}.`;
  if (all) return `There is no switch for ${what} alone: set ${all}.`;
  return `There is no switch for ${what} on this release: ${without[item] ?? 'upgrade'}.`;
}

/**
 * How to switch an item off on a version. `2012.1` without a point and a null or unknown version
 * settle less: `options` then holds only what works in any case, and `text` says what works where.
 */
export function switchOff(version: string | null, item: SwitchItem): SwitchOff {
  const release = version === null ? null : releaseOf(version);
  if (version === null || release === null) {
    return { options: item === 'net' ? [flat] : [], text: perRelease[item] };
  }
  if (item === 'key' && release.series === '2012.1' && !isExactPoint(version)) {
    const text = `Set ${written(old.key)} if this is 2012.1.1 or later: 2012.1.0 has no switch for keys, so there ${without.key}.`;
    return { options: [], text };
  }
  const rule = rules.find(({ since, until }) => inRange(version, since, until)) ?? current;
  const options = [rule.own[item], rule.all].filter((each) => each !== undefined);
  return { options, text: [textOf(rule, item), rule.note].filter(Boolean).join(' ') };
}
