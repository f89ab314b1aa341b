// A failed injection failed the build: files are mandatory from 2013.1 on and uncaught in 2012.1.

import { citing, type Rule } from './rule.ts';

export const fatalInjectionFailure = {
  id: 'fatal-injection-failure',
  severity: 'error',
  title: 'A failed injection failed the build',
  about:
    'From 2013.1 on personality files are mandatory: an instance whose files cannot be injected is not built. In 2012.1 any error while files are injected fails the build. Keys, network settings, metadata and passwords are never mandatory.',
  references: [],
  cycle(cycle) {
    if (cycle.outcome !== 'failed-fatal') return null;
    const errors = cycle.steps
      .filter((step) => step.step === 'error')
      .flatMap((step) => step.evidence);
    const evidence = citing(errors.slice(-1));
    if (evidence === null) return null;
    return {
      detail:
        'Personality files could not be injected, and Nova does not build an instance without them.',
      remedy: null,
      evidence,
    };
  },
} as const satisfies Rule;
