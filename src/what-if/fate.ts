// What changed options would have made of one cycle. In: the cycle and what is in force afterwards. Out:
// whether it would be there, and why.

import type { Cycle, InjectItem } from '../model.ts';
import { type Gate, gatesOf, isClosed, stillOpensImages } from '../releases/index.ts';
import type { Effect, Surroundings } from './changes.ts';

export interface Decided {
  /** `shrinks`: the image is still opened, for fewer items. */
  readonly fate: 'vanishes' | 'shrinks' | 'stays' | 'unknown';
  readonly why: string;
  /** What would still be injected, null where the log does not show what was. */
  readonly itemsLeft: readonly InjectItem[] | null;
}

/** An option that a change sets to keep items out. */
type Closed = Gate & { readonly certain: boolean; readonly effect: Effect };

export function decide(cycle: Cycle, given: Surroundings): Decided {
  const { purpose } = cycle;
  const { version } = given;
  const items = itemsOf(cycle);
  if (purpose === 'container-rootfs') {
    return { fate: 'stays', why: 'a container needs its root mounted', itemsLeft: [] };
  }
  if (purpose === 'resize-check' || purpose === 'filesystem-resize') {
    const still = version === null ? null : stillOpensImages(version);
    const why = `no injection: ${still ?? 'the file system is grown, or is checked for that'}`;
    return { fate: 'stays', why, itemsLeft: [] };
  }
  if (purpose === 'unknown') {
    const why = 'the log does not show what the image was opened for; a DEBUG log would';
    return { fate: 'unknown', why, itemsLeft: null };
  }
  if (version === null) {
    const why = 'the release is not known, so not which options it has; --release would settle it';
    return { fate: 'unknown', why, itemsLeft: items };
  }
  const closed = gatesOf(version).flatMap((gate): readonly Closed[] => {
    const effect = given.changed(gate.option);
    return effect !== null && isClosed(gate, effect.value) ? [{ ...gate, effect }] : [];
  });
  return without(items, closed);
}

/** What is left of an injection once these options keep their items out. */
function without(items: readonly InjectItem[] | null, closed: readonly Closed[]): Decided {
  const whole = closed.find((gate) => gate.items === null);
  if (whole !== undefined) {
    const why = `${whole.effect.text} stops all injection`;
    return sure(whole, { fate: 'vanishes', why, itemsLeft: [] });
  }
  if (closed.length === 0) {
    return { fate: 'stays', why: 'none of the changes keeps an item out', itemsLeft: items };
  }
  if (items === null) {
    const why = 'the log does not show what was injected; a DEBUG log would';
    return { fate: 'unknown', why, itemsLeft: null };
  }
  const at = closed.filter((gate) => items.some((item) => gate.items?.includes(item)));
  const left = items.filter((item) => !at.some((gate) => gate.items?.includes(item)));
  const [gate] = at;
  if (gate === undefined) {
    const why = `${left.join(', ')} is not what the changes keep out`;
    return { fate: 'stays', why, itemsLeft: left };
  }
  if (left.length > 0) {
    const why = `${left.join(', ')} is injected all the same`;
    return sure(gate, { fate: 'shrinks', why, itemsLeft: left });
  }
  const why = `${at.map(({ effect }) => effect.text).join(', ')} leaves nothing to inject`;
  return sure(gate, { fate: 'vanishes', why, itemsLeft: left });
}

/** What the option alone does not settle is not known. */
function sure({ certain, unless, option }: Closed, decided: Decided): Decided {
  if (!certain) {
    const why = `${option.name} is not in every point of this release; the exact version would settle it`;
    return { ...decided, fate: 'unknown', why };
  }
  if (unless === undefined) return decided;
  return { ...decided, fate: 'unknown', why: `${decided.why}; but ${unless}` };
}

/** Null where there may be more than the log shows. */
function itemsOf({ items, outcome }: Cycle): readonly InjectItem[] | null {
  if (items.length === 0 || outcome === 'incomplete') return null;
  return [...new Set(items.map(({ item }) => item))];
}
