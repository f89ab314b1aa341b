// Which instance a guest is. In: a guest, the instances, the addresses the metadata log knows. Out: the surest
// link there is, or why there is none.

import type { AddressOwner } from '../evidence/index.ts';
import { byAddress, byBootTime, byHostname, byKey } from './guessed-links.ts';
import type { Guest } from './guests.ts';
import type { InjectedInstance } from './injected.ts';
import type { Linked } from './link.ts';
import { byEc2Id, byPath, byUuid, isOther } from './named-links.ts';

export function linkGuest(
  guest: Guest,
  instances: readonly InjectedInstance[],
  owners: readonly AddressOwner[],
): Linked {
  const open = instances.filter((instance) => !isOther(guest, instance));
  for (const attempt of [byUuid, byEc2Id, byPath, byAddress, byHostname, byKey, byBootTime]) {
    const linked = attempt(guest, attempt === byEc2Id ? instances : open, owners);
    if (linked !== null) return linked;
  }
  return { why: 'no instance of the logs fits it: it shows no identity that they know' };
}
