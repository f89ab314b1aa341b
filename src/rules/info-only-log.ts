// The log was written without DEBUG, so it shows little of an injection.

import { announcementOf, howToSeeCommands } from '../releases/index.ts';
import { citing, type Rule } from './rule.ts';

export const infoOnlyLog = {
  id: 'info-only-log',
  severity: 'info',
  title: 'The log has no DEBUG records',
  about:
    'Nova logs the commands it runs at DEBUG, and from 2014.1 on what it injects, too. Without DEBUG a log has a line for each item in 2012.1 to 2013.2 and none later, and a warning or an error where an injection failed, but not the handler, the device or the steps.',
  references: [],
  source({ source, seen, cycles, version }) {
    const isHidden = source.visibility.commands === 'hidden' && !('DEBUG' in source.levels);
    // With DEBUG on, either would come with lines at DEBUG.
    const at = cycles[0]?.steps[0]?.evidence[0] ?? seen.spawned;
    const evidence = citing([...source.visibility.evidence, ...(at === null ? [] : [at])]);
    if (!isHidden || evidence === null) return null;
    return {
      detail: `How images were opened cannot be seen here, as there is no DEBUG record. ${leftOf(version)}`,
      remedy: howToSeeCommands(version),
      evidence: [evidence[0]],
    };
  },
} as const satisfies Rule;

function leftOf(version: string | null): string {
  const announcement = version === null ? undefined : announcementOf(version);
  if (announcement === undefined) {
    return 'From 2014.1 on an injection that goes well leaves no line above DEBUG.';
  }
  return announcement?.level === 'INFO'
    ? 'An injection that goes well leaves the names of its items, at INFO.'
    : 'An injection that goes well leaves no line at all, so the log cannot tell whether there was any.';
}
