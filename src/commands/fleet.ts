// Many hosts in one report, from their facts.

import { evidenceOf } from '../facts/evidence.ts';
import type { EventFact, EvidenceFact } from '../facts/fact.ts';
import { type FactFiles, type HostFacts, openFacts } from '../facts/files.ts';
import { reduce } from '../facts/reduce.ts';
import { type FleetReport, newFleet } from '../fleet/index.ts';
import { groupBy } from '../group.ts';
import { newJudging } from '../judging.ts';
import { json } from '../reporters/json.ts';
import { openPage } from '../reporters/page.ts';
import type { Answer, Asked } from './command.ts';
import { fleetLines } from './fleet-text.ts';
import { warnOfCut } from './merge.ts';

/** @throws UsageError */
export async function fleet({ flags, page, stdin, warn }: Asked): Promise<Answer> {
  const facts = await openFacts(flags.files, stdin);
  try {
    warnOfCut(facts, warn);
    const report = await (facts.hasEvidence ? together(facts) : hostByHost(facts));
    const text = flags.format === 'json' ? json(report) : fleetLines(openPage(null, page), report);
    return { text, partly: facts.cut.length > 0 };
  } finally {
    await facts.close();
  }
}

/** Hosts share nothing, so one is let go of before the next. */
async function hostByHost(facts: FactFiles): Promise<FleetReport> {
  const all = newFleet();
  for (const host of facts.hosts) {
    const judging = newJudging({});
    reduce(watched(await facts.of(host), all.line), judging);
    all.add(host, judging.end()([]).report);
  }
  return all.report();
}

/** Of which guest a file beside the logs is only all of them tell. */
async function together(facts: FactFiles): Promise<FleetReport> {
  const all = newFleet();
  const judging = newJudging({});
  const evidence: EvidenceFact[] = [];
  for (const host of facts.hosts) {
    const own = await facts.of(host);
    reduce(watched(own, all.line), judging);
    evidence.push(...own.evidence);
  }
  const beside = evidence.map((one, at) => evidenceOf(one, facts.hosts.length + at));
  const { report } = judging.end()(beside);
  const cycles = groupBy(report.cycles, ({ host }) => host ?? '');
  const findings = groupBy(report.findings, ({ host }) => host ?? '');
  for (const host of facts.hosts) {
    const own = { cycles: cycles.get(host) ?? [], findings: findings.get(host) ?? [] };
    all.add(host, { ...report, ...own });
  }
  return all.report();
}

const watched = (
  own: HostFacts,
  line: (fact: EventFact, line: number) => void,
): Pick<HostFacts, 'host' | 'logs' | 'events'> => ({
  host: own.host,
  logs: own.logs,
  *events() {
    let at = 0;
    for (const fact of own.events()) {
      at += 1;
      line(fact, at);
      yield fact;
    }
  },
});
