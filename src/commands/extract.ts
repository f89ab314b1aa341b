// What was recognised of logs, as facts that can be put together anywhere.

import { UsageError } from '../errors.ts';
import { evidenceFact } from '../facts/evidence.ts';
import { newExtractor, oneByOne, SAY } from '../facts/extractor.ts';
import { factLine } from '../facts/fact.ts';
import { openLines } from '../line-output.ts';
import { plain } from '../reporters/plain.ts';
import type { Answer, Asked } from './command.ts';
import { factFiles } from './fact-files.ts';
import { publisherFor } from './publish.ts';

const ONCE = { follows: false, signal: new AbortController().signal };

/** @throws UsageError */
export async function extract(asked: Asked): Promise<Answer> {
  const { flags, pass, print } = asked;
  if (flags.since !== undefined || flags.until !== undefined)
    throw new UsageError('--since and --until are for what reads facts, which needs all of them');
  if (flags.follow || flags.state !== undefined)
    return (await import('./live.ts')).liveFacts(asked);
  const out = await openLines(flags.prints ? print : null, await factFiles(flags));
  const publisher = await publisherFor(asked, ONCE).catch(async (error) => {
    await out.drop();
    throw error;
  });
  const extractor = newExtractor();
  const lines: string[] = [];
  const reading = oneByOne(extractor, (fact) => lines.push(factLine(fact)));
  const drain = async () => {
    const some = lines.splice(0);
    if (some.length === 0) return;
    await publisher?.publish(some);
    await out.write(some.join(''));
  };
  try {
    const { isInterrupted } = await pass(flags.files, {
      scans: extractor.scans,
      ...reading,
      drain,
      beside(file, { path, host }) {
        if (host == null) throw new UsageError(`${plain(path)}: nothing tells its host; ${SAY}`);
        lines.push(factLine(evidenceFact(host, file)));
      },
    });
    reading.end();
    await drain();
    await out.commit();
    return { text: [], isInterrupted };
  } catch (error) {
    await out.drop();
    throw error;
  } finally {
    await publisher?.close();
  }
}
