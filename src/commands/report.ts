// The report in the formats asked for: on the logs, which is what the tool does without a command word, or
// as it was saved before.

import { UsageError } from '../errors.ts';
import { failingOn, leavingOut } from '../fail-on.ts';
import { filterReport } from '../filter.ts';
import type { Flags } from '../flags.ts';
import type { Report } from '../model.ts';
import { outputsIn } from '../outputs.ts';
import type { ReporterId } from '../reporters/index.ts';
import { extensions, loaders } from '../reporters/loaders.ts';
import { plain } from '../reporters/plain.ts';
import type { Answer, Asked } from './command.ts';
import { sharing } from './sharing.ts';

/** Columns of text in a file. */
const FILE_WIDTH = 100;
/** Formats that are cut to a number of lines, and the fewest that hold one. */
const CUT: readonly string[] = ['md', 'jira'];
const FEWEST_LINES = 40;

export const report = (asked: Asked): Promise<Answer> =>
  rendered(asked, async () => (await asked.read(asked.flags.files)).report);

/** Narrowed as the flags say; what is wrong with them is refused before the report is loaded. */
export async function rendered(
  { flags, page: given, warn }: Omit<Asked, 'read'>,
  load: () => Promise<Report>,
): Promise<Answer> {
  const { ignore = [], failOn = [], output = [] } = flags;
  const outputs = await outputsIn(output, extensions);
  const formats = [...(flags.prints ? [flags.format] : []), ...outputs.map(({ format }) => format)];
  const page = { ...given, maxLines: readMaxLines(flags, formats) };
  const share = await sharing(flags, formats);
  const isFailed = failingOn(failOn);
  const leaveOut = leavingOut(ignore);
  const whole = leaveOut(await load());
  const shown = filterReport(whole, flags);
  if (shown.cycles.length === 0 && whole.cycles.length > 0) {
    warn(`none of the ${whole.cycles.length} cycles in the log fits the filter`);
  }
  const asShared = await share(shown);
  const render = async (format: ReporterId, options = page) =>
    (await loaders[format]())(asShared(format), options);
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

/** @throws UsageError */
function readMaxLines({ maxLines }: Flags, formats: readonly string[]): number | undefined {
  if (maxLines === undefined) return undefined;
  if (!formats.some((format) => CUT.includes(format)))
    throw new UsageError(`--max-lines is for the formats ${CUT.join(' and ')}`);
  const lines = /^\d{1,9}$/.test(maxLines) ? Number(maxLines) : 0;
  if (lines < FEWEST_LINES)
    throw new UsageError(`--max-lines ${plain(maxLines)}: not a number from ${FEWEST_LINES} on`);
  return lines;
}
