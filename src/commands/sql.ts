// What is asked in SQL of facts, or of logs: a ready query by its name, or any. Alone, what can be asked.

import { UsageError } from '../errors.ts';
import { isFactFile } from '../facts/files.ts';
import { didYouMean } from '../near.ts';
import { plain } from '../reporters/plain.ts';
import { type Engine, openEngine } from '../sql/engine.ts';
import { newLoading } from '../sql/load.ts';
import { queries } from '../sql/queries.ts';
import type { Answer, Asked } from './command.ts';
import { loadFacts, loadLogs } from './sql-inputs.ts';
import { listing, printed } from './sql-text.ts';

export async function sql(asked: Asked): Promise<Answer> {
  const { flags, page } = asked;
  const [word] = flags.subjects;
  if (word === undefined) return { text: listing(flags.format, page) };
  const query = queryOf(word);
  const engine = await openEngine();
  try {
    const loading = await newLoading(engine, query);
    await engine.check(query);
    const load = (await areFacts(asked)) ? loadFacts : loadLogs;
    const { partly } = await load(asked, loading);
    engine.flush();
    const result = await engine.query(query);
    return { text: closing(engine, printed(result, flags.format, page)), partly };
  } catch (error) {
    engine.close();
    throw error;
  }
}

/** @throws UsageError for one word that is no ready query */
function queryOf(asked: string): string {
  const ready = queries.find(({ id }) => id === asked);
  if (ready !== undefined) return ready.sql;
  if (/\s/.test(asked.trim())) return asked;
  const meant = didYouMean(
    asked,
    queries.map(({ id }) => id),
  );
  const how = meant === '' ? '; inject-trace sql lists those there are' : meant;
  throw new UsageError(`sql: no ready query is called ${plain(asked)}${how}`);
}

/** What is piped in can be looked at only once, and is facts. @throws UsageError for facts beside logs */
async function areFacts({ flags: { files }, stdin }: Asked): Promise<boolean> {
  const isFacts = async (path: string) => path === '-' || (await isFactFile(path, stdin)).isFacts;
  const [first = '-', ...others] = files;
  if (await isFacts(first)) return true;
  for (const path of others) {
    if (await isFacts(path))
      throw new UsageError(`sql: ${plain(path)} is of facts, and ${plain(first)} is not`);
  }
  return false;
}

async function* closing(engine: Engine, text: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* text;
  } finally {
    engine.close();
  }
}
