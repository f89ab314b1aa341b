// From 23.0.0 on: libguestfs and nothing else injects. In: a case. Out: the reason.

import type { Reason } from '../../model.ts';
import { type Case, citing, localHandlers, ruleOut, unknownReason } from './case.ts';

const RULE = 'guestfs-only';
const LEFT = 'containers and resize_fs_using_block_device';

/** @param injects the image was opened to write into it, or might have been for a check of its size */
export function guestfsOnlyReason(given: Case, injects: boolean): Reason {
  const { cycle, handler, opened } = given;
  if (handler === null && cycle.vfs === null && !injects) {
    return unknownReason(
      given,
      'No line of this capture shows how the image was opened.',
      'the DEBUG lines of nova.virt.disk',
    );
  }
  if (handler !== null && handler !== 'guestfs') return unexpected(given);
  const primary = cycle.primaryEvidence === null ? [] : [cycle.primaryEvidence];
  const failure = cycle.failures.find(({ error }) => /libguestfs is not installed/.test(error));
  const isShown = handler !== null || primary.length > 0;
  const missing =
    failure === undefined
      ? ''
      : '; python-guestfs could not be imported, and there is nothing to fall back to';
  const ended =
    missing === '' && opened === null && given.attempts.at(-1)?.outcome === 'failed'
      ? '; it failed, and there is nothing to fall back to'
      : '';
  const hidden = isShown ? '' : ', though no line of this capture shows it';
  return {
    rule: RULE,
    text: `This release injects with libguestfs (VFSGuestFS) only${hidden}${missing}${ended}.`,
    confidence: isShown ? 'certain' : 'likely',
    basis: isShown ? 'observed' : 'release',
    settledBy: isShown
      ? null
      : 'the DEBUG line "Using primary VFSGuestFS" of nova.virt.disk.vfs.api',
    ruledOut: ruleOut(
      given,
      localHandlers(given),
      `no longer injects: from 23.0.0 on only ${LEFT} use it`,
      primary,
    ),
    evidence: citing(
      given,
      ...primary,
      ...given.cite,
      ...(failure === undefined ? [] : [failure.evidence]),
    ),
  };
}

/** A host's own handler at work in a release that injects with none of them. */
function unexpected(given: Case): Reason {
  const { handler } = given;
  return {
    rule: null,
    text: `${handler} opened the image, which in this release only ${LEFT} use; what for does not show.`,
    confidence: 'unknown',
    basis: 'absence',
    settledBy:
      'the line "Instance for format image=… mountdir=…" (DEBUG) before it, or the version of the service',
    ruledOut: ruleOut(given, ['guestfs'], `${handler} opened the image`),
    evidence: given.cite,
  };
}
