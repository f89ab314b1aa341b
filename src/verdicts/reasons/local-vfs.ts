// 2013.1 to 22: VFSLocalFS, which opens the image with one of the host's own handlers after python-guestfs
// could not be imported. In: a case and what its era says of the import. Out: the reason.

import type { Evidence, Reason } from '../../model.ts';
import { localHandlerWorks, type SelectionRuleId } from '../../releases/index.ts';
import { type Case, citing, handlerText, ruleOut } from './case.ts';
import { localFormat } from './local-format.ts';

/** @param primary the line that named VFSGuestFS before, where that says nothing */
export function localReason(
  given: Case,
  rule: SelectionRuleId | null,
  primary: Evidence | null = null,
): Reason {
  const { cycle, version } = given;
  const fallback = cycle.vfs === 'vfs-localfs' ? cycle.vfsEvidence : null;
  const format = localFormat(given);
  const lines = fallback === null ? [] : [...(primary === null ? [] : [primary]), fallback];
  const isCertain = fallback !== null && format.settledBy === null;
  const works = version === null ? null : localHandlerWorks(version);
  const seen =
    fallback === null
      ? 'Nova opened the image on the host (VFSLocalFS), as it does only when python-guestfs cannot be imported'
      : 'python-guestfs could not be imported, so Nova falls back to VFSLocalFS';
  const note = fallback !== null && primary !== null ? ` (${PRIMARY})` : '';
  const broken =
    works === false ? '; in 17 to 22 VFSLocalFS is broken, so nothing is injected through it' : '';
  const why =
    fallback === null
      ? 'python-guestfs cannot be imported, or Nova would not open the image on the host'
      : 'python-guestfs could not be imported';
  return {
    rule,
    text: `${seen}${note}${format.text === '' ? '' : `; ${format.text}`}${handlerText(given)}${broken}.`,
    confidence: isCertain ? 'certain' : 'likely',
    basis: fallback === null ? 'release' : isCertain ? 'observed' : 'config',
    settledBy:
      fallback === null
        ? 'the line with which nova.virt.disk.vfs.api falls back to VFSLocalFS, just before it in the request'
        : format.settledBy,
    ruledOut: [...ruleOut(given, ['guestfs'], why, lines), ...format.ruledOut],
    evidence: citing(given, ...lines, ...given.cite, ...format.evidence),
  };
}

const PRIMARY =
  '"Using primary VFSGuestFS" is printed before the import is tried and proves nothing';
