// How much is held of a cycle that has no end: lists keep their first and their latest entries.

/** Entries of one cycle. */
export const MOST_STEPS = 1000;
export const MOST_TRIES = 100;
export const MOST_FAILURES = 100;

/** Takes one out of the middle when there are too many, rather one that can be spared; tells how many it took. */
export function trim<Entry>(
  list: Entry[],
  most: number,
  isSpare: (entry: Entry) => boolean = () => true,
): number {
  if (list.length <= most) return 0;
  const middle = most >> 1;
  const spare = list.findIndex((entry, at) => at >= middle && isSpare(entry));
  list.splice(spare < 0 || spare === list.length - 1 ? middle : spare, 1);
  return 1;
}
