// In: spans of time in which something happened. Out: an axis on which the idle time between them takes
// little room, or all it took. Places on it are milliseconds, too, of the busy time before them.

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Scale {
  readonly length: number;
  /** What is busy, in order; what lies between is idle. */
  readonly busy: readonly Span[];
  readonly toPlace: (ms: number) => number;
  readonly toTime: (place: number) => number;
}

/** Idle time is given half the room that the busy one has. */
const IDLE_SHARE = 0.5;

/** @param spans in the order they begin in, one at least */
export function newScale(spans: readonly Span[], squeezed: boolean): Scale {
  const joined = join(spans);
  const [first] = joined;
  const last = joined.at(-1);
  const whole =
    first === undefined || last === undefined ? [] : [{ from: first.from, to: last.to }];
  const busy = squeezed ? joined : whole;
  const busyMs = busy.reduce((sum, { from, to }) => sum + to - from, 0);
  const idle = (IDLE_SHARE * busyMs) / Math.max(busy.length - 1, 1);
  const times: number[] = [];
  const places: number[] = [];
  let place = 0;
  for (const [at, { from, to }] of busy.entries()) {
    times.push(from, to);
    places.push(place, place + to - from);
    const next = busy[at + 1];
    place += to - from + (next === undefined ? 0 : Math.min(idle, next.from - to));
  }
  return {
    length: place,
    busy,
    toPlace: (ms) => interpolate(times, places, ms),
    toTime: (at) => interpolate(places, times, at),
  };
}

function join(spans: readonly Span[]): readonly Span[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of spans) {
    const last = joined.at(-1);
    if (last === undefined || from > last.to) joined.push({ from, to });
    else last.to = Math.max(last.to, to);
  }
  return joined;
}

/** Piecewise linear, going on with the same slope of 1 beyond either end. */
function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  const above = lowest(xs.length, (at) => (xs[at] ?? 0) >= x);
  const [x1 = 0, y1 = 0] = [xs[above], ys[above]];
  const [x0 = 0, y0 = 0] = [xs[above - 1], ys[above - 1]];
  if (above === 0) return y1 + x - x1;
  if (above === xs.length || x1 === x0) return y0 + x - x0;
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

/** The lowest index below `length` of which `holds` is true, where it is of all above; else `length`. */
export function lowest(length: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
