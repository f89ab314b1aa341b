// In: what a cycle left behind. Out: names of it in a row, `/dev/nbd13 (likely)` where no line proves it.

import type { Cycle } from '../model.ts';

export const leftNames = (left: Cycle['leftBehind']): readonly string[] =>
  Object.values(left).flatMap((kind) =>
    kind.map(({ name, proof }) => (proof === 'likely' ? `${name} (likely)` : name)),
  );
