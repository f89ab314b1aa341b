// What is set, in a line for each value, or as data; where from as `git config --show-origin` tells it.

import { type Option, TABLE } from '../options.ts';
import { withoutLogin } from '../queue/logins.ts';
import { json } from '../reporters/json.ts';
import { plain } from '../reporters/plain.ts';
import type { Setting, Settings, Value } from '../settings/index.ts';
import type { Answer, Asked } from './command.ts';

export async function config({ flags }: Asked): Promise<Answer> {
  const { format, settings, showOrigin = false } = flags;
  if (format !== 'json') return { text: lines(settings, showOrigin) };
  const all = inOrder(settings).map(([option, { value, origin }]) => ({
    option,
    value: shown(option, value),
    origin: origin.kind,
    from: origin.from,
  }));
  return { text: json({ settings: all }) };
}

const inOrder = (settings: Settings) => [...settings].sort(([a], [b]) => (a < b ? -1 : 1));

function* lines(settings: Settings, showOrigin: boolean): Iterable<string> {
  for (const [option, setting] of inOrder(settings)) {
    const origin = showOrigin ? `${plain(originOf(setting))}\t` : '';
    for (const value of [shown(option, setting.value)].flat())
      yield `${origin}${option}=${plain(String(value))}\n`;
  }
}

/** A URL without the login in it. */
const shown = (name: string, value: Value): Value =>
  Object.entries<Option>(TABLE).some(([one, { isUrl }]) => one === name && isUrl)
    ? withoutLogin(String(value))
    : value;

function originOf({ origin: { kind, from } }: Setting): string {
  if (from === null) return kind === 'default' ? kind : 'command line';
  return `${kind === 'environment' ? kind : 'file'}:${from}`;
}
