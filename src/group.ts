// In: values and what they are grouped by. Out: the groups, each in the order of its first value.
// (`Map.groupBy` came with Node 21.)

export function groupBy<T, Key = string>(
  values: Iterable<T>,
  keyOf: (value: T) => Key,
): ReadonlyMap<Key, readonly [T, ...T[]]> {
  const groups = new Map<Key, [T, ...T[]]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}
