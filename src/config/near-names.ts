// Did you mean. In: an option name that nobody knows. Out: the one of the release that it is a slip of
// the pen of, or that stands in another section.

import { type OptionName, optionsOf } from '../releases/index.ts';

/** Shorter names are near to too many others; those that are one word are names in other groups. */
const MIN_LENGTH = 8;
const MAX_EDITS = 2;

/** The option of the release that the name is nearest to, null when none is near. */
export function nearestOption(version: string, { group, name }: OptionName): OptionName | null {
  const all = optionsOf(version);
  // What other sections have is not known here.
  if (name.length < MIN_LENGTH || !all.some((option) => option.group === group)) return null;
  const given = name.toLowerCase().replaceAll('-', '_');
  const near = all
    .filter((option) => option.name.length >= MIN_LENGTH && option.name.includes('_'))
    .map((option) => ({ option, edits: edits(given, option.name) }))
    .filter(({ edits }) => edits <= MAX_EDITS)
    .sort(
      (one, other) =>
        one.edits - other.edits ||
        Number(other.option.group === group) - Number(one.option.group === group),
    );
  const [best] = near;
  return best === undefined ? null : { group: best.option.group, name: best.option.name };
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
