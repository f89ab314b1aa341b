// Lines that are written as they come, to standard output and to files. A file is whole, or as it was before.

import { type OpenOutput, openOutput } from './outputs.ts';

export interface LineOutput {
  /** Resolves when more can be taken. */
  write(text: string): Promise<void>;
  /** Everything was written. */
  commit(): Promise<void>;
  /** Leaves no file. */
  drop(): Promise<void>;
}

/** @param print standard output, null where nothing goes there
 *  @throws UsageError when a file cannot be written */
export async function openLines(
  print: ((text: string) => Promise<void>) | null,
  paths: readonly string[],
): Promise<LineOutput> {
  const files: OpenOutput[] = [];
  for (const path of paths) files.push(await openOutput(path));
  return {
    async write(text) {
      await print?.(text);
      for (const file of files) await file.write(text);
    },
    async commit() {
      for (const file of files) await file.commit();
    },
    async drop() {
      for (const file of files) await file.drop();
    },
  };
}
