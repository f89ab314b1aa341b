// In: logs, or files of facts. Out: what is asked in SQL, loaded: the reports on them, and the facts.

import { UsageError } from '../errors.ts';
import { evidenceOf } from '../facts/evidence.ts';
import type { EvidenceFact } from '../facts/fact.ts';
import { type FactFiles, type HostFacts, openFacts } from '../facts/files.ts';
import { reduce } from '../facts/reduce.ts';
import { newJudging } from '../judging.ts';
import type { Loading } from '../sql/load.ts';
import type { Asked } from './command.ts';
import { warnOfCut } from './merge.ts';

interface Loaded {
  readonly partly: boolean;
}

/** @throws UsageError */
export async function loadLogs(
  { flags, read }: Asked,
  { take, takeFact }: Loading,
): Promise<Loaded> {
  if (takeFact !== null)
    throw new UsageError('sql: a log has no facts; inject-trace extract makes them of it');
  take((await read(flags.files)).report);
  // What could not be read was told by the reading.
  return { partly: false };
}

/** @throws UsageError */
export async function loadFacts({ flags, stdin, warn }: Asked, loading: Loading): Promise<Loaded> {
  const facts = await openFacts(flags.files, stdin);
  try {
    warnOfCut(facts, warn);
    await (facts.hasEvidence ? loadTogether(facts, loading) : loadHostByHost(facts, loading));
    return { partly: facts.cut.length > 0 };
  } finally {
    await facts.close();
  }
}

/** Hosts share nothing, so one is let go of before the next. */
async function loadHostByHost(facts: FactFiles, loading: Loading): Promise<void> {
  for (const host of facts.hosts) {
    const judging = newJudging({});
    reduce(passing(await facts.of(host), loading), judging);
    loading.take(judging.end()([]).report);
  }
}

/** Of which guest a file beside the logs is only all of them tell. */
async function loadTogether(facts: FactFiles, loading: Loading): Promise<void> {
  const judging = newJudging({});
  const evidence: EvidenceFact[] = [];
  for (const host of facts.hosts) {
    const own = await facts.of(host);
    reduce(passing(own, loading), judging);
    evidence.push(...own.evidence);
  }
  const beside = evidence.map((one, at) => evidenceOf(one, facts.hosts.length + at));
  loading.take(judging.end()(beside).report);
}

/** The facts, which the query may ask for, too. */
function passing(own: HostFacts, { takeFact }: Loading): HostFacts {
  if (takeFact === null) return own;
  for (const fact of [...own.logs, ...own.evidence]) takeFact(fact);
  return {
    host: own.host,
    logs: own.logs,
    evidence: own.evidence,
    *events() {
      for (const fact of own.events()) {
        takeFact(fact);
        yield fact;
      }
    },
  };
}
