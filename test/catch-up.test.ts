// A log that was rotated while nobody read it, and is rotated further while that is caught up with.

import { mkdtempSync, renameSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { catchUp } from '../src/live/catch-up.ts';
import type { Source } from '../src/live/source.ts';
import type { Followed } from '../src/live/state.ts';
import { START } from '../src/live/stretches.ts';
import { printOf } from '../src/live/tail.ts';

let scratch = '';
let log = '';
beforeEach(() => {
  scratch = mkdtempSync(`${tmpdir()}/inject-trace-catch-up-`);
  log = `${scratch}/nova-compute.log`;
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** More than is read at a time. */
const textOf = (name: string) => `${name} begins\n${`${name}\n`.repeat(200_000)}`;
const NAMES = ['one', 'two', 'three', 'four'];

/** Written one after the other; the last is the log. */
function write(): void {
  for (const [at, name] of NAMES.entries()) {
    const age = NAMES.length - 1 - at;
    const path = age === 0 ? log : `${log}.${age}`;
    writeFileSync(path, textOf(name));
    utimesSync(path, 1e9 + at, 1e9 + at);
  }
}

/** @param onStep told of each piece, by what was read before it
 *  @param isBegun whether the first file was read but for its last line; else none was */
async function read(
  onStep: (files: readonly string[], followed: Followed) => void,
  isBegun = true,
) {
  const followed: Followed = {
    path: log,
    source: 0,
    place: { ...START, bytes: isBegun ? textOf('one').length - 4 : 0 },
    print: isBegun ? printOf(Buffer.from(textOf('one'))) : null,
    ...(isBegun ? {} : { since: 1 }),
  };
  const files = [''];
  const source: Source = {
    followed,
    async take(bytes) {
      followed.print ??= printOf(bytes ?? Buffer.alloc(0));
      followed.place.bytes += bytes?.length ?? 0;
      files.push(`${files.pop()}${Buffer.from(bytes ?? [])}`);
    },
    forget: () => {},
    end: async () => {},
    next() {
      followed.place = { ...START };
      followed.print = null;
      files.push('');
    },
  };
  let steps = 0;
  const warnings: string[] = [];
  let last = Promise.resolve();
  const step = (work: () => Promise<void>) => {
    last = last.then(work).then(() => {
      steps += 1;
      onStep(files, followed);
    });
    return last;
  };
  const caughtUp = catchUp(source, {
    follows: true,
    signal: new AbortController().signal,
    readFirst: async () => ({ time: null, host: null }),
    warn: (message) => warnings.push(message),
    onLost: () => warnings.push('lost'),
    step,
  });
  // As of another log, or the clock.
  await step(async () => {});
  await caughtUp;
  return { files, steps, warnings, followed };
}

const ALL = ['one\n', textOf('two'), textOf('three'), ''];

test('is put down within a file', async () => {
  write();
  const { files, steps, warnings, followed } = await read(() => {});
  expect(files).toEqual(ALL);
  expect(steps).toBeGreaterThan(files.length);
  expect(followed).toMatchObject({ print: null, place: START });
  expect(warnings).toEqual([]);
});

test('is not put down before a piece of the first file was taken', async () => {
  write();
  const prints: unknown[] = [];
  const { files } = await read((_, { print }) => prints.push(print), false);
  expect(files).toEqual([textOf('one'), ...ALL.slice(1)]);
  expect(prints.pop()).toBeNull();
  expect(prints).not.toContain(null);
});

test('is known to be missed since then, however often it is put down, until it was caught up with', async () => {
  write();
  const since: unknown[] = [];
  await read((_, followed) => since.push(followed.since), false);
  expect(since.length).toBeGreaterThan(4);
  expect(since.slice(0, -1).every((at) => at === 1)).toBe(true);
  expect(since.at(-1)).toBeUndefined();
});

test.each([
  ['moved on', () => renameSync(`${log}.4`, `${log}.5`)],
  ['removed', () => unlinkSync(`${log}.4`)],
])('goes on where it is moved on, and the file that is read is %s', async (_, then) => {
  write();
  let isMoved = false;
  const { files, warnings } = await read((so) => {
    if (isMoved || so.length < 2) return;
    isMoved = true;
    unlinkSync(`${log}.3`);
    for (const at of [2, 1]) renameSync(`${log}.${at}`, `${log}.${at + 2}`);
    renameSync(log, `${log}.2`);
    writeFileSync(log, textOf('five'));
    then();
  });
  expect(files).toEqual([...ALL.slice(0, -1), textOf('four'), '']);
  expect(warnings).toEqual([]);
});
