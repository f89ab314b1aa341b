// The finder in the plainest words: what the kernel's finder has to find, and what stands in for it where
// WebAssembly cannot run.

import { NEWLINE } from './blocks.ts';
import type { Finder } from './finder.ts';

export function newReferenceFinder(needles: readonly string[], capacity: number): Finder {
  const bytes = Buffer.alloc(capacity);
  const latin1 = needles.map((text) => Buffer.from(text).toString('latin1'));
  const any = new RegExp(latin1.map((text) => text.replace(/[^\w ]/g, '\\$&')).join('|'), 'g');
  let text = '';
  return {
    bytes,
    load(length) {
      text = bytes.toString('latin1', 0, length);
    },
    find(from) {
      any.lastIndex = from;
      return any.exec(text)?.index ?? -1;
    },
    newlines(from, to) {
      let count = 0;
      for (let at = bytes.indexOf(NEWLINE, from); at >= 0 && at < to; count += 1) {
        at = bytes.indexOf(NEWLINE, at + 1);
      }
      return count;
    },
  };
}
