// What was saved, rendered without the logs it is of: a report as JSON, or facts.

import { UsageError } from '../errors.ts';
import { evidenceOf } from '../facts/evidence.ts';
import type { EvidenceFact } from '../facts/fact.ts';
import { isFactFile, openFacts } from '../facts/files.ts';
import { reduce } from '../facts/reduce.ts';
import { newJudging } from '../judging.ts';
import type { Report } from '../model.ts';
import type { Told } from '../reading.ts';
import { readReport } from '../saved-report.ts';
import type { Answer, Asked } from './command.ts';
import { warnOfCut } from './merge.ts';
import { rendered } from './report.ts';

export async function savedReport(asked: Asked): Promise<Answer> {
  const [first = '-', second] = asked.flags.files;
  const { isFacts, stdin } = await isFactFile(first, asked.stdin);
  if (isFacts) return reportOnFacts({ ...asked, stdin });
  if (second !== undefined)
    throw new UsageError(`report reads one saved report, or facts; ${second} is one too many`);
  return rendered(asked, () => readReport(first, stdin));
}

async function reportOnFacts(asked: Asked): Promise<Answer> {
  const facts = await openFacts(asked.flags.files, asked.stdin);
  warnOfCut(facts, asked.warn);
  // What lies beside the logs says of a cycle what only all of it tells.
  const listens = !facts.hasEvidence;
  const load = async (told: Told): Promise<Report> => {
    const judging = newJudging(listens ? told : {});
    const evidence: EvidenceFact[] = [];
    for (const host of facts.hosts) {
      const own = await facts.of(host);
      reduce(own, judging);
      evidence.push(...own.evidence);
      await judging.drain();
    }
    const beside = evidence.map((one, at) => evidenceOf(one, facts.hosts.length + at));
    return judging.end()(beside).report;
  };
  try {
    return { ...(await rendered(asked, load)), partly: facts.cut.length > 0 };
  } finally {
    await facts.close();
  }
}
