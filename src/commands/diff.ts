// What differs between two instances, or between two logs: facts, options, steps and what they took.

import { diffInstances } from '../comparison/instances.ts';
import { diffLogs } from '../comparison/logs.ts';
import { UsageError } from '../errors.ts';
import type { Flags } from '../flags.ts';
import { json } from '../reporters/json.ts';
import { openPage } from '../reporters/page.ts';
import { plain } from '../reporters/plain.ts';
import { isInput } from '../sources/index.ts';
import type { Answer, Asked } from './command.ts';
import { instanceDiffLines } from './diff-instances.ts';
import { logDiffLines } from './diff-logs.ts';

export async function diff({ flags, page, read }: Asked): Promise<Answer> {
  const [one = '', other = ''] = flags.subjects;
  if (await areLogs(flags, one, other)) {
    const { report: a } = await read([one]);
    const { report: b } = await read([other]);
    const found = diffLogs(a, b);
    if (flags.format === 'json') return { text: json(found) };
    return { text: logDiffLines({ a: openPage(a, page), b: openPage(b, page) }, found) };
  }
  const { report } = await read(flags.files);
  const found = diffInstances(report, [one, other]);
  if (flags.format === 'json') return { text: json(found) };
  const both = openPage(report, page);
  return { text: instanceDiffLines({ a: both, b: both }, found) };
}

/** Two inputs and no log behind them. @throws UsageError when only one of the two is an input */
async function areLogs({ files }: Flags, one: string, other: string): Promise<boolean> {
  // Without a log named, the command line stands for standard input.
  if (files.join() !== '-') return false;
  const inputs = [await isInput(one), await isInput(other)];
  if (inputs[0] === inputs[1]) return inputs[0] === true;
  const missing = inputs[0] ? other : one;
  throw new UsageError(
    `${plain(missing)}: no such file; diff takes two logs, or two instances and then the logs`,
  );
}
