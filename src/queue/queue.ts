// What a queue for facts is, whichever broker keeps it. In: lines of facts. Out: the same lines, at least once each.

import { UsageError } from '../errors.ts';
import type { Share } from './shares.ts';

/** The broker cannot be reached now; it may be later. */
export class BrokerUnavailable extends UsageError {}

export interface Publisher {
  /** Resolves when the broker has taken all of them for good. @param lines with or without their newlines
   *  @throws UsageError */
  publish(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface Batch {
  readonly lines: readonly string[];
  /** They are kept: the broker need not send them again. */
  ack(): Promise<void>;
}

export interface Consumer {
  /** What it throws is a UsageError. */
  readonly batches: AsyncIterable<Batch>;
  /** How many messages were left with the broker, since they are no facts that this version knows. */
  left(): number;
  close(): Promise<void>;
}

/** Of either end of a queue. */
export interface QueueOptions {
  /** The option that names the broker, for what is told. */
  readonly option: string;
  readonly url: string;
  readonly subject: string;
  /** A broker that goes away is waited for. */
  readonly follows: boolean;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly warn: (message: string) => void;
}

export interface ConsumerOptions extends QueueOptions {
  readonly durable: string;
  readonly share: Share;
}

export interface Broker {
  openPublisher(options: QueueOptions): Promise<Publisher>;
  openConsumer(options: ConsumerOptions): Promise<Consumer>;
}
