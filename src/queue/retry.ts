// What is tried again while a broker is away. In: how to open a session with it. Out: one that is open, with a line
// when that has to wait and one when it works again.

import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../errors.ts';
import { BrokerUnavailable, type QueueOptions } from './queue.ts';

/** In milliseconds; the wait doubles. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 15_000;
const CLOSING = 2000;

interface Session {
  close(): Promise<void>;
}

export interface Sessions<One extends Session> {
  /** The one that is open, or another; null where none is when nothing more is wanted. */
  open(): Promise<One | null>;
  /** Something was done in it. */
  worked(): void;
  /** Closes it, and resolves when it is time to try again. @throws what is not to be tried again */
  failed(error: unknown): Promise<void>;
  close(): Promise<void>;
}

export function newSessions<One extends Session>(
  connect: () => Promise<One>,
  { follows, signal, warn }: Pick<QueueOptions, 'follows' | 'signal' | 'warn'>,
): Sessions<One> {
  let session: One | null = null;
  let wasOpen = false;
  let told = '';
  let wait = FIRST_WAIT;

  const close = async () => {
    const last = session;
    session = null;
    if (last === null) return;
    const closed = new AbortController();
    const late = sleep(CLOSING, null, { signal: closed.signal }).catch(() => {});
    // A connection that broke meanwhile may never say that it is closed.
    await Promise.race([last.close(), late]);
    closed.abort();
  };
  const failed = async (error: unknown) => {
    await close();
    if (!(follows && error instanceof BrokerUnavailable)) throw error;
    if (error.message !== told) warn(`${error.message}; trying again until it works`);
    told = error.message;
    await sleep(wait, null, { signal }).catch(() => {});
    wait = Math.min(2 * wait, LONGEST_WAIT);
  };
  return {
    failed,
    close,
    async open() {
      while (session === null && !signal.aborted) {
        try {
          session = await connect();
          wasOpen = true;
        } catch (error) {
          // What it refuses now it took before: it may be starting, or about to be mended.
          const isPassing = wasOpen && error instanceof UsageError;
          await failed(isPassing ? new BrokerUnavailable(error.message) : error);
        }
      }
      return session;
    },
    worked() {
      if (told !== '') warn('the broker is there again');
      told = '';
      wait = FIRST_WAIT;
    },
  };
}
