// The steps of a live reading: what was told is written before it is put down that it was.

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Followed, Kept } from '../src/live/state.ts';
import { newSteps } from '../src/live/steps.ts';
import { START } from '../src/live/stretches.ts';

test('what cannot be written is not put down as told, whichever step was to write it', async () => {
  const followed: Followed = {
    path: 'nova-compute.log',
    source: 0,
    place: { ...START },
    print: { bytes: 0, sha256: '' } as unknown as Followed['print'],
  };
  const put: number[] = [];
  const state = {
    kept: null,
    at: null,
    write: async ({ followed: [one] }: Kept) => {
      put.push(one?.place.bytes ?? -1);
    },
  };
  const pending = { lines: '', shown: '' };
  let isFull = false;
  const written: string[] = [];
  const out = {
    async write(lines: string) {
      if (isFull && lines !== '') throw new Error('no space left');
      if (lines !== '') written.push(lines);
    },
    written: async () => [],
    close: async () => undefined,
  };
  const kept = { asked: {}, followed: [followed], held: {}, remembered: {} } as unknown as Kept;
  const { step, finish } = newSteps(state, kept, out, pending);
  const read = (line: string) =>
    step(async () => {
      followed.place = { ...followed.place, bytes: followed.place.bytes + line.length };
      pending.lines += line;
    });
  await read('one\n');
  await read('two\n');
  isFull = true;
  // As the look for cycles that stay open does, which nobody waits for.
  while (put.length === 1 && pending.lines !== '') {
    await step(async () => {}).catch(() => {});
    await sleep(50);
  }
  isFull = false;
  await read('three\n').catch(() => {});
  await expect(finish()).rejects.toThrow('no space left');
  expect({ put, written }).toEqual({ put: [4], written: ['one\n'] });
});
