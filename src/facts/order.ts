// The order in which a host wrote its lines, from however many logs they were read. In: the lines, each with its
// places in logs. Out: one order, the same for the same lines however their logs were split, shuffled or repeated:
// that of each log where one tells it, the stamps between logs.

import type { Place } from './fact.ts';

/** A line of a host. */
export interface Placed {
  /** Milliseconds of its stamp, null without one. */
  readonly ms: number | null;
  readonly places: readonly Place[];
}

interface Log<Line> {
  readonly id: string;
  /** Of its first line and of its last one, in milliseconds. */
  readonly first: number;
  readonly last: number;
  readonly lines: readonly Line[];
  /** Logs that hold some of its lines, too. */
  readonly shares: ReadonlySet<string>;
  /** Lines that went out, from the first one on. */
  done: number;
}

/** Lines of one process may be so much out of order: logs that overlap by no more, and share no line, follow each
 *  other. */
const WINDOW_MS = 2000;

/** A log that was cut and read in pieces has the order it had. */
export function* inOrder<Line extends Placed>(lines: Iterable<Line>): Generator<Line> {
  const logs = logsOf(lines);
  const waiting = [...logs.values()];
  const [only] = waiting;
  if (only !== undefined && waiting.length === 1) {
    yield* only.lines;
    return;
  }
  const out = new Set<Line>();
  let open: Log<Line>[] = [];
  let next = 0;
  const openNext = () => {
    const log = waiting[next];
    next += 1;
    if (log !== undefined && !isOver(log, out)) open.push(log);
  };
  /** No log has a line before it that did not go out. */
  const isFree = (line: Line) =>
    line.places.every(([id]) => {
      const log = logs.get(id);
      return log !== undefined && open.includes(log) && headOf(log) === line;
    });
  for (;;) {
    open = open.filter((log) => !isOver(log, out));
    for (let log = waiting[next]; log && !isBehind(log, open); log = waiting[next]) openNext();
    const from = oldest(open.filter((log) => isFree(headOf(log))));
    if (from === null && next < waiting.length) {
      openNext();
      continue;
    }
    // Logs that contradict each other have no common order.
    const log = from ?? oldest(open);
    if (log === null) return;
    const line = headOf(log);
    out.add(line);
    yield line;
  }
}

/** In the order they begin; what lies in them comes by line. */
function logsOf<Line extends Placed>(lines: Iterable<Line>): ReadonlyMap<string, Log<Line>> {
  const byLog = new Map<string, { readonly at: number; readonly line: Line }[]>();
  for (const line of lines) {
    for (const [id, at] of line.places) {
      const own = byLog.get(id) ?? [];
      own.push({ at, line });
      byLog.set(id, own);
    }
  }
  const logs = [...byLog].map(([id, placed]): Log<Line> => {
    const own = placed.sort((a, b) => a.at - b.at).map(({ line }) => line);
    const stamps = own.flatMap(({ ms }) => ms ?? []);
    // The clock may go back inside a log, so not the least and the most.
    const first = stamps[0] ?? Number.POSITIVE_INFINITY;
    const last = stamps.at(-1) ?? Number.NEGATIVE_INFINITY;
    const shares = new Set(
      own.flatMap(({ places }) => (places.length > 1 ? places.map(logOf) : [])),
    );
    return { id, first, last, lines: own, shares, done: 0 };
  });
  logs.sort(
    (a, b) => compare(a.first, b.first) || compare(a.last, b.last) || (a.id < b.id ? -1 : 1),
  );
  return new Map(logs.map((log) => [log.id, log]));
}

const logOf = ([log]: Place) => log;

const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);

/** Steps over lines that went out with another log. */
function isOver<Line>(log: Log<Line>, out: ReadonlySet<Line>): boolean {
  for (;;) {
    const line = log.lines[log.done];
    if (line === undefined) return true;
    if (!out.has(line)) return false;
    log.done += 1;
  }
}

const isBehind = <Line>({ first, shares }: Log<Line>, open: readonly Log<Line>[]) =>
  open.some(({ id, last }) => !shares.has(id) && last - WINDOW_MS <= first);

/** Of a log that is not over. */
function headOf<Line>({ id, lines, done }: Log<Line>): Line {
  const line = lines[done];
  if (line === undefined) throw new Error(`the log ${id} is over`);
  return line;
}

/** The log whose next line is the oldest, the first of several. */
function oldest<Line extends Placed>(logs: readonly Log<Line>[]): Log<Line> | null {
  let best: Log<Line> | null = null;
  for (const log of logs) {
    if (best === null || stampOf(log) < stampOf(best)) best = log;
  }
  return best;
}

/** A line without a stamp follows the one before it at once. */
const stampOf = <Line extends Placed>(log: Log<Line>) => headOf(log).ms ?? Number.NEGATIVE_INFINITY;
