// What the parts of the page share: the data, what is shown of it, and who draws when that changes.

import type { PageData } from '../page-data.ts';
import { everything, type Filter, newFinder } from './filter.ts';

export interface Store {
  readonly data: PageData;
  readonly filter: () => Filter;
  /** Indexes of the cycles that fit, in the order of the report. */
  readonly shown: () => readonly number[];
  readonly ask: (change: Partial<Filter>) => void;
  /** @param draw called at once, and whenever other cycles are shown */
  readonly follow: (draw: () => void) => void;
}

export function newStore(data: PageData): Store {
  const find = newFinder(data.cycles);
  const followers: (() => void)[] = [];
  let filter = everything;
  let shown = find(filter);
  return {
    data,
    filter: () => filter,
    shown: () => shown,
    ask(change) {
      filter = { ...filter, ...change };
      shown = find(filter);
      for (const draw of followers) draw();
    },
    follow(draw) {
      followers.push(draw);
      draw();
    },
  };
}

/** The data embedded under an id; null where the page has none of it, or not yet. */
export function embedded<Data>(id: string): Data | null {
  const text = document.getElementById(id)?.textContent ?? null;
  return text === null ? null : JSON.parse(text);
}
