// In: an axis. Out: the part of it that is in view, which can be moved and zoomed as far as it makes sense.

export interface View {
  /** Places on the axis. */
  readonly from: number;
  readonly length: number;
}

/** No closer than this, in milliseconds. */
const shortest = 1;
const margin = 0.02;

export function wholeView(length: number): View {
  const room = Math.max(length, shortest);
  return { from: -room * margin, length: room * (1 + 2 * margin) };
}

/** @param at the share of the view that stays where it is, 0 its left end */
export function zoomed(view: View, factor: number, at: number, whole: View): View {
  const length = Math.min(Math.max(view.length * factor, shortest), whole.length);
  return moved({ from: view.from + (view.length - length) * at, length }, 0, whole);
}

/** @param share of the view's length */
export function moved({ from, length }: View, share: number, whole: View): View {
  const last = whole.from + whole.length - length;
  return { from: Math.min(Math.max(from + length * share, whole.from), last), length };
}

/** @param to places, some room is left on either side of them */
export function fitting(from: number, to: number, whole: View): View {
  const room = Math.max((to - from) * 0.1, shortest / 2);
  const length = Math.min(to - from + 2 * room, whole.length);
  return moved({ from: from - room, length }, 0, whole);
}
