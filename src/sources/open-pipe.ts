// Whether a pipe stays open while nothing comes through it, as one of a program that waits for more to tell.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Bytes } from './bytes.ts';

const QUIET_MS = 2000;
/** What more than this comes from is a log that is read to its end, however slowly. */
const LITTLE = 1 << 20;

/** Looks at what comes first; `bytes` are all of it. */
export async function firstOf(
  stream: Bytes,
): Promise<{ readonly bytes: Bytes; readonly staysOpen: boolean }> {
  const chunks = stream[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  let next = chunks.next();
  let staysOpen = false;
  while (length <= LITTLE) {
    const quiet = new AbortController();
    const came = await Promise.race([
      next,
      sleep(QUIET_MS, 'quiet' as const, { signal: quiet.signal }).catch(() => 'quiet' as const),
    ]);
    quiet.abort();
    if (came === 'quiet') {
      staysOpen = true;
      break;
    }
    if (came.done) break;
    first.push(Uint8Array.from(came.value));
    length += came.value.length;
    next = chunks.next();
  }
  const bytes = async function* () {
    yield* first.splice(0);
    for (let come = await next; !come.done; come = await chunks.next()) yield come.value;
  };
  return { bytes: bytes(), staysOpen };
}
