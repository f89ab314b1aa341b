// That no two consumers take the same partition: each answers, as long as it is connected, who asks for its own.

import type { NatsConnection } from '@nats-io/transport-node';
import { UsageError } from '../../errors.ts';
import { plain } from '../../reporters/plain.ts';
import type { ConsumerOptions } from '../queue.ts';
import { isShare, partitionsOf, readShare, shareText } from '../shares.ts';
import type { Client } from './client.ts';

/** How long others may take to answer, in milliseconds. */
const PATIENCE = 1000;

/** Of two that begin at once both may be refused. @throws UsageError when another takes what is asked for */
export async function claim(
  client: Client,
  connection: NatsConnection,
  { option, subject, durable, share }: ConsumerOptions,
): Promise<void> {
  const asked = `inject-trace.consumers.${durable}.${subject}`;
  connection.subscribe(asked, {
    callback: (_, message) => {
      message.respond(shareText(share));
    },
  });
  try {
    const answers = await connection.requestMany(asked, '', {
      strategy: 'stall',
      maxWait: PATIENCE,
    });
    for await (const answer of answers) {
      const other = answer.string();
      // A stream that takes every subject answers, too.
      if (!isShare(other) || !overlaps(other)) continue;
      throw new UsageError(
        `${option}: another consumer takes share ${plain(other)} of ${durable} already; --share 1/2 and 2/2 part the hosts`,
      );
    }
  } catch (error) {
    const isAlone = error instanceof client.errors.NoRespondersError;
    if (!isAlone) throw error;
  }

  function overlaps(other: string): boolean {
    const theirs = new Set(partitionsOf(readShare(other)));
    return partitionsOf(share).some((partition) => theirs.has(partition));
  }
}
