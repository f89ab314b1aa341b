// 2014.2 to 22: as before, but "Using primary VFSGuestFS" is printed before the import is tried and so
// proves nothing, and libguestfs is tested once per process, with no way back when that fails. In: a case.
// Out: the reason.

import type { Reason } from '../../model.ts';
import { type Case, citing, localHandlers, ruleOut, unknownReason } from './case.ts';
import { localReason } from './local-vfs.ts';

const RULE = 'vfs-capability';

/** What the test of libguestfs raises when it fails (nova/virt/disk/vfs/guestfs.py). */
const UNUSABLE =
  /libguestfs installed but not usable|Libguestfs does not have permission to read host kernel|Please change permissions on \S+ to 0x644/;

export function vfsCapabilityReason(given: Case): Reason {
  const { cycle, handler } = given;
  const isLocal = handler !== null ? handler !== 'guestfs' : cycle.vfs === 'vfs-localfs';
  if (isLocal) return localReason(given, RULE, cycle.primaryEvidence);
  if (handler === null) return undecided(given);
  const primary = cycle.primaryEvidence === null ? [] : [cycle.primaryEvidence];
  const failure = cycle.failures.find(({ error }) => UNUSABLE.test(error));
  const error = given.attempts.at(-1)?.error ?? '';
  const isUnusable = failure !== undefined || UNUSABLE.test(error);
  const lines = [...primary, ...given.cite, ...(failure === undefined ? [] : [failure.evidence])];
  const shown = isUnusable
    ? 'python-guestfs could be imported, but the test of libguestfs failed; Nova does not fall back from that, so the attempt failed'
    : 'python-guestfs could be imported, as no fallback follows and libguestfs was at work, so Nova opens the image with it (VFSGuestFS)';
  return {
    rule: RULE,
    text: `${shown}.`,
    confidence: 'certain',
    basis: 'observed',
    settledBy: null,
    ruledOut: ruleOut(
      given,
      localHandlers(given),
      `not considered: python-guestfs could be imported, and Nova does not fall back ${isUnusable ? 'when the test of libguestfs fails' : 'from it'}`,
      [...given.cite, ...(failure === undefined ? [] : [failure.evidence])],
    ),
    evidence: citing(given, ...lines),
  };
}

/** Neither the fallback nor the appliance shows. */
function undecided(given: Case): Reason {
  const { primaryEvidence } = given.cycle;
  const reason = unknownReason(
    given,
    'No line of this capture shows how the image was opened.',
    'the lines after it in its request: "Unable to import guestfs, falling back to VFSLocalFS" (INFO) or "Setting up appliance for …" (DEBUG)',
  );
  if (primaryEvidence === null) return reason;
  return {
    ...reason,
    text: 'No line of this capture shows how the image was opened: "Using primary VFSGuestFS" is printed before the import is tried in this release and proves nothing.',
    evidence: [primaryEvidence],
  };
}
