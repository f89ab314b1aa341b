// The nova.conf given is not what the service of the log runs with.

import type { ConfigDisagreement } from '../model.ts';
import { optionText } from '../releases/index.ts';
import { citing, type Rule } from './rule.ts';

export const disagreeingConfiguration = {
  id: 'disagreeing-configuration',
  severity: 'info',
  title: 'The service does not run with this nova.conf',
  about:
    'At its start nova-compute dumps its options at DEBUG, and a nova.conf that was given sets one to something else. Either the file was changed and the service not restarted since, or the service reads another file, or an option of its command line goes before the file. What is said of the log goes by the dump.',
  references: [],
  host({ disagreements }) {
    const all = disagreements();
    const evidence = citing(all.flatMap(({ dump }) => dump.evidence[0] ?? []));
    if (evidence === null) return [];
    return [
      {
        detail: `${all.map(told).join('; ')}.`,
        remedy:
          'If the file was changed since, restart nova-compute; else see "config files" and "command line args" in the dump of 2013.2 and later, or the command line of the process, for the files it reads.',
        evidence,
        cycles: [],
      },
    ];
  },
} as const satisfies Rule;

function told({ dump, conf }: ConfigDisagreement): string {
  return `${optionText(dump)} is ${dump.value} in the dump and ${conf.value} in ${conf.file}:${conf.line}`;
}
