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
  /** Of the log: that of its first record; null before that, and when all of it was told. */
  id: string | null;
  /** Whose lines it holds. */
  readonly hosts: Set<string>;
  /** How often the latest lines were met. */
  readonly met: Map<string, number>;
  /** What was told of it last, by host. */
  readonly told: Map<string, string>;
  /** All of it was told. */
  isOver: boolean;
}

export const nothingExtracted = (): Extracted => ({ scans: [], hosts: new Set(), logs: [] });

export interface Extractor {
  readonly scans: readonly Scan[];
  begin(input: Scan['input']): Scan;
  /** Null for a record that says nothing. @throws UsageError where nothing names its host */
  take(record: LogRecord, scan: Scan): EventFact | null;
  /** What logs show of themselves that are still read, as far as that was not told. */
  logs(): readonly LogFact[];
  /** A log is read; what it shows and what is missing of it. @param source index of its scan */
  end(source: number): readonly LogFact[];
}

/** Lines that may be equal stand near each other. */
const REMEMBERED = 1000;

/** @param extracted of an extraction that was put down; grows */
export function newExtractor({ scans, hosts, logs }: Extracted = nothingExtracted()): Extractor {
  /** Nothing of a log that is over. */
  const factsOf = (source: number): readonly LogFact[] => {
    const [scan, log] = [scans[source], logs[source]];
    const facts: LogFact[] = [];
    if (scan === undefined || log === undefined || log.id === null) return facts;
    for (const host of log.hosts) {
      const fact = logFact(host, log.id, scan, log.isOver ? scans : null);
      const shown = hashOf([fact.levels, fact.unmarked, fact.dialects]);
      if (log.told.get(host) === shown) continue;
      log.told.set(host, shown);
      facts.push(fact);
    }
    return facts;
  };
  return {
    scans,
    begin(input) {
      const scan = newScan(input);
      scans.push(scan);
      logs.push({ id: null, hosts: new Set(), met: new Map(), told: new Map(), isOver: false });
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
    logs: () => scans.flatMap((_, source) => factsOf(source)),
    end(source) {
      const log = logs[source];
      if (log === undefined || log.isOver) return [];
      log.isOver = true;
      log.told.clear();
      const facts = factsOf(source);
      log.id = null;
      return facts;
    },
  };
}

/** What reads logs one after the other, each to its end. @param tell told of each fact; `end` when all were read */
export function oneByOne(extractor: Extractor, tell: (fact: EventFact | LogFact) => void) {
  const end = () => extractor.end(extractor.scans.length - 1).forEach(tell);
  return {
    begin(input: Scan['input']): Scan {
      end();
      return extractor.begin(input);
    },
    take(record: LogRecord, scan: Scan): void {
      const fact = extractor.take(record, scan);
      if (fact !== null) tell(fact);
    },
    end,
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
