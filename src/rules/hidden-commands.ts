// The log cannot show how images were opened.

import { citing, type Rule } from './rule.ts';

export const hiddenCommands = {
  id: 'hidden-commands',
  severity: 'info',
  title: 'Commands are not in this log',
  about:
    'Nova logs the commands it runs at DEBUG. Without them the log tells that an injection was asked for, and warnings when it failed, but not the handler, the device or the steps.',
  references: [],
  source(source) {
    const evidence = citing(source.visibility.evidence);
    if (source.visibility.commands !== 'hidden' || evidence === null) return null;
    return {
      detail: `Not all that Nova did can be seen here: ${source.visibility.why}`,
      remedy: null,
      evidence,
    };
  },
} as const satisfies Rule;
