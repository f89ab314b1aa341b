// How sure a claim is and what it rests on, in words.

import type { Basis, Confidence } from '../model.ts';

const basisTexts = {
  observed: 'seen in the log',
  absence: 'from the absence of lines',
  config: 'from the configuration',
  release: 'from how this release works',
} as const satisfies Record<Basis, string>;

export function assurance(confidence: Confidence, basis: Basis): string {
  return confidence === 'unknown' ? 'not known' : `${confidence}, ${basisTexts[basis]}`;
}
