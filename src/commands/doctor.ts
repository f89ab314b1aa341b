// What could be read of each input and what not: the command.

import type { Answer, Asked } from './command.ts';
import { examine } from './doctor-text.ts';

export async function doctor({ flags, read }: Asked): Promise<Answer> {
  const { report, layouts } = await read(flags.files);
  return { text: examine(report, layouts) };
}
