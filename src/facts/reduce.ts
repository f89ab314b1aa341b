// Facts to what a report says. In: the facts of hosts. Out: reports on them, from the same session that reads logs. A
// host is one source then, whose lines are those of its facts, one after the other.

import { instant } from '../clock.ts';
import { type Judging, type JudgingOptions, newJudging } from '../judging.ts';
import type { LogTime, Report } from '../model.ts';
import type { Scan } from '../scan.ts';
import { tally } from '../tally.ts';
import { evidenceOf } from './evidence.ts';
import { type EvidenceFact, eventOf, type Fact, type LogFact, readTime } from './fact.ts';
import type { FactFiles, HostFacts } from './files.ts';

/** Told of each fact; of an event with the line it is cited by. */
export type Watch = (fact: Fact, line: number | null) => void;

/** The report on all hosts together. */
export async function reportOn(
  facts: FactFiles,
  options: JudgingOptions,
  watch?: Watch,
): Promise<Report> {
  const judging = newJudging(options);
  const evidence: EvidenceFact[] = [];
  for (const host of facts.hosts) {
    const own = await facts.of(host);
    reduce(own, judging, watch);
    evidence.push(...own.evidence);
    await judging.drain();
  }
  const beside = evidence.map((one, at) => evidenceOf(one, facts.hosts.length + at));
  return judging.end()(beside).report;
}

/** Reports that leave out no host. Hosts share nothing, so one is let go of before the next; but of which guest a
 *  file beside the logs is only all of them tell. */
export async function* reportsOn(
  facts: FactFiles,
  options: JudgingOptions,
  watch?: Watch,
): AsyncGenerator<Report> {
  if (facts.hasEvidence) {
    yield await reportOn(facts, options, watch);
    return;
  }
  for (const host of facts.hosts) {
    const judging = newJudging(options);
    reduce(await facts.of(host), judging, watch);
    yield judging.end()([]).report;
  }
}

/** Takes all facts of a host. */
export function reduce(
  { host, logs, evidence, events }: HostFacts,
  { session, begin, take }: Judging,
  watch: Watch = () => undefined,
): void {
  for (const fact of [...logs, ...evidence]) watch(fact, null);
  const source = session.scans.length;
  const scan = begin({ path: host });
  scan.host = host;
  takeLogs(logs, scan);
  for (const fact of events()) {
    scan.lines += 1;
    watch(fact, scan.lines);
    const event = eventOf(fact, { source, line: scan.lines, offset: scan.bytes });
    scan.bytes += Buffer.byteLength(fact.text) + 1;
    scan.recognised += 1;
    spanTo(scan, event.at);
    tally(scan.dialects, event.dialect);
    if (event.level !== null) tally(scan.levels, event.level);
    if (event.level !== null && event.instance === null) scan.unmarked += 1;
    take(event, scan);
  }
  // Where a log begins depends on where it was cut; without an event it is all there is.
  if (scan.recognised > 0) return;
  for (const { first, last } of logs) {
    spanTo(scan, readTime(first));
    spanTo(scan, readTime(last));
  }
}

/** Levels that tell what a log would show. */
const DECIDING = ['DEBUG', 'INFO', 'AUDIT'];

/** What the logs show together. */
function takeLogs(logs: readonly LogFact[], scan: Scan): void {
  const all = <Value>(values: (log: LogFact) => readonly Value[]) =>
    [...new Set(logs.flatMap(values))].sort();
  for (const level of DECIDING) {
    if (logs.some(({ levels }) => levels.includes(level))) scan.levels.set(level, 0);
  }
  for (const dialect of all(({ dialects }) => dialects)) scan.dialects.set(dialect, 0);
  if (logs.some(({ unmarked }) => unmarked)) scan.unmarked = 1;
  const ofLog = new Map<string, Told>();
  for (const { log, gaps } of latest(logs)) {
    for (const gap of gaps) ofLog.set(`${log} ${gap.kind} ${gap.detail}`, gap);
  }
  const gaps = new Map<string, Told>();
  for (const gap of ofLog.values()) {
    const key = `${gap.kind} ${gap.detail}`;
    gaps.set(key, { ...gap, count: gap.count + (gaps.get(key)?.count ?? 0) });
  }
  scan.gapsTold = [...gaps].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, gap]) => gap);
}

type Told = LogFact['gaps'][number];

/** A log that has grown since lacks what it lacks now. */
function latest(logs: readonly LogFact[]): readonly LogFact[] {
  const last = new Map<string, string>();
  for (const { log, last: at } of logs) {
    if ((last.get(log) ?? '') < (at ?? '')) last.set(log, at ?? '');
  }
  return logs.filter(({ log, last: at }) => (last.get(log) ?? '') === (at ?? ''));
}

function spanTo(scan: Scan, time: LogTime | null): void {
  if (time === null) return;
  const at = instant(time).getTime();
  if (scan.first === null || at < instant(scan.first).getTime()) scan.first = time;
  if (scan.last === null || at > instant(scan.last).getTime()) scan.last = time;
}
