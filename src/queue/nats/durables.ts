// The durable consumer of a partition, as the server keeps it: which messages of the partition are acknowledged.

import type { Consumer, JetStreamManager } from '@nats-io/jetstream';
import { UsageError } from '../../errors.ts';
import { plain } from '../../reporters/plain.ts';
import type { ConsumerOptions } from '../queue.ts';
import type { Client } from './client.ts';
import { filterOf, tokenOf } from './subjects.ts';

/** The server sends no more of a partition while so many of its messages are not acknowledged, and those again after
 *  so many nanoseconds. */
const LIMITS = { max_ack_pending: 1000, ack_wait: 15 * 1e9 };

export interface Durable {
  readonly name: string;
  readonly consumer: Consumer;
  /** The server sends no more while so many messages are not acknowledged. */
  readonly most: number;
  /** After so many milliseconds it sends again what was not acknowledged. */
  readonly wait: number;
  /** How many messages are not acknowledged, sent or not. */
  waiting(): Promise<number>;
}

/** The one there is, as it is, or a new one. @throws UsageError for one that would lose facts */
export async function durableFor(
  client: Client,
  manager: JetStreamManager,
  { stream, partition }: { readonly stream: string; readonly partition: number },
  { option, subject, durable }: ConsumerOptions,
): Promise<Durable> {
  const { AckPolicy, DeliverPolicy, JetStreamApiCodes, JetStreamApiError } = client;
  const name = `${durable}-${tokenOf(partition)}`;
  const filter = filterOf(subject, partition);
  const existing = () => manager.jetstream().consumers.get(stream, name);
  const consumer = await existing().catch(async (error) => {
    const isNone =
      error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound;
    if (!isNone) throw error;
    await manager.consumers.add(stream, {
      ...LIMITS,
      durable_name: name,
      description: 'facts of inject-trace',
      filter_subject: filter,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
    });
    return existing();
  });
  const { config } = await consumer.info(true);
  if (config.filter_subject !== filter || config.ack_policy !== AckPolicy.Explicit)
    throw new UsageError(
      `${option}: the consumer ${name} of the stream ${plain(stream)} does not take ${filter} with explicit acknowledgement`,
    );
  return {
    name,
    consumer,
    most: config.max_ack_pending ?? LIMITS.max_ack_pending,
    wait: (config.ack_wait ?? LIMITS.ack_wait) / 1e6,
    async waiting() {
      const { num_pending, num_ack_pending } = await consumer.info();
      return num_pending + num_ack_pending;
    },
  };
}
