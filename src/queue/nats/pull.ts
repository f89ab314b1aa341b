// A connection over which the partitions of a share are pulled. In: which. Out: messages as they come, until it
// breaks.

import type { JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { UsageError } from '../../errors.ts';
import type { ConsumerOptions } from '../queue.ts';
import { partitionsOf } from '../shares.ts';
import { claim } from './claim.ts';
import { type Client, connectTo } from './client.ts';
import { durableFor } from './durables.ts';
import { refusalOf } from './refusals.ts';
import { straysIn, streamFor } from './stream.ts';

/** When nothing came for so long it is quiet; in milliseconds. */
const QUIET = 250;
/** What is asked for, asked for again when so long nothing came; in milliseconds. */
const PULLED = { max_messages: 500, expires: 10_000 };
const LARGEST_BATCH = 2000;

export interface Pull {
  /** Subjects with messages that nobody will pull. */
  readonly strays: readonly string[];
  /** What came; nothing when it is quiet. @throws UsageError, BrokerUnavailable when the connection broke */
  next(): Promise<readonly JsMsg[]>;
  /** Resolves when the server was told, or cannot be: then it sends them again. */
  ack(messages: readonly JsMsg[]): Promise<void>;
  /** What the server has comes within so many milliseconds, also what another consumer had and did not acknowledge. */
  readonly patience: number;
  /** There is nothing but what came over this connection and was not acknowledged. */
  isDrained(): Promise<boolean>;
  close(): Promise<void>;
}

/** @throws UsageError, BrokerUnavailable */
export async function openPull(client: Client, options: ConsumerOptions): Promise<Pull> {
  const connection = await connectTo(client, options);
  const arrivals = newArrivals();
  let stopWaiting = () => {};
  const fail = (error: unknown) => {
    const why = error instanceof Error ? error : new Error('connection closed');
    arrivals.fail(refusalOf(client, options, why));
    stopWaiting();
  };
  const close = () => connection.close();
  void connection.closed().then(fail);
  void failOnErrors(connection, fail);
  try {
    await claim(client, connection, options);
    const manager = await client.jetstreamManager(connection, { checkAPI: false });
    const { name: stream } = await streamFor(client, manager, options);
    const durables = await Promise.all(
      partitionsOf(options.share).map((one) =>
        durableFor(client, manager, { stream, partition: one }, options),
      ),
    );
    const strays = await straysIn(manager, stream, options.subject);
    /** Of each durable what came and was not acknowledged, by its number in the stream. */
    const open = new Map(durables.map(({ name }) => [name, new Set<number>()]));
    const of = ({ info }: JsMsg) => open.get(info.consumer);
    for (const { consumer } of durables) {
      const callback = (message: JsMsg) => {
        of(message)?.add(message.seq);
        arrivals.push(message);
      };
      const messages = await consumer.consume({
        ...PULLED,
        abort_on_missing_resource: true,
        callback,
      });
      void messages.closed().then(fail);
    }
    return {
      strays,
      patience: Math.max(...durables.map(({ wait }) => wait)) + 2 * PULLED.expires,
      async next() {
        const messages = await arrivals.next();
        const full = durables.find(({ name, most }) => (open.get(name)?.size ?? 0) >= most);
        if (messages.length === 0 && full !== undefined)
          throw new UsageError(
            `${options.option}: ${full.most} messages that are no facts hold up ${full.name} of the stream ${stream}`,
          );
        return messages;
      },
      async ack(messages) {
        for (const message of messages) {
          message.ack();
          of(message)?.delete(message.seq);
        }
        // It waits for ever where the connection ends meanwhile.
        await new Promise<void>((resolve) => {
          stopWaiting = resolve;
          connection.flush().then(resolve, () => resolve());
        });
      },
      async isDrained() {
        const waiting = await Promise.all(durables.map((one) => one.waiting())).catch((error) => {
          throw refusalOf(client, options, error);
        });
        const known = [...open.values()].reduce((sum, { size }) => sum + size, 0);
        return waiting.reduce((sum, one) => sum + one, 0) === known && !arrivals.some();
      },
      close,
    };
  } catch (error) {
    await close();
    throw refusalOf(client, options, error);
  }
}

/** What is sent and not answered is refused apart, such as an acknowledgement that the login may not send. */
async function failOnErrors(connection: NatsConnection, fail: (error: Error) => void) {
  for await (const status of connection.status()) {
    if (status.type === 'error') fail(status.error);
  }
}

/** Messages that wait to be taken, and the error that no more come after. */
function newArrivals() {
  const arrived: JsMsg[] = [];
  let broken: Error | null = null;
  let wake = () => {};
  return {
    push(message: JsMsg) {
      arrived.push(message);
      wake();
    },
    fail(error: Error) {
      broken ??= error;
      wake();
    },
    some: () => arrived.length > 0,
    async next(): Promise<readonly JsMsg[]> {
      if (arrived.length === 0 && broken === null)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, QUIET);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      if (broken !== null) throw broken;
      return arrived.splice(0, LARGEST_BATCH);
    },
  };
}
