// What a text shows by itself to name somebody: by the place it stands in, or as an address.

import { addressesIn } from './addresses.ts';
import type { Found } from './names.ts';
import { placesIn } from './places.ts';

export type Shown = (text: string) => readonly Found[];

/** First by place, in the order of the table, so that a value is of the first kind that shows. */
export const shownIn: Shown = (text) => [...placesIn(text), ...addressesIn(text)];

/** For who asks of each text more than once. */
export function rememberingShown(): Shown {
  const known = new Map<string, readonly Found[]>();
  return (text) => {
    const shown = known.get(text) ?? shownIn(text);
    known.set(text, shown);
    return shown;
  };
}
