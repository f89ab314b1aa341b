// Reading that stops when it is told to, whatever it waits for. In: a stream or a promise, and the signal. Out:
// the same up to the signal. What was waited for is left to itself.

import type { Bytes } from './bytes.ts';

/** Where the reading of a source was interrupted: `before` when it was not begun. */
export type Interruption = 'inside' | 'before';

/** What was read between two looks at what else happened, which is when a signal comes. */
const BETWEEN = 1 << 20;

/** A stream up to the signal; `counts` says whether that cut it. */
export async function* untilAborted(
  bytes: Bytes,
  signal: AbortSignal | undefined,
  counts: { interrupted?: Interruption },
): AsyncGenerator<Uint8Array> {
  if (signal === undefined) {
    yield* bytes;
    return;
  }
  const iterator = bytes[Symbol.asyncIterator]();
  let read = 0;
  for (;;) {
    const next = await unlessAborted(() => iterator.next(), signal);
    if (next === null) {
      counts.interrupted = 'inside';
      iterator.return?.()?.catch(() => undefined);
      return;
    }
    if (next.done) return;
    let isWanted = false;
    try {
      yield next.value;
      isWanted = true;
    } finally {
      if (!isWanted) await iterator.return?.();
    }
    read += next.value.length;
    if (read < BETWEEN) continue;
    read = 0;
    await new Promise(setImmediate);
  }
}

/** What a step comes to; null once the signal was given. */
export async function unlessAborted<Value>(
  step: () => Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value | null> {
  if (signal === undefined) return step();
  if (signal.aborted) return null;
  let stop = () => {};
  const aborted = new Promise<null>((resolve) => {
    stop = () => resolve(null);
    signal.addEventListener('abort', stop);
  });
  try {
    const going = step();
    going.catch(() => undefined);
    return await Promise.race([going, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
