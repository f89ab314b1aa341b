// The file that a consumer keeps facts in. In: lines. Out: they are on disk, behind those that were there; of a line
// that a killed run wrote in part, that part is taken away.

import { type FileHandle, lstat, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemReason, UsageError, WRITING } from '../errors.ts';
import { write } from '../outputs.ts';
import { plain } from '../reporters/plain.ts';

export interface FactsFile {
  /** Resolves when they are on disk. @throws UsageError */
  append(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const BEGINNING = '{"schema":"inject-trace/fact/';
const BLOCK = 65_536;
const NEWLINE = 10;

/** There is none, nor an empty one, before there are facts. @throws UsageError for one that cannot be written, or is something else */
export async function openFactsFile(path: string): Promise<FactsFile> {
  const orRefuse = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`--output ${plain(path)}: ${systemReason(error, WRITING)}`);
    }
  };
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  let file = isThere ? await orRefuse(() => openWhole(path)) : null;
  return {
    append: (lines) =>
      orRefuse(async () => {
        const text = lines.map((line) => `${line}\n`);
        if (file === null) {
          await write(path, text);
          file = await openWhole(path);
          return;
        }
        await file.appendFile(text.join(''));
        await file.sync();
      }),
    close: async () => file?.close(),
  };
}

/** Ends with a line break, or is empty, when it resolves. */
async function openWhole(path: string): Promise<FileHandle> {
  const file = await open(path, 'a+');
  try {
    const { size } = await file.stat();
    if (!(await isFacts(file)))
      throw new UsageError(`--output ${plain(path)}: holds something else; it was left as it is`);
    const whole = await endOfLines(file, size);
    if (whole < size) await file.truncate(whole);
    // A new file is there for good once its directory is.
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function isFacts(file: FileHandle): Promise<boolean> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(BEGINNING.length), { position: 0 });
  return BEGINNING.startsWith(buffer.toString('latin1', 0, bytesRead));
}

/** Behind the last line break. */
async function endOfLines(file: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.alloc(BLOCK);
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - BLOCK);
    await file.read(buffer, { position: from, length: end - from });
    const at = buffer.lastIndexOf(NEWLINE, end - from - 1);
    if (at >= 0) return from + at + 1;
    end = from;
  }
  return 0;
}
