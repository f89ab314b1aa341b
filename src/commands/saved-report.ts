// What was saved, rendered without the logs it is of: a report as JSON, or facts.

import { UsageError } from '../errors.ts';
import { isFactFile, openFacts } from '../facts/files.ts';
import { reportOn } from '../facts/reduce.ts';
import type { Flags } from '../flags.ts';
import type { Told } from '../reading.ts';
import { readReport } from '../saved-report.ts';
import type { Answer, Asked } from './command.ts';
import { rendered } from './report.ts';

export async function savedReport(asked: Asked): Promise<Answer> {
  const [first = '-', second, ...others] = asked.flags.files;
  const { isFacts, stdin } = await isFactFile(first, asked.stdin);
  if (isFacts) return reportOnFacts({ ...asked, stdin });
  // The first of many may be empty.
  for (const path of second === undefined ? [] : [second, ...others])
    if ((await isFactFile(path, stdin)).isFacts) return reportOnFacts({ ...asked, stdin });
  if (second !== undefined)
    throw new UsageError(`report reads one saved report, or facts; ${second} is one too many`);
  refuseJudged(asked.flags);
  return rendered(asked, () => readReport(first, stdin));
}

async function reportOnFacts(asked: Asked): Promise<Answer> {
  const facts = await openFacts(asked.flags.files, asked.stdin);
  facts.lacking.forEach(asked.warn);
  // What lies beside the logs says of a cycle what only all of it tells.
  const listens = !facts.hasEvidence;
  const { release } = asked.flags;
  const known = { release, novaConf: asked.confs };
  const load = (told: Told) => reportOn(facts, { ...known, ...(listens ? told : {}) });
  try {
    return { ...(await rendered(asked, load)), partly: facts.lacking.length > 0 };
  } finally {
    await facts.close();
  }
}

/** What a saved report says is said. @throws UsageError */
function refuseJudged({ release, novaConf = [], elsewhere }: Flags): void {
  const given = release !== undefined && !elsewhere.has('release') ? 'release' : null;
  const option = given ?? (novaConf.length > 0 && !elsewhere.has('nova-conf') ? 'nova-conf' : null);
  if (option !== null)
    throw new UsageError(`--${option} is for facts; a saved report was made without it`);
}
