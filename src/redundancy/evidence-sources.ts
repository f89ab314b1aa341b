// Whose a file of evidence is, for the report. In: a file, the guests with their links, and what was proved. Out:
// the instances it tells of and how it was linked to them, or why it is linked to none.

import type { EvidenceFile } from '../evidence/index.ts';
import type { EvidenceSource } from '../model.ts';
import { labelOf } from './injected.ts';
import { isLink } from './link.ts';
import type { LinkedGuest, Proof } from './proved.ts';

export function sourceOf(
  { kind, facts }: EvidenceFile,
  all: readonly LinkedGuest[],
  proofs: readonly Proof[],
): EvidenceSource {
  if (kind === 'metadata-log') return metadataSource(facts, proofs);
  const own = all.filter(({ guest }) => guest.parts.some((part) => facts.guests.includes(part)));
  const links = own.map(({ linked }) => linked).filter(isLink);
  if (links.length > 0) {
    const isSure = links.every(({ confidence }) => confidence === 'certain');
    const texts = [...new Set(links.map(({ text }) => `linked ${text}`))];
    return {
      kind,
      instances: links.map(({ instance }) => labelOf(instance)),
      confidence: isSure ? 'certain' : 'likely',
      why: texts.join('; '),
    };
  }
  const whys = own.flatMap(({ linked }) => (isLink(linked) ? [] : [linked.why]));
  const why = whys[0] ?? 'nothing in it was recognised';
  return { kind, instances: [], confidence: 'unknown', why };
}

function metadataSource(facts: EvidenceFile['facts'], proofs: readonly Proof[]): EvidenceSource {
  const kind = 'metadata-log';
  const own = new Set(facts.requests);
  const served = proofs.flatMap(({ injection, served: { all } }) =>
    all.filter(({ request }) => own.has(request)).map((one) => ({ injection, one })),
  );
  const instances = [...new Set(served.map(({ injection }) => labelOf(injection.cycle.instance)))];
  if (instances.length > 0) {
    const isSure = served.every(({ one }) => one.confidence === 'certain');
    const why = [...new Set(served.map(({ one }) => one.text))].join('; ');
    return { kind, instances, confidence: isSure ? 'certain' : 'likely', why };
  }
  const why =
    facts.requests.length === 0
      ? 'it shows no request for metadata'
      : 'no request in it is surely of an instance of the logs, after it was injected into';
  return { kind, instances, confidence: 'unknown', why };
}
