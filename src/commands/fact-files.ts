// Files that facts are written to: --output, with the extension of lines.

import type { Flags } from '../flags.ts';
import { outputsIn } from '../outputs.ts';

/** @throws UsageError */
export async function factFiles({ output = [] }: Flags): Promise<readonly string[]> {
  const outputs = await outputsIn(output, { '.ndjson': 'ndjson', '.jsonl': 'ndjson' });
  return outputs.map(({ path }) => path);
}
