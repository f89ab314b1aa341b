// NATS as a queue: a stream of JetStream, with a durable pull consumer for each partition.

import type { Broker } from '../queue.ts';
import { openConsumer } from './consumer.ts';
import { openPublisher } from './publisher.ts';
import { checkDurable, checkSubject } from './subjects.ts';

export const nats: Broker = {
  async openPublisher(options) {
    checkSubject(options.subject);
    return openPublisher(options);
  },
  async openConsumer(options) {
    checkSubject(options.subject);
    checkDurable(options.durable);
    return openConsumer(options);
  },
};
