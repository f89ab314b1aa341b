// The log cannot show how images were opened.

import { citing, type Rule } from './rule.ts';

export const hiddenCommands = {
  id: 'hidden-commands',
  severity: 'info',
  title: 'Commands are not in this log',
  references: [],
  source(source) {
    const evidence = citing(source.visibility.evidence);
    if (source.visibility.commands !== 'hidden' || evidence === null) return null;
    return {
      detail: `Injections are announced, but neither handler, device nor writes can be seen: ${source.visibility.why}`,
      remedy: null,
      evidence,
    };
  },
} as const satisfies Rule;
