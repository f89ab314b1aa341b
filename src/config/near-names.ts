// Did you mean. In: an option name that nobody knows. Out: the one of the release that it is a slip of
// the pen of, or that stands in another section.

import { nearest } from '../near.ts';
import { type OptionName, optionsOf } from '../releases/index.ts';

/** Shorter names are near to too many others; those that are one word are names in other groups. */
const MIN_LENGTH = 8;

/** The option of the release that the name is nearest to, null when none is near. */
export function nearestOption(version: string, { group, name }: OptionName): OptionName | null {
  const all = optionsOf(version);
  const own = all.filter((option) => option.group === group);
  // What other sections have is not known here.
  if (name.length < MIN_LENGTH || own.length === 0) return null;
  const others = all.filter((option) => option.group !== group);
  const known = [...own, ...others].filter(
    (option) => option.name.length >= MIN_LENGTH && option.name.includes('_'),
  );
  const best = nearest(name.toLowerCase().replaceAll('-', '_'), known, (option) => option.name);
  return best === null ? null : { group: best.group, name: best.name };
}
