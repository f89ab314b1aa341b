// In: the index of a cycle. Out: the rest of it, read from the block it is in when first asked for; null
// while the page is still loading that block.

import type { Block, CycleRest, Quote } from '../page-data.ts';
import { embedded } from './store.ts';

export interface Rest extends CycleRest {
  readonly quotesOf: (at: readonly number[]) => readonly Quote[];
}

export type RestOf = (cycle: number) => Rest | null;

export function newRest(perBlock: number): RestOf {
  const blocks = new Map<number, Block>();
  return (cycle) => {
    const at = Math.floor(cycle / perBlock);
    const block = blocks.get(at) ?? (isComplete(at) ? embedded<Block>(`block-${at}`) : null);
    const rest = block?.cycles[cycle % perBlock];
    if (block === null || rest === undefined) return null;
    blocks.set(at, block);
    const quotesOf = (indexes: readonly number[]) =>
      indexes.map((index) => block.quotes[index]).filter((quote) => quote !== undefined);
    return { ...rest, quotesOf };
  };
}

/** What stands behind an element is parsed after it. */
function isComplete(block: number): boolean {
  if (document.readyState !== 'loading') return true;
  return document.getElementById(`block-${block}`)?.nextSibling != null;
}
