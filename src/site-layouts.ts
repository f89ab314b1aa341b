// The line layouts a site has set in its nova.conf files.

import type { NovaConf } from './config/index.ts';
import type { Dialect } from './dialects/dialect.ts';
import { FORMAT_OPTIONS, parseFormat } from './dialects/site-format.ts';

/** @param novaConf files as `readNovaConf` reads them; one that sets no log format adds nothing */
export function siteLayouts(novaConf: readonly NovaConf[]): readonly Dialect[] {
  return novaConf.flatMap((conf) => parseFormat(formatOptions(conf)) ?? []);
}

/** A doubled percent sign, as other INI readers need it, is one. */
function formatOptions({ settings }: NovaConf): Readonly<Record<string, string>> {
  const names: readonly string[] = FORMAT_OPTIONS;
  const set = settings.filter(({ group, name }) => group === 'DEFAULT' && names.includes(name));
  return Object.fromEntries(
    set.map(({ name, value }) => [name, (value ?? '').replaceAll('%%', '%')]),
  );
}
