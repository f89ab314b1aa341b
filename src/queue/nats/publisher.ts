// Facts into a stream of NATS. In: lines. Out: each is a message on SUBJECT.PARTITION.HOST, which the server has
// acknowledged.

import type { JetStreamClient } from '@nats-io/jetstream';
import { InterruptedError, UsageError } from '../../errors.ts';
import { hostIn, readFact } from '../../facts/lines.ts';
import { plain } from '../../reporters/plain.ts';
import { BrokerUnavailable, type Publisher, type QueueOptions } from '../queue.ts';
import { newSessions } from '../retry.ts';
import { type Client, connectTo, loadClient } from './client.ts';
import { PART, piecesOf } from './parts.ts';
import { isWithoutAnswer, refusalOf } from './refusals.ts';
import { streamFor } from './stream.ts';
import { subjectOf } from './subjects.ts';

/** So many are on their way at once. */
const WINDOW = 1000;
/** Where the server does not tell, in bytes. */
const ROOM = 2 ** 20;
/** What the headers of a message take besides its payload. */
const HEADERS = 512;

interface Connected {
  readonly stream: JetStreamClient;
  /** The largest message the server takes, in bytes. */
  readonly room: number;
  close(): Promise<void>;
}

export async function openPublisher(options: QueueOptions): Promise<Publisher> {
  const client = await loadClient(options);
  const sessions = newSessions(() => connected(client, options), options);
  // What is wrong is told before logs are read.
  await sessions.open();
  return {
    async publish(lines) {
      for (let at = 0; at < lines.length; at += WINDOW) {
        const some = lines.slice(at, at + WINDOW);
        for (let isDone = false; !isDone; ) {
          const session = await sessions.open();
          if (session === null)
            throw new InterruptedError(`${options.option}: interrupted before all was sent`);
          try {
            await send(client, options, session, some);
            isDone = true;
            sessions.worked();
          } catch (error) {
            await sessions.failed(error);
          }
        }
      }
    },
    close: sessions.close,
  };
}

async function connected(client: Client, options: QueueOptions): Promise<Connected> {
  const connection = await connectTo(client, options);
  try {
    const manager = await client.jetstreamManager(connection, { checkAPI: false });
    const { max_msg_size: most } = await streamFor(client, manager, options);
    const { max_payload: room = ROOM } = connection.info ?? {};
    return {
      stream: client.jetstream(connection),
      room: most > 0 ? Math.min(room, most) : room,
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw refusalOf(client, options, error);
  }
}

/** All of them are on their way at once; the first that fails decides. */
async function send(
  client: Client,
  options: QueueOptions,
  session: Connected,
  lines: readonly string[],
): Promise<void> {
  const room = session.room - HEADERS;
  const sent = lines.flatMap((line) => {
    const bytes = Buffer.from(line.trimEnd());
    const host = hostIn(bytes, () => options.option);
    if (host === null) return [];
    const pieces = piecesOf(bytes, room);
    if (pieces === null) throw tooLarge(options, line);
    const subject = subjectOf(options.subject, host);
    return pieces.map(async ({ data, id, part }) => {
      const headers = client.headers();
      if (part !== null) headers.set(PART, part);
      await session.stream.publish(subject, data, { msgID: id, headers }).catch((error) => {
        throw refusalOfPublish(client, options, error);
      });
    });
  });
  const failed = (await Promise.allSettled(sent)).filter((one) => one.status === 'rejected');
  const reasons = failed.map(({ reason }) => reason);
  // What will pass says less than what will not.
  const worst = reasons.find((one) => !(one instanceof BrokerUnavailable)) ?? reasons[0];
  if (worst !== undefined) throw worst;
}

/** The stream was there when the session began. */
function refusalOfPublish(client: Client, options: QueueOptions, error: unknown): Error {
  if (error instanceof client.JetStreamApiError)
    return new BrokerUnavailable(`${options.option}: not taken (${plain(error.message)})`);
  if (isWithoutAnswer(error))
    return new BrokerUnavailable(`${options.option}: the stream is not there`);
  return refusalOf(client, options, error);
}

function tooLarge({ option }: QueueOptions, line: string): UsageError {
  const { id, host } = readFact(line, () => option);
  return new UsageError(
    `${option}: the fact ${id} of ${plain(host)} has ${Buffer.byteLength(line)} bytes, more than the broker can be sent`,
  );
}
