// Which option keeps which item from being injected, per release.
// Source: nova/virt/libvirt/{connection,driver}.py, nova/virt/configdrive.py and their options, 2012.1 to
// master.

import type { OptionName } from './options.ts';
import { inRange, mayBeInRange } from './releases.ts';
import type { SwitchItem } from './switch-off.ts';
import { booleanOf } from './values.ts';

/** The values that close a gate. `set`: any text, even False; `always`: that word or a true one. */
export type Closing = 'false' | 'true' | 'set' | 'always' | '-2';

export interface Gate {
  readonly since: string;
  /** Inclusive, null while it is current. */
  readonly until: string | null;
  readonly option: OptionName;
  /** The items kept out; null for all of them. */
  readonly items: readonly SwitchItem[] | null;
  readonly closedBy: Closing;
  /** Where the option alone does not settle it. */
  readonly unless?: string;
}

const named = (name: string, group = 'DEFAULT'): OptionName => ({ group, name });
const key = { items: ['key'], closedBy: 'false' } as const;
const password = { items: ['admin_password'], closedBy: 'false' } as const;
const all = { items: null } as const;
const drive = { option: named('force_config_drive'), ...all } as const;

const gates: readonly Gate[] = [
  { since: '2012.1.1', until: '2013.2', option: named('libvirt_inject_key'), ...key },
  { since: '2014.1', until: null, option: named('inject_key', 'libvirt'), ...key },
  { since: '2012.1', until: '2013.2', option: named('libvirt_inject_password'), ...password },
  { since: '2014.1', until: null, option: named('inject_password', 'libvirt'), ...password },
  {
    since: '2012.1',
    until: null,
    option: named('flat_injected'),
    items: ['net'],
    closedBy: 'false',
    unless: 'with nova-network it is the setting of that service, kept with each network',
  },
  {
    since: '2013.1',
    until: '2013.2',
    option: named('libvirt_inject_partition'),
    ...all,
    closedBy: '-2',
  },
  {
    since: '2014.1',
    until: null,
    option: named('inject_partition', 'libvirt'),
    ...all,
    closedBy: '-2',
  },
  { since: '2012.2', until: '2014.1', ...drive, closedBy: 'set' },
  { since: '2014.2', until: '12', ...drive, closedBy: 'always' },
  { since: '13.0.0', until: '19', ...drive, closedBy: 'true' },
  {
    since: '20.0.0',
    until: null,
    ...drive,
    closedBy: 'true',
    unless: 'it holds only for instances that were never started before',
  },
];

/** The gates of a version. Where that is a bare series, `certain` is false for those that only some of
 *  its points have. */
export function gatesOf(version: string): readonly (Gate & { readonly certain: boolean })[] {
  return gates
    .filter(({ since, until }) => mayBeInRange(version, since, until))
    .map((gate) => ({ ...gate, certain: inRange(version, gate.since, gate.until) }));
}

/** Whether a value keeps the gate's items out. */
export function isClosed({ closedBy }: Gate, value: string): boolean {
  const isNone = value === '' || value === 'None';
  switch (closedBy) {
    case 'false':
      return booleanOf(value) !== true;
    case 'true':
      return booleanOf(value) === true;
    case 'set':
      return !isNone;
    case 'always':
      return booleanOf(value) === true || value.toLowerCase() === 'always';
    case '-2':
      return Number(value) === -2;
  }
}
