// The steps of a live reading, one at a time over all its logs: behind each what was told is written, and now and
// then where the reading stands.

import type { Followed, Kept, StateFile } from './state.ts';
import type { Appended } from './written.ts';

export interface Steps {
  /** Runs what reads when nothing else does, and writes what it told. */
  step(work: () => Promise<void>): Promise<void>;
  /** Writes what is told and where the reading stands, when all steps are done. */
  finish(): Promise<void>;
}

/** Lines for files, and what standard output gets of them. */
export interface Pending {
  lines: string;
  shown: string;
}

/** How often it is put down where the reading stands, at most; less often where that takes long. */
const BETWEEN_MS = 1000;
const SHARE = 10;

/** @param state null where nothing is kept
 *  @param kept what is, as it stands; it grows */
export function newSteps(
  state: StateFile | null,
  kept: Omit<Kept, 'written'>,
  out: Appended,
  pending: Pending,
): Steps {
  let last: Promise<void> = Promise.resolve();
  /** What a step failed with: nothing is read or put down after it. */
  let failed: { readonly error: unknown } | null = null;
  let put = Number.NEGATIVE_INFINITY;
  let cost = 0;
  let place = '';
  let known = -1;

  const print = async () => {
    const { lines, shown } = pending;
    pending.lines = '';
    pending.shown = '';
    await out.write(lines, shown);
  };
  const putDown = async (to: StateFile) => {
    const began = performance.now();
    place = placeOf(kept.followed);
    known = knownOf(kept.followed);
    await print();
    await to.write({ ...kept, written: await out.written() });
    put = performance.now();
    cost = put - began;
  };
  const isDue = () => {
    // A file is known from now on, wherever it will be moved.
    if (knownOf(kept.followed) !== known) return true;
    const isMoved = placeOf(kept.followed) !== place || pending.shown !== '';
    return isMoved && performance.now() - put > Math.max(BETWEEN_MS, SHARE * cost);
  };
  return {
    step(work) {
      const next = last.then(async () => {
        if (failed !== null) throw failed.error;
        await work();
        if (state === null) await print();
        else if (isDue()) await putDown(state);
      });
      last = next.catch((error) => {
        failed ??= { error };
      });
      return next;
    },
    async finish() {
      await last;
      if (failed !== null) throw failed.error;
      if (state === null) await print();
      else await putDown(state);
    },
  };
}

const knownOf = (followed: readonly Followed[]) =>
  followed.filter(({ print }) => print !== null).length;

const placeOf = (followed: readonly Followed[]) =>
  followed.map(({ source, place }) => `${source}:${place.bytes}`).join();
