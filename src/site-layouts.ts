// The line layouts of a site: those its nova.conf files set, and the one given on the command line.

import type { NovaConf } from './config/index.ts';
import type { Dialect } from './dialects/dialect.ts';
import { FORMAT_OPTIONS, faultOf, parseFormat } from './dialects/site-format.ts';
import { UsageError } from './errors.ts';

/** @param novaConf files as `readNovaConf` reads them; one that sets no log format adds nothing
 *  @param logFormat a `logging_context_format_string` in place of theirs
 *  @throws UsageError when it is none */
export function siteLayouts(novaConf: readonly NovaConf[], logFormat?: string): readonly Dialect[] {
  const options = novaConf.map(formatOptions);
  if (logFormat === undefined) return options.flatMap((one) => parseFormat(one) ?? []);
  const format = undoubled(logFormat);
  const fault = faultOf(format);
  if (fault !== null) throw new UsageError(`--log-format: ${fault}`);
  const own = { logging_context_format_string: format };
  return (options.length === 0 ? [{}] : options).flatMap(
    (one) => parseFormat({ ...one, ...own }) ?? [],
  );
}

function formatOptions({ settings }: NovaConf): Readonly<Record<string, string>> {
  const names: readonly string[] = FORMAT_OPTIONS;
  const set = settings.filter(({ group, name }) => group === 'DEFAULT' && names.includes(name));
  return Object.fromEntries(set.map(({ name, value }) => [name, undoubled(value ?? '')]));
}

/** A percent sign may be doubled in nova.conf, as other INI readers need it, and so it is copied. */
const undoubled = (value: string) => value.replaceAll('%%', '%');
