// Logs to facts. In: the records of logs, one after the other. Out: a fact for each that says something of an
// injection, and what each log shows of itself. What it holds is plain data.

import { printTime } from '../clock.ts';
import { UsageError } from '../errors.ts';
import { extract } from '../extraction.ts';
import type { KnownHosts } from '../known-hosts.ts';
import type { LogRecord } from '../model.ts';
import { takeOldest } from '../noted.ts';
import { plain } from '../reporters/plain.ts';
import { newScan, type Scan } from '../scan.ts';
import { gapsOf } from '../verdicts/gaps.ts';
import { type EventFact, eventFact, type LogFact, SCHEMA } from './fact.ts';
import { hashOf, idOf } from './ids.ts';

/** Plain data, all of it. */
export interface Extracted {
  /** Of the logs, in the order they were begun. */
  readonly scans: Scan[];
  readonly hosts: KnownHosts;
  /** What is known of each log besides. */
  readonly logs: LogTrace[];
}

interface LogTrace {
  /** Of the log: that of its first record; null before that. */
  id: string | null;
  /** Whose lines it holds. */
  readonly hosts: Set<string>;
  /** How often the latest lines were met. */
  readonly met: Map<string, number>;
  /** What was told of it last, by host. */
  readonly told: Map<string, string>;
}

export const nothingExtracted = (): Extracted => ({ scans: [], hosts: new Set(), logs: [] });

export interface Extractor {
  readonly scans: readonly Scan[];
  begin(input: Scan['input']): Scan;
  /** Null for a record that says nothing. @throws UsageError where nothing names its host */
  take(record: LogRecord, scan: Scan): EventFact | null;
  /** What the logs show of themselves, as far as that was not told. @param isOver of the last one, too */
  logs(isOver: boolean): readonly LogFact[];
}

/** Lines that may be equal stand near each other. */
const REMEMBERED = 1000;

/** @param extracted of an extraction that was put down; grows */
export function newExtractor({ scans, hosts, logs }: Extracted = nothingExtracted()): Extractor {
  return {
    scans,
    begin(input) {
      const scan = newScan(input);
      scans.push(scan);
      logs.push({ id: null, hosts: new Set(), met: new Map(), told: new Map() });
      return scan;
    },
    take(record, scan) {
      const log = logs[record.source];
      if (log === undefined) throw new Error(`no source ${record.source}`);
      const event = extract(record, scan, hosts);
      const isOf = event !== null || record.kind === 'record';
      const host = record.host ?? (isOf ? refuse(scan, record) : null);
      if (host === null) return null;
      const id = log.id ?? idOf(host, record);
      log.id = id;
      log.hosts.add(host);
      if (event === null) return null;
      return eventFact(event, {
        host,
        id: lineId(host, record, { ...log, id }),
        place: [id, record.line],
      });
    },
    logs(isOver) {
      const facts: LogFact[] = [];
      for (const [at, scan] of scans.entries()) {
        const log = logs[at];
        if (log === undefined || log.id === null) continue;
        const ends = isOver || at < scans.length - 1;
        for (const host of log.hosts) {
          const fact = logFact(host, log.id, scan, ends ? scans : null);
          const shown = hashOf([fact.levels, fact.unmarked, fact.dialects]);
          if (!ends && log.told.get(host) === shown) continue;
          if (ends && log.told.get(host) === fact.id) continue;
          log.told.set(host, ends ? fact.id : shown);
          facts.push(fact);
        }
      }
      return facts;
    },
  };
}

/** Equal lines of one log are counted; without stamps nothing tells those of two logs apart but their place. */
function lineId(host: string, record: LogRecord, log: LogTrace): string {
  if (record.time === null) return idOf(host, record, [log.id, record.line]);
  const id = idOf(host, record);
  const times = (log.met.get(id) ?? 0) + 1;
  log.met.set(id, times);
  takeOldest(log.met, REMEMBERED);
  return times === 1 ? id : idOf(host, record, [times]);
}

/** @param scans of all logs; null for one that goes on, of which nothing is missing yet */
function logFact(host: string, log: string, scan: Scan, scans: readonly Scan[] | null): LogFact {
  const gaps = scans === null ? [] : gapsOf(scan, scans);
  const fact = {
    log,
    first: printTime(scan.first),
    last: printTime(scan.last),
    levels: [...scan.levels.keys()].sort(),
    unmarked: scan.unmarked > 0,
    dialects: [...scan.dialects.keys()].sort(),
    // What lines tell is told by their facts.
    gaps: gaps
      .filter(({ kind }) => kind !== 'suppressed-messages')
      .map(({ kind, detail, count }) => ({ kind, detail, count })),
  };
  return { schema: SCHEMA, host, id: hashOf([host, fact]), kind: 'log', path: scan.path, ...fact };
}

function refuse({ path }: Scan, { line }: LogRecord): never {
  throw new UsageError(`${plain(path)}:${line}: no line tells its host; ${SAY}`);
}

/** What says whose a file is. */
export const SAY = 'say --host NAME, such as --host "$(hostname)"';
