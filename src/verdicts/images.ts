// How much of the injecting was needed, per image. In: injections with their verdicts. Out: a row for each image,
// the one with the most injections first.

import type { Cycle, ImageRedundancy, RedundancyVerdict } from '../model.ts';

export function byImage(injections: readonly Cycle[]): readonly ImageRedundancy[] {
  const images = new Map<string | null, Cycle[]>();
  for (const cycle of injections) {
    const own = images.get(cycle.image.id) ?? [];
    images.set(cycle.image.id, [...own, cycle]);
  }
  return [...images]
    .map(([image, own]) => rowOf(image, own))
    .sort((a, b) => b.injections - a.injections || ((a.image ?? '') < (b.image ?? '') ? -1 : 1));
}

function rowOf(image: string | null, own: readonly Cycle[]): ImageRedundancy {
  const of = (verdict: Judged) => own.filter((cycle) => judgedAs(cycle) === verdict);
  const redundant = of('redundant');
  const spent = redundant.map(({ durationMs }) => durationMs).filter((ms) => ms !== null);
  return {
    image,
    injections: own.length,
    redundant: redundant.length,
    likelyRedundant: of('likely-redundant').length,
    conflicting: of('conflicting').length,
    needed: of('needed').length,
    unknown: of('unknown').length,
    secondsSaved: spent.length === 0 ? null : spent.reduce((sum, ms) => sum + ms, 0) / 1000,
  };
}

type Judged = 'redundant' | 'likely-redundant' | 'conflicting' | 'needed' | 'unknown';

const AS = {
  redundant: 'redundant',
  'failed-harmless': 'redundant',
  'likely-redundant': 'likely-redundant',
  conflicting: 'conflicting',
  needed: 'needed',
  'failed-harmful': 'needed',
  unknown: 'unknown',
} as const satisfies Record<RedundancyVerdict, Judged>;

/** One item that is needed keeps the whole injection; what is open is stronger than what is redundant. */
const STRONGEST: readonly Judged[] = [
  'needed',
  'conflicting',
  'unknown',
  'likely-redundant',
  'redundant',
];

export function judgedAs({ redundancy }: Cycle): Judged {
  const found = new Set(redundancy.map(({ verdict }) => AS[verdict]));
  return STRONGEST.find((verdict) => found.has(verdict)) ?? 'unknown';
}
