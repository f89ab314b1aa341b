// How much memory the heap may take beyond what is kept. V8 lets it grow by 30 MB and more for lines that
// nobody keeps; collecting them early takes no longer, until there is much that is kept.

import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** Bytes of what is kept, from which on collecting early costs more than it saves. */
const MUCH = 100e6;
const LOOK_MS = 100;
/** V8's own factor. */
const USUAL = 2;

/** From now on, until much is kept, what is new takes no more room than at the start. Does not keep the
 *  process from ending. */
export function keepHeapSmall(): void {
  growBy(1);
  const timer = setInterval(() => {
    if (getHeapStatistics().used_heap_size < MUCH) return;
    growBy(USUAL);
    clearInterval(timer);
  }, LOOK_MS).unref();
}

const growBy = (factor: number) => setFlagsFromString(`--semi-space-growth-factor=${factor}`);
