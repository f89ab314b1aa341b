// A failed injection failed the build: files are mandatory from 2013.1 on and uncaught in 2012.1.

import { compareVersions } from '../releases/index.ts';
import { citing, type Rule } from './rule.ts';

export const fatalInjectionFailure = {
  id: 'fatal-injection-failure',
  severity: 'error',
  title: 'A failed injection failed the build',
  about:
    'From 2013.1 on personality files are mandatory: an instance whose files cannot be injected is not built. In 2012.1 any error while files are injected fails the build. Keys, network settings, metadata and passwords are never mandatory.',
  references: [],
  cycle(cycle, { version }) {
    if (cycle.outcome !== 'failed-fatal') return null;
    const errors = cycle.steps
      .filter((step) => step.step === 'error')
      .flatMap((step) => step.evidence);
    const evidence = citing(errors.slice(-1));
    if (evidence === null) return null;
    return {
      detail:
        'Personality files could not be injected, and Nova does not build an instance without them.',
      remedy: `Mend what the error names and build the instance again, or boot it ${wayOut(version)}.`,
      evidence,
    };
  },
} as const satisfies Rule;

/** Essex writes files into the disk even of an instance with a config drive. */
function wayOut(version: string | null): string {
  const without = 'without personality files';
  if (version === null || compareVersions(version, '2013.1') < 0) return without;
  const command =
    compareVersions(version, '12.0.0') < 0
      ? 'nova boot --config-drive true'
      : 'openstack server create --config-drive True';
  return `${without}, or with a config drive, which carries them instead: "${command} …"`;
}
