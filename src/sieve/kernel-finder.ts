// The finder over the kernel in WebAssembly, which looks at every byte and points out the few places where
// one of the needles may begin; what it points out is compared here. Where it cannot run, the reference
// does the same, slower.

import { compiled } from './compiled.ts';
import type { Finder } from './finder.ts';
import { type Fingerprints, fingerprintsOf, GRAM, strideOf, TABLES } from './fingerprints.ts';
import { newReferenceFinder } from './reference.ts';

interface Kernel {
  candidate(from: number, to: number, stride: number): number;
  newlines(from: number, to: number): number;
}

/** Behind the kernel's tables. */
const TEXT = TABLES;
/** The kernel reads so far behind the text. */
const BEHIND = 8;
const WASM_PAGE = 1 << 16;

/** @param needles of four bytes at least
 *  @param capacity most bytes of a block */
export function newFinder(needles: readonly string[], capacity: number): Finder {
  const wasm = Buffer.from(compiled, 'base64');
  return typeof WebAssembly === 'object' && WebAssembly.validate(wasm)
    ? newKernelFinder(wasm, needles, capacity)
    : newReferenceFinder(needles, capacity);
}

function newKernelFinder(wasm: Buffer, needles: readonly string[], capacity: number): Finder {
  const memory = new WebAssembly.Memory({
    initial: Math.ceil((TEXT + capacity + BEHIND) / WASM_PAGE),
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env: { memory } });
  const kernel = exports as unknown as Kernel;
  const all = Buffer.from(memory.buffer);
  const bytes = all.subarray(TEXT, TEXT + capacity);
  const stride = strideOf(needles);
  let prints: Fingerprints | null = null;
  let end = 0;

  /** Whether a needle is where the four bytes at `at` belong to it. */
  const isHit = (at: number, from: number, { places }: Fingerprints): boolean => {
    for (const { needle, within } of places.get(bytes.readUInt32LE(at)) ?? []) {
      const start = at - within;
      const stop = start + needle.length;
      if (start < from || stop > end) continue;
      if (bytes.compare(needle, 0, needle.length, start, stop) === 0) return true;
    }
    return false;
  };

  return {
    bytes,
    load(length) {
      end = length;
      if (prints !== null) return;
      prints = fingerprintsOf(needles, bytes.subarray(0, length));
      all.set(prints.tables, 0);
    },
    find(from) {
      if (prints === null) return -1;
      const stop = TEXT + end;
      for (let at = TEXT + from; ; at += stride) {
        at = kernel.candidate(at, stop, stride);
        if (at + GRAM > stop) return -1;
        if (isHit(at - TEXT, from, prints)) return at - TEXT;
      }
    },
    newlines: (from, to) => kernel.newlines(TEXT + from, TEXT + to),
  };
}
