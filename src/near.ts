// Did you mean. In: a name that nobody knows, and those that are known. Out: the one that it is a slip of
// the pen of.

const MAX_EDITS = 2;
const LETTERS_PER_EDIT = 3;

/** The nearest of the known, null when none is near; of equally near ones the first. The shorter the name,
 *  the nearer it has to be. */
export function nearest<Known>(
  given: string,
  known: readonly Known[],
  nameOf: (one: Known) => string,
): Known | null {
  const most = Math.min(MAX_EDITS, Math.floor(given.length / LETTERS_PER_EDIT));
  const [best] = known
    .map((one) => ({ one, edits: edits(given, nameOf(one)) }))
    .filter(({ edits }) => edits <= most)
    .sort((one, other) => one.edits - other.edits);
  return best?.one ?? null;
}

/** What an error line ends with; nothing when no name is near. */
export function didYouMean(given: string, known: readonly string[]): string {
  const meant = nearest(given, known, (name) => name);
  return meant === null ? '' : `; did you mean ${meant}?`;
}

/** Letters to put in, leave out, change or swap with the next to make one text the other. */
function edits(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > MAX_EDITS) return Infinity;
  let above: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped =
        i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (above[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    above = row;
    row = next;
  }
  return row[other.length] ?? Infinity;
}
