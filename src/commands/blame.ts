// What injecting cost, the costliest first: steps, instances, hosts, images and handlers; the share of
// the boots; and how many nbd and loop devices were attached at one time.

import { costOf } from '../cost/index.ts';
import { json } from '../reporters/json.ts';
import { openPage } from '../reporters/page.ts';
import { blameLines } from './blame-text.ts';
import type { Answer, Asked } from './command.ts';

export async function blame({ flags, page, read }: Asked): Promise<Answer> {
  const { report } = await read(flags.files);
  const cost = costOf(report);
  if (flags.format === 'json') return { text: json(cost) };
  return { text: blameLines(openPage(report, page), cost) };
}
