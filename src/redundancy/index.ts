// What else could have delivered an injected item. With the compute log alone nothing settles it: each
// kind of evidence is a file here and a line in `kinds`; the first that can tell decides.

import type { Cycle, InjectItem, Redundancy } from '../model.ts';
import { switchOff } from '../releases/index.ts';

export type RedundancyKind = (
  cycle: Cycle,
  item: InjectItem,
) => Pick<Redundancy, 'verdict' | 'confidence' | 'why' | 'evidence'> | null;

const kinds: readonly RedundancyKind[] = [];

/** What would settle it, per item; nova-compute's log never shows what runs in the guest. */
const SETTLED_BY: Readonly<Record<InjectItem, string>> = {
  key: 'The metadata service offers the same key to cloud-init; whether this guest fetched and installed it is not in this log. The guest console (cloud-init prints its authorized keys) or the metadata access log would settle it.',
  net: 'DHCP or cloud-init may configure the same network; the guest console would settle it.',
  metadata:
    'The metadata service offers the same metadata from 2012.2 on; whether this guest reads it is not in this log. The metadata access log would settle it.',
  admin_password:
    'No metadata service carries the password; only a config drive would, and with one Nova does not inject. Whether it is used in the guest is not in this log.',
  files:
    'No metadata service carries personality files; only a config drive would, and with one Nova does not inject. Whether the guest needs them is not in this log.',
};

/** One verdict per item of an injection.
 *  @param version of the host's Nova, null when not known */
export function redundancyOf(cycle: Cycle, version: string | null): readonly Redundancy[] {
  if (cycle.purpose !== 'injection' && cycle.purpose !== 'config-drive') return [];
  return cycle.items.map(({ item, evidence }) => {
    for (const kind of kinds) {
      const settled = kind(cycle, item);
      if (settled !== null) return { item, remedy: switchOff(version, item).text, ...settled };
    }
    return {
      item,
      verdict: 'unknown',
      confidence: 'unknown',
      why: SETTLED_BY[item],
      remedy: switchOff(version, item).text,
      evidence,
    };
  });
}
