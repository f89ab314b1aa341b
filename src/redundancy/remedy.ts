// What to do about an item, per verdict: the release's own switch, what it takes away, and how to check that it
// worked. In: verdict and release. Out: sentences.

import type { InjectItem, RedundancyVerdict } from '../model.ts';
import { switchOff } from '../releases/index.ts';

const CHECK =
  'To check: boot an instance afterwards and run inject-trace verify-off BEFORE.log AFTER.log; neither the announcement nor the mounts may be there, and the item has to arrive all the same.';

const OTHERS: Readonly<Record<InjectItem, string>> = {
  key: 'Instances on these hosts whose image has no cloud-init lose their only key with it.',
  net: 'Instances that cannot use DHCP lose their network with it.',
  metadata: 'What reads /meta.js in a guest no longer finds it.',
  admin_password: 'Instances lose the password that the API returned for them.',
  files: 'Personality files of all instances without a config drive are lost with it.',
};

export function remedyOf(
  verdict: RedundancyVerdict,
  item: InjectItem,
  version: string | null,
): string {
  const { text } = switchOff(version, item);
  switch (verdict) {
    case 'unknown':
      return text;
    case 'needed':
      return `Leave it on for this image, or deliver the item otherwise first (cloud-init in the image, or a config drive). Then: ${text}`;
    case 'failed-harmful':
      return `The item did not reach the guest: repair the injection, or deliver the item otherwise (cloud-init in the image, or a config drive) and switch it off. ${text}`;
    default:
      return `${text} ${OTHERS[item]} ${CHECK}`;
  }
}
