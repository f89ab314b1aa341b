// Who a report is about. In: its texts. Out: each value that names somebody and stands for the same wherever it
// stands, with its kind; first what the report says itself, then what its texts show.

import { literal } from './literal.ts';
import { BEGIN, END, type Found, type Kind, type Known } from './names.ts';
import { isTelling } from './ordinary.ts';
import { partsOf, wholeHost } from './places.ts';
import type { Shown } from './shown.ts';
import type { Text } from './strings.ts';

export function knownIn(texts: readonly Text[], shown: Shown): Known {
  const known = new Map<string, Kind>();
  const add = (found: Found) => {
    for (const { kind, value } of partsOf(found)) {
      if (isTelling(kind, value) && !known.has(value)) known.set(value, kind);
    }
  };
  for (const { text, field } of texts) if (field === 'host') wholeHost(text).forEach(add);
  const lines = [...new Set(texts.map(({ text }) => text))];
  for (const line of lines) shown(line).forEach(add);
  for (const value of relatives(known, lines)) add({ kind: 'host', value, start: 0 });
  return known;
}

const EXTENSION =
  /(?:\.(?:log|txt|json|conf|py|xml|out|err|old|tar|tgz|txz|gz|bz2|xz|zst|zip|\d+))+$/;

/** Known hosts with a domain behind them, and other hosts of known domains. */
function relatives(known: Known, lines: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const collect = (kind: Kind, pattern: (values: string) => string, flags = 'gu') => {
    const values = [...known].flatMap(([value, own]) => (own === kind ? [literal(value)] : []));
    if (values.length === 0) return;
    const shape = new RegExp(pattern(`(?:${values.join('|')})`), flags);
    for (const line of lines) {
      for (const [value] of line.matchAll(shape)) found.add(value.replace(EXTENSION, ''));
    }
  };
  // In other letters, `CN7`, it is the same host.
  collect('host', (hosts) => `${BEGIN}${hosts}${END}`, 'giu');
  collect('host', (hosts) => `${BEGIN}${hosts}(?:\\.[A-Za-z][\\w-]*){2,}`);
  collect('dns', (domains) => `${BEGIN}[A-Za-z0-9][\\w-]{0,62}\\.${domains}${END}`);
  return found;
}
