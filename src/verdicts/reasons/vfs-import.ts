// 2013.1 to 2014.1: VFSGuestFS where python-guestfs can be imported, with no way back from it, else
// VFSLocalFS; either line is printed after the import and proves it. In: a case. Out: the reason.

import type { Reason } from '../../model.ts';
import { type Case, citing, localHandlers, ruleOut, unknownReason } from './case.ts';
import { localReason } from './local-vfs.ts';

const RULE = 'vfs-import';

export function vfsImportReason(given: Case): Reason {
  const { cycle, handler, opened } = given;
  if (handler === null && cycle.vfs === null) {
    return unknownReason(
      given,
      'No line of this capture shows how the image was opened.',
      'the DEBUG lines of nova.virt.disk.vfs.api: "Using primary VFSGuestFS" or "Falling back to VFSLocalFS"',
    );
  }
  if ((handler ?? 'guestfs') !== 'guestfs' || cycle.vfs === 'vfs-localfs')
    return localReason(given, RULE);
  const chosen =
    cycle.vfs === 'vfs-guestfs' && cycle.vfsEvidence !== null ? [cycle.vfsEvidence] : [];
  const ended = opened === null && given.attempts.at(-1)?.outcome === 'failed';
  const failed = ended ? '; it failed, and Nova does not fall back from it' : '';
  return {
    rule: RULE,
    text: `python-guestfs could be imported, so Nova opens the image with libguestfs (VFSGuestFS)${failed}.`,
    confidence: 'certain',
    basis: 'observed',
    settledBy: null,
    ruledOut: ruleOut(
      given,
      localHandlers(given),
      'not considered: python-guestfs could be imported, and Nova does not fall back from it',
      chosen,
    ),
    evidence: citing(given, ...chosen, ...given.cite),
  };
}
