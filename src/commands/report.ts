// The report in the formats asked for: on the logs, which is what the tool does without a command word, or
// as it was saved before.

import { UsageError } from '../errors.ts';
import { failingOn, leavingOut, leftOut } from '../fail-on.ts';
import { filterReport, isAbout } from '../filter.ts';
import type { Flags } from '../flags.ts';
import type { Report } from '../model.ts';
import { outputsIn } from '../outputs.ts';
import type { Told } from '../reading.ts';
import type { ReporterId } from '../reporters/index.ts';
import { extensions, loaders } from '../reporters/loaders.ts';
import { plain } from '../reporters/plain.ts';
import type { Answer, Asked } from './command.ts';
import { redacts, sharing } from './sharing.ts';
import { newStream, type Stream } from './stream.ts';

/** Columns of text in a file. */
const FILE_WIDTH = 100;
/** Formats that are cut to a number of lines, and the fewest that hold one. */
const CUT: readonly string[] = ['md', 'jira'];
const FEWEST_LINES = 40;

/** Lines that stand alone can be told as the logs are read. */
const TOLD = 'ndjson';

export async function report(asked: Asked): Promise<Answer> {
  const { follow, state, idle } = asked.flags;
  if (follow || state !== undefined) return (await import('./live.ts')).liveReport(asked);
  if (idle !== undefined) throw new UsageError('--idle is for --follow');
  return rendered(asked, async (told) => (await asked.read(asked.flags.files, told)).report);
}

/** Narrowed as the flags say; what is wrong with them is refused before the report is loaded.
 *  @param load may have what it reads told, and then needs no cycles in the report */
export async function rendered(
  asked: Omit<Asked, 'read'>,
  load: (told: Told) => Promise<Report>,
): Promise<Answer> {
  const { flags, page: given } = asked;
  const { failOn = [], output = [] } = flags;
  const outputs = await outputsIn(output, extensions);
  const formats = [...(flags.prints ? [flags.format] : []), ...outputs.map(({ format }) => format)];
  const page = { ...given, maxLines: readMaxLines(flags, formats) };
  const share = await sharing(flags, formats);
  const isFailing = failingOn(failOn);
  const narrow = narrowing(asked);
  const isTold = (format: string) => format === TOLD && !redacts(flags)(format);
  const stream = formats.some(isTold)
    ? await newStream({
        print: flags.prints && isTold(flags.format) ? asked.print : null,
        paths: outputs.filter(({ format }) => isTold(format)).map(({ path }) => path),
        isFailing,
        isWanted: (cycle) => isAbout(cycle, flags),
        isLeftOut: leftOut(flags.ignore ?? []),
      })
    : null;
  try {
    const { listen } = stream ?? {};
    const keepsCycles = !formats.every(isTold);
    const whole = await load(listen === undefined ? {} : { listen, keepsCycles });
    const counts = stream?.counts() ?? null;
    const isLeft = (format: string) => counts === null || !isTold(format);
    const shown = narrow(whole, counts);
    const asShared = await share(shown);
    const render = async (format: ReporterId, options = page) =>
      (await loaders[format]())(asShared(format), options);
    const files = outputs
      .filter(({ format }) => isLeft(format))
      .map(async ({ path, format }) => ({
        path,
        text: await render(format, { ...page, color: false, width: FILE_WIDTH }),
      }));
    const isPrinted = flags.prints && isLeft(flags.format);
    const answer = {
      text: isPrinted ? await render(flags.format as ReporterId) : [],
      files: await Promise.all(files),
      failed: isFailing(shown) || (stream?.isFailed() ?? false),
    };
    if (counts !== null) await stream?.end();
    else await stream?.drop();
    return answer;
  } catch (error) {
    await stream?.drop();
    throw error;
  }
}

/** A report with what the flags leave of it, and a warning where they leave no cycle. */
function narrowing({ flags, warn }: Pick<Asked, 'flags' | 'warn'>) {
  const leaveOut = leavingOut(flags.ignore ?? []);
  return (all: Report, counts: ReturnType<Stream['counts']>): Report => {
    const whole = leaveOut(all);
    const shown = filterReport(whole, flags);
    const [over, told] =
      counts === null ? [whole.cycles.length, shown.cycles.length] : [counts.over, counts.told];
    if (told === 0 && over > 0) warn(`none of the ${over} cycles in the log fits the filter`);
    return shown;
  };
}

/** @throws UsageError */
function readMaxLines(
  { maxLines, elsewhere }: Flags,
  formats: readonly string[],
): number | undefined {
  if (maxLines === undefined) return undefined;
  if (!formats.some((format) => CUT.includes(format))) {
    if (elsewhere.has('max-lines')) return undefined;
    throw new UsageError(`--max-lines is for the formats ${CUT.join(' and ')}`);
  }
  const lines = /^\d{1,9}$/.test(maxLines) ? Number(maxLines) : 0;
  if (lines < FEWEST_LINES)
    throw new UsageError(`--max-lines ${plain(maxLines)}: not a number from ${FEWEST_LINES} on`);
  return lines;
}
