// Facts out of a stream of NATS. In: the messages of a share of the partitions. Out: batches of lines; what is no
// fact is named once, and left unacknowledged with the server.

import type { JsMsg } from '@nats-io/jetstream';
import { UsageError } from '../../errors.ts';
import { readFact } from '../../facts/lines.ts';
import { plain } from '../../reporters/plain.ts';
import type { Batch, Consumer, ConsumerOptions } from '../queue.ts';
import { newSessions } from '../retry.ts';
import { loadClient } from './client.ts';
import { type Assembly, newAssembly, type Whole } from './parts.ts';
import { openPull, type Pull } from './pull.ts';

/** Of messages that are no facts, so many are named. */
const NAMED = 10;

export async function openConsumer(options: ConsumerOptions): Promise<Consumer> {
  const client = await loadClient(options);
  const { signal, follows, warn } = options;
  const sessions = newSessions(() => openPull(client, options), options);
  // What is wrong is told before a file is written.
  const first = await sessions.open();
  const left = new Set<string>();
  const leave = (key: string, what: string) => {
    if (left.has(key)) return;
    left.add(key);
    if (left.size <= NAMED) warn(`${what}; it is left there`);
    if (left.size === NAMED) warn('further messages that are no facts are not named');
  };
  for (const stray of first?.strays ?? [])
    leave(stray, `what is on ${plain(stray)} is on no subject of facts`);

  const facts = (messages: readonly JsMsg[], whole: Assembly): readonly Whole[] =>
    messages.flatMap((message) => {
      const one = whole(message);
      if (one === null) return [];
      const line = one.line.replace(/\r?\n$/, '');
      const wrong = wrongOf(line, `message ${message.seq} on ${plain(message.subject)}`);
      if (wrong === null) return [{ ...one, line }];
      leave(`${message.seq}`, wrong);
      return [];
    });
  async function* inOne(pull: Pull): AsyncGenerator<Batch> {
    const whole = newAssembly();
    let last = performance.now();
    while (!signal.aborted) {
      const messages = await pull.next();
      if (messages.length > 0) last = performance.now();
      const some = facts(messages, whole);
      if (some.length > 0) {
        yield {
          lines: some.map(({ line }) => line),
          ack: () => pull.ack(some.flatMap(({ messages }) => messages)),
        };
        sessions.worked();
      } else if (messages.length === 0) {
        sessions.worked();
        if (follows) continue;
        if (await pull.isDrained()) return;
        if (performance.now() - last > pull.patience)
          throw new UsageError(`${options.option}: the broker has more messages and sends none`);
      }
    }
  }
  async function* batches(): AsyncGenerator<Batch> {
    for (;;) {
      const pull = await sessions.open();
      if (pull === null) return;
      try {
        yield* inOne(pull);
        return;
      } catch (error) {
        await sessions.failed(error);
      }
    }
  }
  return {
    batches: { [Symbol.asyncIterator]: batches },
    left: () => left.size,
    close: sessions.close,
  };
}

/** Null for a fact. */
function wrongOf(line: string, where: string): string | null {
  try {
    readFact(line, () => where);
    return /[\r\n]/.test(line) ? `${where}: several lines` : null;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}
