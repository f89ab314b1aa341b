// Facts of many logs and hosts put together: each once, and in one order.

import { UsageError } from '../errors.ts';
import { factLine } from '../facts/fact.ts';
import { type FactFiles, openFacts } from '../facts/files.ts';
import { openLines } from '../line-output.ts';
import type { Answer, Asked } from './command.ts';
import { consume } from './consume.ts';
import { factFiles } from './fact-files.ts';

/** @throws UsageError */
export async function merge(asked: Asked): Promise<Answer> {
  const { flags, print, stdin, warn } = asked;
  if (flags.consume !== undefined) return consume(asked, flags.consume);
  if (flags.follow) throw new UsageError('--follow: merge waits for facts of --consume only');
  const facts = await openFacts(flags.files, stdin);
  try {
    facts.lacking.forEach(warn);
    const out = await openLines(flags.prints ? print : null, await factFiles(flags));
    try {
      for await (const text of pieces(linesOf(facts))) await out.write(text);
      await out.commit();
    } catch (error) {
      await out.drop();
      throw error;
    }
    return { text: [], partly: facts.lacking.length > 0 };
  } finally {
    await facts.close();
  }
}

async function* linesOf(facts: FactFiles): AsyncGenerator<string> {
  for (const host of facts.hosts) {
    const { logs, evidence, events } = await facts.of(host);
    for (const fact of [...logs, ...evidence]) yield factLine(fact);
    for (const fact of events()) yield factLine(fact);
  }
}

const PIECE = 1 << 16;

/** To write each line alone would take longer than to make it. */
async function* pieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let text = '';
  for await (const line of lines) {
    text += line;
    if (text.length < PIECE) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
