// The report on the logs, in the format asked for: what the tool does without a command word.

import { failingOn, leavingOut } from '../fail-on.ts';
import { filterReport } from '../filter.ts';
import { outputsIn } from '../outputs.ts';
import type { ReporterId } from '../reporters/index.ts';
import { extensions, loaders } from '../reporters/loaders.ts';
import type { Answer, Asked } from './command.ts';

/** Columns of text in a file. */
const FILE_WIDTH = 100;

export async function report({ flags, page, read, warn }: Asked): Promise<Answer> {
  const { ignore = [], failOn = [], output = [] } = flags;
  const outputs = await outputsIn(output, extensions);
  const isFailed = failingOn(failOn);
  const leaveOut = leavingOut(ignore);
  const whole = leaveOut((await read(flags.files)).report);
  const shown = filterReport(whole, flags);
  if (shown.cycles.length === 0 && whole.cycles.length > 0) {
    warn(`none of the ${whole.cycles.length} cycles in the log fits the filter`);
  }
  const render = async (format: ReporterId, options = page) =>
    (await loaders[format]())(shown, options);
  const files = outputs.map(async ({ path, format }) => ({
    path,
    text: await render(format, { ...page, color: false, width: FILE_WIDTH }),
  }));
  return {
    text: flags.prints ? await render(flags.format as ReporterId) : [],
    files: await Promise.all(files),
    failed: isFailed(shown),
  };
}
