// In: two lists and what makes their members alike. Out: the pairs of a longest common subsequence, in
// order, with those that only one list has in between.

export type Pair<T> =
  | { readonly a: T; readonly b: T }
  | { readonly a: T; readonly b: null }
  | { readonly a: null; readonly b: T };

export function align<T>(
  a: readonly T[],
  b: readonly T[],
  keyOf: (value: T, side: 'a' | 'b') => string,
): readonly Pair<T>[] {
  const [left, right] = [a.map((value) => keyOf(value, 'a')), b.map((value) => keyOf(value, 'b'))];
  // Both ends are alike as a rule, and the table grows with the product of what lies between.
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && left[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && left.at(-1 - tail) === right.at(-1 - tail)) tail += 1;
  const inner = { a: left.slice(head, a.length - tail), b: right.slice(head, b.length - tail) };
  const lengths = commonLengths(inner.a, inner.b);
  const pairs: Pair<T>[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [one, other] = [a[i], b[j]];
    const skipA = lengths[i + 1 - head]?.[j - head] ?? -1;
    const skipB = lengths[i - head]?.[j + 1 - head] ?? -1;
    if (one !== undefined && other !== undefined && left[i] === right[j]) {
      pairs.push({ a: one, b: other });
      i += 1;
      j += 1;
    } else if (one !== undefined && (other === undefined || skipA >= skipB)) {
      pairs.push({ a: one, b: null });
      i += 1;
    } else if (other !== undefined) {
      pairs.push({ a: null, b: other });
      j += 1;
    }
  }
  return pairs;
}

/** `[i][j]`: length of the longest common subsequence of what follows i and j. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly Uint32Array[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const [row, below] = [lengths[i], lengths[i + 1]];
    if (row === undefined || below === undefined) continue;
    for (let j = b.length - 1; j >= 0; j -= 1) {
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}
