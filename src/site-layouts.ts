// The line layouts a site has set in its nova.conf files.

import type { Dialect } from './dialects/dialect.ts';
import { parseFormat, readNovaConf } from './dialects/site-format.ts';

/** @param novaConf texts of nova.conf files; one that sets no log format adds nothing */
export function siteLayouts(novaConf: readonly string[]): readonly Dialect[] {
  return novaConf.flatMap((text) => parseFormat(readNovaConf(text)) ?? []);
}
