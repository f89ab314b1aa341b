// Facts that a broker has, appended to a file: acknowledged when they are on disk, and not before.

import { UsageError } from '../errors.ts';
import { openFactsFile } from '../queue/facts-file.ts';
import { brokerAt } from '../queue/index.ts';
import { readShare } from '../queue/shares.ts';
import { plain } from '../reporters/plain.ts';
import type { Answer, Asked } from './command.ts';
import { factFiles } from './fact-files.ts';
import { placeOf } from './publish.ts';

const DURABLE = 'inject-trace';

/** @throws UsageError */
export async function consume(asked: Asked, url: string): Promise<Answer> {
  const { flags } = asked;
  const [path, second] = await factFiles(flags);
  if (path === undefined || second !== undefined || flags.prints)
    throw new UsageError('--consume: -o FILE.ndjson names the one file to append to');
  if (flags.files.join() !== '-')
    throw new UsageError(
      `--consume: takes facts from the broker, and not from ${plain(flags.files.join(', '))}`,
    );
  const { durable = DURABLE, follow = false } = flags;
  const share = readShare(flags.share);
  const signal = asked.interrupted();
  const broker = await brokerAt('--consume', url);
  const place = placeOf(asked, { option: '--consume', url, follows: follow, signal });
  const file = await openFactsFile(path);
  try {
    const consumer = await broker.openConsumer({ ...place, durable, share });
    try {
      for await (const batch of consumer.batches) {
        await file.append(batch.lines);
        await batch.ack();
      }
      return { text: [], partly: consumer.left() > 0, isInterrupted: signal.aborted };
    } finally {
      await consumer.close();
    }
  } finally {
    await file.close();
  }
}
