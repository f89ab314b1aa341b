// Many hosts in one report, from their facts.

import { type FactFiles, openFacts } from '../facts/files.ts';
import { reportsOn } from '../facts/reduce.ts';
import { type FleetReport, newFleet } from '../fleet/index.ts';
import type { JudgingOptions } from '../judging.ts';
import { json } from '../reporters/json.ts';
import { openPage } from '../reporters/page.ts';
import type { Answer, Asked } from './command.ts';
import { fleetLines } from './fleet-text.ts';

/** @throws UsageError */
export async function fleet({ flags, page, stdin, warn, confs }: Asked): Promise<Answer> {
  const facts = await openFacts(flags.files, stdin);
  try {
    facts.lacking.forEach(warn);
    const { release } = flags;
    const report = await fleetOf(facts, { release, novaConf: confs });
    const text = flags.format === 'json' ? json(report) : fleetLines(openPage(null, page), report);
    return { text, partly: facts.lacking.length > 0 };
  } finally {
    await facts.close();
  }
}

async function fleetOf(facts: FactFiles, known: JudgingOptions): Promise<FleetReport> {
  const all = newFleet();
  const reports = reportsOn(facts, known, (fact, line) => {
    if (fact.kind === 'event' && line !== null) all.line(fact, line);
  });
  for await (const report of reports) all.add(report);
  return all.report();
}
