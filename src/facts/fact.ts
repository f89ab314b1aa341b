// What was recognised of logs, as lines that can be shipped, kept and put together anywhere. In: an event, or what
// a log shows of itself. Out: one JSON object on a line, and back. A set of facts is the union of its lines.

import { printTime } from '../clock.ts';
import type { EventFacts, Evidence, Gap, InjectEvent, LogTime, ReleaseRange } from '../model.ts';
import { jsonLine } from '../reporters/json-line.ts';

/** Counts up with every change of what a line means. */
export const SCHEMA = 'inject-trace/fact/1';

/** Where a line stands: the id of the log, and the number of the line in it, from 1. */
export type Place = readonly [log: string, line: number];

interface FactHead {
  readonly schema: typeof SCHEMA;
  readonly host: string;
  /** Equal for the same line of a host, whatever its log is called and however it was split or packed. */
  readonly id: string;
}

/** A line of a log that says something of an injection. */
export interface EventFact extends FactHead {
  readonly kind: 'event';
  /** ISO 8601 as the log prints it, with an offset only if it prints one; null without a stamp. */
  readonly at: string | null;
  readonly pid: number | null;
  readonly level: string | null;
  readonly request: string | null;
  readonly instance: string | null;
  readonly instanceName: string | null;
  readonly caller: string | null;
  /** Line layout it was read with. */
  readonly dialect: string;
  /** Releases whose Nova prints it. */
  readonly releases: ReleaseRange;
  readonly event: EventFacts;
  readonly key?: InjectEvent['key'];
  /** The line, its secrets masked. */
  readonly text: string;
  /** In every log it was read from, in alphabetical order. */
  readonly places: readonly Place[];
}

/** What a log shows, besides what its lines say. */
export interface LogFact extends FactHead {
  readonly kind: 'log';
  /** As it was given; of several names of one log any. */
  readonly path: string;
  /** Equal for a log that has grown since. */
  readonly log: string;
  /** Of its records; null without stamps. */
  readonly first: string | null;
  readonly last: string | null;
  /** Levels of its records, in alphabetical order. */
  readonly levels: readonly string[];
  /** It has records with a level and without an instance mark: it was not filtered by instance. */
  readonly unmarked: boolean;
  /** Its line layouts, in alphabetical order. */
  readonly dialects: readonly string[];
  /** What is missing of it. */
  readonly gaps: readonly Pick<Gap, 'kind' | 'detail' | 'count'>[];
}

/** What a file beside the logs tells of guests: whether something else delivered what was injected. */
export interface EvidenceFact extends FactHead {
  readonly kind: 'evidence';
  /** With the host before it: files that lie in one directory are of one guest. */
  readonly path: string;
  /** An `EvidenceFile`, its sets included, as devalue writes it. */
  readonly file: string;
}

export type Fact = EventFact | LogFact | EvidenceFact;

/** With its newline. */
export const factLine = (fact: Fact): string => `${jsonLine(fact)}\n`;

export function eventFact(
  { facts, at, requestId, evidence, key, ...event }: InjectEvent,
  { host, id, place }: { readonly host: string; readonly id: string; readonly place: Place },
): EventFact {
  const { pid, level, instance, instanceName, caller, dialect, releases } = event;
  return {
    schema: SCHEMA,
    host,
    id,
    kind: 'event',
    at: printTime(at),
    pid,
    level,
    request: requestId,
    instance,
    instanceName,
    caller,
    dialect,
    releases: { since: releases.since, until: releases.until },
    event: facts,
    ...(key === undefined ? {} : { key }),
    text: evidence.text,
    places: [place],
  };
}

/** The event again, cited by where it stands among the facts of its host. */
export function eventOf(
  { host, at, request, event, text, key, ...fact }: EventFact,
  place: Omit<Evidence, 'text'>,
): InjectEvent {
  const { pid, level, instance, instanceName, caller, dialect, releases } = fact;
  return {
    facts: event,
    dialect,
    at: readTime(at),
    host: { name: host, key: host },
    pid,
    level,
    requestId: request,
    instance,
    instanceName,
    releases: rangeOf(releases),
    caller,
    ...(key === undefined ? {} : { key }),
    evidence: { ...place, text },
  };
}

/** Ranges are known by what they are, not by what they hold. */
const ranges = new Map<string, ReleaseRange>();

function rangeOf(read: ReleaseRange): ReleaseRange {
  const name = `${read.since}-${read.until}`;
  const known = ranges.get(name) ?? read;
  if (known === read) ranges.set(name, read);
  return known;
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?(Z|[+-]\d\d:?\d\d)?$/;

/** Null for no time. */
export function readTime(text: string | null): LogTime | null {
  const match = TIME.exec(text ?? '');
  if (match === null) return null;
  const [, whole, digits = '', offset = null] = match;
  const ms = Date.parse(`${whole}.${digits.padEnd(3, '0')}Z`);
  return Number.isNaN(ms) ? null : { ms, digits: digits.length, offset };
}
