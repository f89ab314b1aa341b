// In: logs, or files of facts. Out: what is asked in SQL, loaded: the reports on them, and the facts.

import { UsageError } from '../errors.ts';
import { openFacts } from '../facts/files.ts';
import { reportsOn } from '../facts/reduce.ts';
import type { Loading } from '../sql/load.ts';
import type { Asked } from './command.ts';

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
    facts.lacking.forEach(warn);
    const watch = loading.takeFact ?? undefined;
    for await (const report of reportsOn(facts, {}, watch)) loading.take(report);
    return { partly: facts.lacking.length > 0 };
  } finally {
    await facts.close();
  }
}
