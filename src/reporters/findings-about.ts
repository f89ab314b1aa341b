// In: the findings of a report. Out: for each cycle the ids of those about it, in their order. Asked for each
// of many cycles, some findings being about most of them.

import type { Finding } from '../model.ts';

export function findingsAbout(
  findings: readonly Finding[],
): (cycle: { readonly id: string }) => readonly string[] {
  const byCycle = new Map<string, string[]>();
  for (const { id, cycles } of findings) {
    for (const cycle of cycles) {
      const known = byCycle.get(cycle);
      if (known === undefined) byCycle.set(cycle, [id]);
      else known.push(id);
    }
  }
  return ({ id }) => byCycle.get(id) ?? [];
}
