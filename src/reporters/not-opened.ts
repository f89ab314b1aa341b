// Whether no handler opened the image of a cycle. In: a cycle of the report. Out: true when each that was
// asked failed, false when one opened it or it does not show.

import type { Cycle } from '../model.ts';

export const isNotOpened = ({ handler, attempts }: Cycle): boolean =>
  handler === null &&
  attempts.length > 0 &&
  attempts.every(({ outcome }) => outcome === 'failed' || outcome === 'skipped');
