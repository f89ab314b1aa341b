// What a kind of evidence answers, and the case it judges. Types only, and how an answer takes on the doubt of
// the link by which its evidence is this instance's.

import type { GuestFacts } from '../evidence/index.ts';
import type { KeyPrint } from '../key-print.ts';
import type { Cycle, Evidence, InjectItem, RedundancyVerdict } from '../model.ts';
import type { Link } from './link.ts';
import type { Served } from './requests.ts';

export interface Answer {
  readonly verdict: RedundancyVerdict;
  readonly confidence: 'certain' | 'likely' | 'unknown';
  readonly why: string;
  readonly evidence: readonly Evidence[];
}

export interface Case {
  readonly cycle: Cycle;
  readonly item: InjectItem;
  readonly version: string | null;
  readonly key: KeyPrint | null;
  readonly keyEvidence: readonly Evidence[];
  readonly guest: GuestFacts | null;
  readonly link: Link | null;
  readonly byDirectory: boolean;
  readonly served: Served;
}

/** The first that can tell decides. */
export type Kind = (given: Case) => Answer | null;

/** For kinds that judge what the guest tells of itself. */
export const fromGuest =
  (judge: (guest: GuestFacts, given: Case) => Answer | null): Kind =>
  (given) => {
    if (given.guest === null || given.link === null) return null;
    const answer = judge(given.guest, given);
    return answer === null ? null : withLink(answer, given, given.link);
  };

function withLink(answer: Answer, given: Case, link: Link): Answer {
  const evidence = [...answer.evidence, ...link.evidence];
  // A file without identity counts by where it lies.
  const isPlaced =
    given.byDirectory &&
    answer.evidence.some(({ source }) =>
      given.guest?.entries.some((entry) => entry.evidence.source === source),
    );
  const isSure = link.confidence === 'certain' && !isPlaced;
  const confidence = isSure || answer.confidence === 'unknown' ? answer.confidence : 'likely';
  const why = `${answer.why} The guest is linked to the instance ${link.text}.`;
  // Another guest may have booted at that moment with the same user's key.
  const isProof = link.by !== 'boot-time' || given.served.fetched?.by === 'guest';
  if (answer.verdict === 'redundant' && !isProof) {
    const doubt = `${why} That is no proof that it is this instance.`;
    return { verdict: 'likely-redundant', confidence, why: doubt, evidence };
  }
  return { ...answer, confidence, why, evidence };
}
