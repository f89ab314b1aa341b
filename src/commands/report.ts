// The report on the logs, in the format asked for: what the tool does without a command word.

import { failingOn, leavingOut } from '../fail-on.ts';
import { filterReport } from '../filter.ts';
import type { ReporterId } from '../reporters/index.ts';
import { loaders } from '../reporters/loaders.ts';
import type { Answer, Asked } from './command.ts';

export async function report({ flags, page, read, warn }: Asked): Promise<Answer> {
  const { ignore = [], failOn = [] } = flags;
  const isFailed = failingOn(failOn);
  const leaveOut = leavingOut(ignore);
  const whole = leaveOut((await read(flags.files)).report);
  const shown = filterReport(whole, flags);
  if (shown.cycles.length === 0 && whole.cycles.length > 0) {
    warn(`none of the ${whole.cycles.length} cycles in the log fits the filter`);
  }
  return {
    text: (await loaders[flags.format as ReporterId]())(shown, page),
    failed: isFailed(shown),
  };
}
