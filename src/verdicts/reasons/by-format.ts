// Images opened for no injection: the root of an LXC container, and a disk whose file system is grown. The
// host's own handlers open them, whatever libguestfs can do. In: a case, and what the list of 2012.x says.
// Out: the reason.

import type { Purpose, Reason } from '../../model.ts';
import { type Case, citing, handlerText, ruleOut } from './case.ts';
import { localFormat } from './local-format.ts';

const USES = {
  'container-rootfs': {
    text: 'The image is mounted as the root of an LXC container, on the host and whatever is injected',
    guestfs: 'a container needs its root mounted on the host',
  },
  'filesystem-resize': {
    text: 'The file system of the image is grown on the host, through a device and without mounting it',
    guestfs: 'the file system is grown by commands of the host',
  },
} as const;

export type ByFormat = keyof typeof USES;

export const isByFormat = (purpose: Purpose): purpose is ByFormat => purpose in USES;

/** @param listed the reason by img_handlers where the release chooses by that, else null */
export function formatReason(given: Case, purpose: ByFormat, listed: Reason | null): Reason {
  const { text, guestfs } = USES[purpose];
  const never = ruleOut(given, ['guestfs'], guestfs);
  if (listed !== null) {
    const others = listed.ruledOut.filter(
      ({ handler, why }) => handler !== 'guestfs' || /failed/.test(why),
    );
    const isTold = others.some(({ handler }) => handler === 'guestfs');
    return {
      ...listed,
      rule: purpose,
      text: `${text}. ${listed.text}`,
      ruledOut: isTold ? others : [...others, ...never],
    };
  }
  const format = localFormat(given);
  const { openingEvidence } = given.cycle;
  const isCertain = openingEvidence !== null && format.settledBy === null;
  return {
    rule: purpose,
    text: `${text}${format.text === '' ? '' : `; ${format.text}`}${handlerText(given)}.`,
    confidence: isCertain ? 'certain' : 'likely',
    basis: isCertain ? 'observed' : 'release',
    settledBy: isCertain
      ? null
      : (format.settledBy ?? 'the line "Instance for format …" (DEBUG) just before it'),
    ruledOut: [...format.ruledOut, ...never],
    evidence: citing(given, ...given.cite, ...format.evidence),
  };
}
