// Folsom swallows the failure of personality files: the instance runs without files it was promised.

import { citing, type Rule } from './rule.ts';

export const lostPersonalityFiles = {
  id: 'lost-personality-files',
  severity: 'warning',
  title: 'Personality files were lost without an error',
  about:
    'In 2012.2 every error of an injection is only warned about, also that of personality files, which are written last. The instance becomes ACTIVE, and whoever asked for the files is told nothing. From 2013.1 on such a build fails instead.',
  references: ['LP #1095744', 'e91e6c07d9'],
  affects: [{ since: '2012.2', until: '2012.2' }],
  cycle(cycle) {
    const files = cycle.items.find(({ item }) => item === 'files');
    if (cycle.purpose !== 'injection' || cycle.outcome !== 'failed-ignored') return null;
    if (files === undefined || files.outcome === 'written') return null;
    const errors = cycle.steps.filter(({ step }) => step === 'error');
    const told = errors.at(-1)?.evidence ?? [];
    const evidence = citing([...new Set([...files.evidence, ...told])]);
    if (evidence === null) return null;
    return {
      detail:
        'The injection failed before all personality files were written; the instance is started all the same.',
      remedy:
        'Mend what the warning names and build the instance again, or boot it with a config drive, which carries the files instead: nova boot --config-drive true --file PATH=FILE …, or force_config_drive=true for all.',
      evidence,
    };
  },
} as const satisfies Rule;
