// Which reports are handed on with pseudonyms, and where what they stand for is kept. In: the flags and the formats
// asked for. Out: a function from the report to the report as each format shows it.

import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import type { Flags } from '../flags.ts';
import type { Report } from '../model.ts';
import { refuseExisting, writePrivate } from '../outputs.ts';
import { shared } from '../reporters/loaders.ts';
import { plain } from '../reporters/plain.ts';

type Sharing = Pick<Flags, 'redact' | 'noRedact' | 'redactMap' | 'output'> &
  Partial<Pick<Flags, 'elsewhere'>>;

const MAP = '--redact-map';

/** All formats have the same pseudonyms. Writes the map once there is a report.
 *  @throws UsageError when the map is there already, or no format has pseudonyms to keep */
export async function sharing(
  flags: Sharing,
  formats: readonly string[],
): Promise<(report: Report) => Promise<(format: string) => Report>> {
  const { output = [], elsewhere } = flags;
  const isRedacted = redacts(flags);
  const any = formats.some(isRedacted);
  const redactMap = any || !elsewhere?.has('redact-map') ? flags.redactMap : undefined;
  if (redactMap !== undefined) {
    if (!any) throw new UsageError(`${MAP} needs --redact: no format asked for has pseudonyms`);
    if (output.some((path) => resolve(path) === resolve(redactMap)))
      throw new UsageError(`${MAP} ${plain(redactMap)}: is an --output, too`);
    await refuseExisting(MAP, redactMap);
  }
  return async (report) => {
    if (!any) return () => report;
    const { namesIn, redact } = await import('../redaction/index.ts');
    const { mapText } = await import('../redaction/map.ts');
    const names = namesIn(report);
    const redacted = redact(report, names);
    if (redactMap !== undefined) await writePrivate(MAP, redactMap, mapText(names));
    return (format) => (isRedacted(format) ? redacted : report);
  };
}

/** Whether a format has pseudonyms. @throws UsageError */
export function redacts({ redact: on = false, noRedact: off = false }: Sharing) {
  if (on && off) throw new UsageError('--redact and --no-redact exclude each other');
  return (format: string) => on || (!off && shared.has(format));
}
