// What else could have delivered an injected item. With the compute log alone nothing settles it; evidence of
// the guest and of the metadata service does, item by item. In: a cycle and its proof. Out: verdicts.

import type { Cycle, Evidence, InjectItem, Redundancy } from '../model.ts';
import { keyAnswer } from './key.ts';
import { otherAnswer } from './other-items.ts';
import type { Proof } from './proved.ts';
import { remedyOf } from './remedy.ts';
import { settledBy, unsettledBy } from './settled-by.ts';
import type { Answer, Case } from './verdict.ts';

export type { InjectionCycle } from './injected.ts';
export { type Arrival, newProofs, type Proofs } from './proof.ts';

/** One verdict per item of an injection. */
export function redundancyOf(proof: Proof): readonly Redundancy[] {
  const { cycle, version } = proof.injection;
  if (cycle.purpose !== 'injection' && cycle.purpose !== 'config-drive') return [];
  if (cycle.items.length === 0 && cycle.purpose === 'injection') return itemUnknown(cycle, version);
  return cycle.items.map(({ item, evidence }) => {
    const given = caseOf(proof, item);
    const answer =
      (item === 'key' ? keyAnswer(given) : otherAnswer(given)) ?? unknown(given, proof.otherBoot);
    const { verdict, confidence } = answer;
    const settled = verdict === 'unknown' ? ` ${settledBy(item, cycle, version)}` : '';
    return {
      item,
      verdict,
      confidence,
      why: `${answer.why}${settled}`.trim(),
      remedy: remedyOf(verdict, item, version),
      evidence: distinct([...answer.evidence, ...evidence]),
    };
  });
}

/** Nearly always a key, which is no proof that it was one. */
function itemUnknown(cycle: Cycle, version: string | null): readonly Redundancy[] {
  const shown = cycle.steps.flatMap((step) => step.evidence);
  const evidence =
    shown.length > 0 ? shown.slice(0, 1) : cycle.attempts.flatMap((one) => one.evidence);
  if (evidence.length === 0) return [];
  const item = 'key';
  const why = `Which items were injected is not in this log, so whether a key was is open; look for “Injecting key into image …” (INFO, 2012.1 to 2013.2) or “Inject key …” (DEBUG, 2013.1 on). If one was: ${settledBy(item, cycle, version)}`;
  const verdict = 'unknown';
  return [
    {
      item,
      verdict,
      confidence: 'unknown',
      why,
      remedy: remedyOf(verdict, item, version),
      evidence,
    },
  ];
}

function caseOf({ injection, guest, served }: Proof, item: InjectItem): Case {
  const { cycle, key, version } = injection;
  return {
    cycle,
    item,
    version,
    key: key?.print ?? null,
    keyEvidence: key === null ? [] : [key.evidence],
    guest: guest?.guest.facts ?? null,
    link: guest?.link ?? null,
    byDirectory: guest?.guest.byDirectory ?? false,
    served,
  };
}

function unknown({ served, item }: Case, otherBoot: Evidence | null): Answer {
  const seen = otherBootSeen(otherBoot) ?? (item === 'key' ? unsettledBy(served) : null);
  const { why = '', evidence = [] } = seen ?? {};
  return { verdict: 'unknown', confidence: 'unknown', why, evidence };
}

/** What cloud-init does to keys it does once, at the first boot. */
function otherBootSeen(line: Evidence | null) {
  if (line === null) return null;
  const why =
    'What the guest tells is of a boot before this injection, or of one behind a later injection, so it does not count here; where the clocks of host and guest differ by a time zone, --tz sets the host’s.';
  return { why, evidence: [line] };
}

function distinct(all: readonly Evidence[]): readonly Evidence[] {
  const seen = new Map(all.map((one) => [`${one.source}:${one.line}`, one]));
  return [...seen.values()];
}
