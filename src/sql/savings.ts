// What the settings that switch injection off would have made of a cycle.

import type { Cycle } from '../model.ts';
import { decidedBy, type Hosts, readChange } from '../what-if/index.ts';
import type { SavingRow } from './rows.ts';

/** Each by the name it has today, and as it was called before. */
const SETTINGS = [
  ['libvirt.inject_partition=-2', 'libvirt_inject_partition=-2'],
  ['libvirt.inject_key=false', 'libvirt_inject_key=false'],
  ['libvirt.inject_password=false', 'libvirt_inject_password=false'],
  ['flat_injected=false'],
].map((names) => ({ name: names[0] ?? '', set: names.map(readChange) }));

/** @param hosts what is known of its host */
export const savingsOf = (hosts: Hosts, cycle: Cycle): readonly SavingRow[] =>
  SETTINGS.map(({ name, set }) => {
    const { fate, why } = decidedBy(hosts, cycle, { set, files: [] });
    return { cycle: cycle.id, setting: name, fate, why };
  });
