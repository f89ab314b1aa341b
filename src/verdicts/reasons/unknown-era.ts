// Lines that fit several ways of choosing, as the release is not known: only what holds in all of them is
// said. In: a case. Out: the reason.

import type { Reason } from '../../model.ts';
import { selectionRules } from '../../releases/index.ts';
import { type Case, citing, localHandlers, ruleOut, unknownReason } from './case.ts';
import { localReason } from './local-vfs.ts';

const SETTLED_BY = 'the release: give it with --release';

export function unknownEraReason(given: Case): Reason {
  const { cycle, handler, around } = given;
  const fits = selectionRules.some(({ since, until }) =>
    around.mayBe(cycle.host, since, until ?? 'master', cycle.firstEvidence),
  );
  if (!fits) {
    return unknownReason(
      given,
      'These lines are of a Nova before 2012.1, and how that chooses is not known here.',
      'the code of that release',
    );
  }
  if (handler === 'guestfs') {
    const lines = cycle.primaryEvidence === null ? [] : [cycle.primaryEvidence];
    return {
      rule: null,
      text: 'libguestfs was at work; from 2013.1 on no release falls back from it.',
      confidence: 'likely',
      basis: 'observed',
      settledBy: SETTLED_BY,
      ruledOut: ruleOut(
        given,
        localHandlers(given),
        'not considered once libguestfs is chosen',
        lines,
      ),
      evidence: citing(given, ...lines, ...given.cite),
    };
  }
  if (handler !== null || cycle.vfs === 'vfs-localfs') {
    const reason = localReason(given, null, cycle.primaryEvidence);
    return { ...reason, settledBy: reason.settledBy ?? SETTLED_BY };
  }
  return unknownReason(
    given,
    'No line of this capture shows how the image was opened.',
    'the DEBUG lines of nova.virt.disk',
  );
}
