// In: a ticket and the lines there may be. Out: its parts with as many rows as fit, and how many of which were
// left out. Parts get rows in turn, so that none pushes the others out.

import type { Body, Part, Ticket } from './part.ts';

export interface Counted {
  readonly part: Part;
  /** Rows before any was left out. */
  readonly total: number;
}

export interface Shortened {
  readonly parts: readonly Counted[];
  readonly left: readonly { readonly n: number; readonly noun: string }[];
}

/** Lines beside the rows: a fence's ends, or the titles of a table and what is below them; a blank one. */
const frames = { list: 0, table: 3, fence: 3 } as const satisfies Record<Body['kind'], number>;

/** With the blank line below it and its rows. */
const paragraphLines = 2;

/** @param room lines, of which each part needs at least two, and as many what tells what was left out */
export function shorten(ticket: Ticket, room: number): Shortened {
  const given = rowsGiven(ticket.parts, room - paragraphLines);
  const parts = ticket.parts.map((part, at) => ({
    part: shortened(part, given[at] ?? 0),
    total: rowsOf(part),
  }));
  const whole = parts.every(({ part, total }) => rowsOf(part) === total);
  const used = parts.reduce((sum, { part }) => sum + linesOf(part), paragraphLines);
  const groups = whole ? groupsWithin(ticket, room - used) : [];
  const { at, noun, groups: all } = ticket.more;
  const left = [
    ...parts.map(({ part, total }) => ({ n: total - rowsOf(part), noun: part.noun })),
    { n: all.length - groups.length, noun },
  ];
  const more = groups.flat().map((part) => ({ part, total: rowsOf(part) }));
  return { parts: parts.toSpliced(at + 1, 0, ...more), left: left.filter(({ n }) => n > 0) };
}

/** How many rows each part gets. */
function rowsGiven(parts: readonly Part[], room: number): readonly number[] {
  const given = parts.map((part) => (part.isWhole ? rowsOf(part) : 0));
  let free = room;
  for (const [at, part] of parts.entries())
    free -= paragraphLines + bodyLines(part, given[at] ?? 0);
  for (let took = true; took; ) {
    took = false;
    for (const [at, part] of parts.entries()) {
      for (let row = 0; row < part.share; row += 1) {
        const now = given[at] ?? 0;
        const price = bodyLines(part, now + 1) - bodyLines(part, now);
        if (now === rowsOf(part) || price > free) break;
        free -= price;
        given[at] = now + 1;
        took = true;
      }
    }
  }
  return given;
}

function groupsWithin({ more }: Ticket, room: number): readonly (readonly Part[])[] {
  const found: (readonly Part[])[] = [];
  let free = room;
  for (const group of more.groups) {
    const parts = group();
    for (const part of parts) free -= linesOf(part);
    if (free < 0) return found;
    found.push(parts);
  }
  return found;
}

export function rowsOf({ body }: Part): number {
  return body === null ? 0 : body.rows.length;
}

const linesOf = (part: Part) => paragraphLines + bodyLines(part, rowsOf(part));

function bodyLines({ body }: Part, rows: number): number {
  return body === null || rows === 0 ? 0 : rows + frames[body.kind];
}

function shortened(part: Part, rows: number): Part {
  const { body } = part;
  if (body === null || rows === body.rows.length) return part;
  const { weights = body.rows.map((_, at) => at) } = part;
  const kept = new Set(
    [...weights.entries()]
      .sort(([one, weight], [other, otherWeight]) => weight - otherWeight || one - other)
      .slice(0, rows)
      .map(([at]) => at),
  );
  return { ...part, body: filtered(body, (at) => kept.has(at)) };
}

function filtered(body: Body, isKept: (at: number) => boolean): Body {
  const of = <Row>(rows: readonly Row[]) => rows.filter((_, at) => isKept(at));
  if (body.kind === 'list') return { ...body, rows: of(body.rows) };
  if (body.kind === 'table') return { ...body, rows: of(body.rows) };
  return { ...body, rows: of(body.rows) };
}
