// What was written to a log while nobody read it, read: file after file, up to the log that is written to now. Each
// file is looked for when the one before it was read, as they are moved on meanwhile, and is read a piece at a
// time, so that a reading that is killed again and again gets on.

import { plain } from '../reporters/plain.ts';
import type { Input } from '../sources/index.ts';
import { bytesBehind, missedOf } from './missed.ts';
import type { ReaderOptions } from './reader.ts';
import type { Source } from './source.ts';

export async function catchUp(source: Source, options: ReaderOptions): Promise<void> {
  const { readFirst, step, signal, warn, onLost } = options;
  const { followed } = source;
  const { since = null } = followed;
  let reading = null as Reading | null;
  let isLast = false;
  const caughtUp = () => {
    delete followed.since;
  };
  // As long as nothing of a log was read, a state tells only since when: it is not put down before the first piece.
  await step(async () => {
    const { isSame, rest, between } = await missedOf(followed, since, readFirst);
    isLast = isSame;
    if (isSame) return caughtUp();
    source.forget();
    if (rest !== null) {
      reading = { file: rest, pieces: bytesBehind(rest, followed.place.bytes) };
      return;
    }
    if (followed.print !== null) {
      warn(
        `${plain(followed.path)}: the file that was read last is gone; what was written to it since is not read`,
      );
      onLost();
    }
    reading = await begin(source, between);
    isLast = reading === null;
    if (isLast) caughtUp();
  });
  // The file that was just read was removed meanwhile, as the oldest.
  const later = async ({ file: { modified } }: Reading) => {
    const at = modified?.getTime() ?? Number.POSITIVE_INFINITY;
    return (await missedOf({ ...followed, print: null }, at, readFirst)).between;
  };
  while (!isLast && !signal.aborted) {
    for await (const bytes of reading?.pieces ?? []) {
      await step(() => source.take(bytes));
      if (signal.aborted) return;
    }
    await step(async () => {
      const next = await missedOf(followed, since, readFirst);
      // What was read is a copy of the log, which is not cut off yet.
      isLast = next.isSame && followed.print !== null;
      if (isLast) return caughtUp();
      const files = next.rest === null && reading !== null ? await later(reading) : next.between;
      reading = await begin(source, files);
      isLast = reading === null;
      if (isLast) caughtUp();
    });
  }
}

interface Reading {
  readonly file: Input;
  readonly pieces: AsyncGenerator<Uint8Array>;
}

/** Takes the first piece of the next file that has one, by which it is known wherever it is moved.
 *  @returns the file, with what is behind it; null where none is left but the log itself */
async function begin(source: Source, files: readonly Input[]): Promise<Reading | null> {
  const { followed } = source;
  // A source of which nothing was read yet is the first of them.
  let isBegun = followed.print !== null;
  const turnTo = async (path: string) => {
    if (isBegun) {
      await source.end();
      source.next(path);
    }
    isBegun = true;
  };
  for (const file of files) {
    await turnTo(file.path);
    const pieces = bytesBehind(file, 0);
    const { value, done } = await pieces.next();
    if (done) continue;
    await source.take(value);
    return { file, pieces };
  }
  isBegun = true;
  await turnTo(followed.path);
  return null;
}
