// What may be met on every line of a log that somebody wrote for that. In: one after the other. Out: the first ones
// and how many more there were, or the latest.

/** More than anybody reads, and no load. */
export const MOST = 10_000;

/** Takes one more, unless there are that many. @returns 1 for what is only to be counted, else 0 */
export function note<Item>(noted: Item[], item: Item): 0 | 1 {
  if (noted.length >= MOST) return 1;
  noted.push(item);
  return 0;
}

/** Adds one more value, unless there are that many. @returns whether it is among them */
export function addFew<Value>(values: Set<Value>, value: Value, most = MOST): boolean {
  if (values.size < most) values.add(value);
  return values.has(value);
}

/** The oldest when there are too many; it is taken out. */
export function takeOldest<Key>(
  held: { readonly size: number; keys(): Iterator<Key>; delete(key: Key): boolean },
  most: number,
): Key | null {
  if (held.size <= most) return null;
  const { value, done } = held.keys().next();
  if (done) return null;
  held.delete(value);
  return value;
}

/** The oldest when there are too many, and one more while there still are, as an earlier version held more. */
export function takeOldestTwo<Key>(
  held: { readonly size: number; keys(): Iterator<Key>; delete(key: Key): boolean },
  most: number,
): readonly Key[] {
  return [takeOldest(held, most), takeOldest(held, most)].flatMap((key) => key ?? []);
}
