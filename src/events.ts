// Records to events: asks the templates what a message means. Evidence is quoted here, once, with its
// secrets cut off, so no later stage ever holds one.

import { hostOf } from './hosts.ts';
import { injectedKeyIn } from './key-print.ts';
import type { EventFacts, Evidence, InjectEvent, Line, LogRecord, ReleaseRange } from './model.ts';
import { maskSecrets } from './secrets.ts';
import { tally } from './tally.ts';
import { templates } from './templates/index.ts';
import type { CompiledVariant } from './templates/template.ts';
import { unreadWarning } from './templates/unread.ts';

export interface EventCounts {
  /** Lines of the records a template matched. */
  recognised: number;
  /** Lines looked at that nothing explains. */
  unrecognised: number;
  firstUnrecognised: Line | null;
  /** Records per logger and level, of the loggers that some template reads. */
  readonly loggers: Map<string, Map<string, number>>;
}

const variants = templates.flatMap((template) => template.variants);
const byLogger = new Map<string, CompiledVariant[]>();
for (const variant of variants) {
  for (const logger of variant.loggers) {
    byLogger.set(logger, [...(byLogger.get(logger) ?? []), variant]);
  }
}

/** What a record says, counted; null when no template knows it.
 *  @param log equal for a log and its rotations */
export function takeRecord(record: LogRecord, counts: EventCounts, log = ''): InjectEvent | null {
  countLevel(counts, record);
  const event = readEvent(record, log);
  if (event === null) {
    if (record.logger === null) reject(counts, record);
    return null;
  }
  // A log daemon's line is none of Nova's.
  if (event.facts.kind !== 'messages-dropped') counts.recognised += record.lines;
  return event;
}

function countLevel({ loggers }: EventCounts, { logger, level }: LogRecord): void {
  if (logger === null || level === null || !byLogger.has(logger)) return;
  const levels = loggers.get(logger) ?? new Map<string, number>();
  tally(levels, level);
  loggers.set(logger, levels);
}

/** A line without any layout that no template knows either. */
function reject(counts: EventCounts, { source, line, offset, text }: LogRecord): void {
  counts.unrecognised += 1;
  counts.firstUnrecognised ??= { source, line, offset, text };
}

/** What a record says, null when no template knows it. Filtered logs leave the rest of other records
 *  below a line, so a message of several lines is also tried by its first. */
export function readEvent(raw: LogRecord, log = ''): InjectEvent | null {
  const record = withoutSecrets(raw);
  const { message } = record;
  const end = message.indexOf('\n');
  const event =
    match(record, log) ??
    (end < 0 ? null : match({ ...record, message: message.slice(0, end) }, log)) ??
    unread(record, log);
  return event === null ? null : withKey(event, raw);
}

function withoutSecrets(record: LogRecord): LogRecord {
  const message = maskSecrets(record.message);
  if (message === record.message && record.traceback.length === 0) return record;
  return { ...record, message, traceback: record.traceback.map(maskSecrets) };
}

/** Told by its fingerprint before the key is masked. */
function withKey(event: InjectEvent, { message, traceback }: LogRecord): InjectEvent {
  const { facts } = event;
  const printsKey =
    facts.kind === 'injection-requested' || (facts.kind === 'item-started' && facts.item === 'key');
  if (!printsKey) return event;
  const key = injectedKeyIn(message) ?? injectedKeyIn(traceback[0] ?? '');
  return key === null ? event : { ...event, key };
}

function unread(record: LogRecord, log: string): InjectEvent | null {
  const facts = unreadWarning(record);
  if (facts === null) return null;
  // The error in parentheses may print a file's contents, in words that cannot be looked for.
  const shown = maskSecrets(quotable(record)).replace(/([(（]).*/s, '$1***');
  return eventOf(record, log, facts, anyRelease, quoteOf(record, shown));
}

const anyRelease = { since: null, until: null };

/** Without a logger, as in a bare paste, the text alone decides and tells nothing of the release. */
function match(record: LogRecord, log: string): InjectEvent | null {
  const candidates = record.logger === null ? variants : (byLogger.get(record.logger) ?? []);
  for (const variant of candidates) {
    const facts = variant.read(record.message, record);
    if (facts === null) continue;
    const releases = record.logger === null ? anyRelease : variant.releases;
    return eventOf(record, log, facts, releases, quoteOf(record, mask(quotable(record), variant)));
  }
  return null;
}

function eventOf(
  record: LogRecord,
  log: string,
  facts: EventFacts,
  releases: ReleaseRange,
  evidence: Evidence,
): InjectEvent {
  return {
    facts,
    dialect: record.dialect,
    at: record.time,
    host: hostOf(record.host, log),
    pid: record.pid,
    level: record.level,
    requestId: record.requestId,
    instance: record.instance,
    instanceName: record.instanceName,
    releases,
    caller: record.caller,
    evidence,
  };
}

const MAX_QUOTE = 1000;

function quoteOf({ source, line, offset }: LogRecord, text: string): Evidence {
  return {
    source,
    line,
    offset,
    text: text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text,
  };
}

/** A JSON line holds its message several times over; its fields are quoted instead. */
function quotable(record: LogRecord): string {
  if (!record.text.startsWith('{')) return record.text;
  const context = record.requestId ?? '-';
  return `${record.level} ${record.logger} [${context}] ${record.message.split('\n', 1)[0]}`;
}

function mask(text: string, { prefix, secretsAfter }: CompiledVariant): string {
  const from = secretsAfter === null ? -1 : text.indexOf(secretsAfter, text.indexOf(prefix));
  const shown = from < 0 ? text : `${text.slice(0, from + (secretsAfter ?? '').length)}***`;
  return maskSecrets(shown);
}
