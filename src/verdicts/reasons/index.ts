// Why this handler: from the lines first, then the options in force, then the release's defaults. In: a
// cycle. Out: the reason, by the way its release chooses; one file beside this for each.

import type { CycleTrace } from '../../cycles/trace.ts';
import type { Attempt, Purpose, Reason } from '../../model.ts';
import { type SelectionRuleId, selectionRule, selectionRules } from '../../releases/index.ts';
import type { Opened } from '../attempts.ts';
import type { Surroundings } from '../surroundings.ts';
import { formatReason, isByFormat } from './by-format.ts';
import { type Case, caseOf, unknownReason } from './case.ts';
import { guestfsOnlyReason } from './guestfs-only.ts';
import { type Choice, imgHandlersReason } from './img-handlers.ts';
import { unknownEraReason } from './unknown-era.ts';
import { vfsCapabilityReason } from './vfs-capability.ts';
import { vfsImportReason } from './vfs-import.ts';

/** The reason for the handler of one cycle, or why nothing can be said. */
export function reasonOf(
  cycle: CycleTrace,
  opened: Opened | null,
  attempts: readonly Attempt[],
  around: Surroundings,
  purpose: Purpose,
): Choice {
  const given = caseOf(cycle, opened, attempts, around);
  const era = eraOf(given);
  const listed = era === 'img-handlers' ? listedChoice(given) : null;
  if (isByFormat(purpose) && attempts.length > 0) {
    return {
      attempts: listed?.attempts ?? attempts,
      reason: formatReason(given, purpose, listed?.reason ?? null),
    };
  }
  return listed ?? { attempts, reason: vfsReason(given, era, purpose) };
}

/** How the release chooses; null when the lines fit several ways. */
function eraOf({ cycle, around, version }: Case): SelectionRuleId | null {
  if (version !== null) return selectionRule(version)?.id ?? null;
  const isVfs = cycle.vfs !== null || cycle.requestEvidence !== null;
  const fitting = selectionRules.filter(
    ({ id, since, until }) =>
      !(isVfs && id === 'img-handlers') &&
      around.mayBe(cycle.host, since, until ?? 'master', cycle.firstEvidence),
  );
  const [first, ...others] = fitting;
  // Bare commands are Essex's or Folsom's as far as they can be: later ones mount elsewhere.
  if (first === undefined || first.id === 'img-handlers') return first?.id ?? null;
  return others.length === 0 ? first.id : null;
}

/** Without an attempt the list alone can still say why there was none. */
function listedChoice(given: Case): Choice {
  const isTold = given.cycle.failures.some(({ error }) => NOTHING_TRIED.test(error));
  if (given.attempts.length > 0 || isTold) return imgHandlersReason(given);
  const settledBy =
    'the commands, which this release logs at DEBUG: losetup is loop, qemu-nbd is nbd, guestmount is guestfs';
  const text = 'No line of this capture shows how the image was opened.';
  return { attempts: [], reason: unknownReason(given, text, settledBy) };
}

const NOTHING_TRIED =
  /no capable image handler configured|unknown disk image handler: |no disk image handler for: /;

function vfsReason(given: Case, era: SelectionRuleId | null, purpose: Purpose): Reason {
  switch (era) {
    case 'vfs-import':
      return vfsImportReason(given);
    case 'vfs-capability':
      return vfsCapabilityReason(given);
    case 'guestfs-only':
      return guestfsOnlyReason(given, purpose === 'injection');
    default:
      return unknownEraReason(given);
  }
}
