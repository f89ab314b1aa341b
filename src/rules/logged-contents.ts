// DEBUG lines print keys, network files, metadata and file contents in full.

import type { InjectItem } from '../model.ts';
import { citing, type Rule } from './rule.ts';

export const loggedContents = {
  id: 'logged-contents',
  severity: 'info',
  title: 'The log shows what was injected',
  about:
    'From 2013.1 on the DEBUG lines "Inject data image=…", "Inject key fs=…" and "Inject metadata fs=…" print the key, the network file, the metadata and the files with their contents. Files often hold secrets, so a log at DEBUG is as secret as they are. This tool never shows the contents.',
  references: [],
  source({ seen: { printed } }) {
    const items = ITEMS.filter((item) => printed.has(item));
    const lines = items.flatMap((item) => printed.get(item)?.[0] ?? []);
    const evidence = citing([...new Map(lines.map((one) => [one.line, one])).values()]);
    if (evidence === null) return null;
    const words = items.map((item) => WORDS[item]).join(', ');
    return {
      detail: `Lines of this log print in full what was injected: ${words}.`,
      remedy:
        'Keep the log from those who may not read this, and cut these lines before handing it on. No release leaves them out at DEBUG: set debug=false in [DEFAULT] of nova.conf when they are not needed.',
      evidence,
    };
  },
} as const satisfies Rule;

const WORDS = {
  key: 'the key',
  net: 'the network file',
  metadata: 'the metadata',
  files: 'the files with their contents',
} as const satisfies Partial<Record<InjectItem, string>>;

const ITEMS = ['key', 'net', 'metadata', 'files'] as const;
