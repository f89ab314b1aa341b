// Names in nova.conf that a release does not take. In: the files and the release. Out: a refusal of what
// looks like a slip of the pen, and a warning for each name of another release.

import { configInForce, type NovaConf, newDumpWatch } from '../config/index.ts';
import { UsageError } from '../errors.ts';
import type { ReleaseClaim } from '../model.ts';
import { isKnownOption, optionText } from '../releases/index.ts';

/** @throws UsageError naming file and line */
export function refuseSlips(
  files: readonly NovaConf[],
  claim: ReleaseClaim,
  warn: (message: string) => void,
): void {
  const config = configInForce({ dumps: newDumpWatch(), files, release: () => claim });
  for (const one of config.ignored({ name: null, key: '' })) {
    const { group, name, file, line, meant } = one;
    const place = `${file}:${line}: ${optionText(one)}`;
    if (isKnownOption(group, name)) {
      const there = meant === null ? '' : `; there it is ${optionText(meant)}`;
      warn(`${place} has no effect on ${claim.version ?? claim.series}${there}`);
    } else if (meant !== null) {
      throw new UsageError(`${place} is no option; did you mean ${optionText(meant)}?`);
    }
  }
}
