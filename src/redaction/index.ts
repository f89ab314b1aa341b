// Who a report names, replaced by stable pseudonyms, so that it can be handed on. In: a report. Out: the pseudonyms
// of all it names, and the report with them. What the report is about stays: instances, requests, images, devices,
// paths. Keys, passwords and contents are not in a report to begin with; what else looks like one is masked.

import type { Report } from '../model.ts';
import { maskSecrets } from '../secrets.ts';
import { type Find, finderOf } from './find.ts';
import { knownIn } from './known.ts';
import { type Name, type Names, PSEUDONYM } from './names.ts';
import { isTelling } from './ordinary.ts';
import { rememberingShown } from './shown.ts';
import { type Text, textsIn, withTexts } from './strings.ts';

export type { Kind, Name, Names } from './names.ts';

const TAKEN = new RegExp(`(?<![A-Za-z0-9])${PSEUDONYM}`, 'g');

/** Numbered by first appearance. None is a text that the report has already. */
export function namesIn(report: Report): Names {
  const texts = distinct(textsIn(report)).map(masked);
  const taken = new Set(texts.flatMap(({ text }) => text.match(TAKEN) ?? []));
  const shown = rememberingShown();
  const find = finderOf(knownIn(texts, shown), shown);
  const counts = new Map<string, number>();
  const names = new Map<string, Name>();
  for (const { kind, value } of texts.flatMap(find)) {
    if (names.has(value)) continue;
    let count = counts.get(kind) ?? 0;
    do count += 1;
    while (taken.has(`${kind}-${count}`));
    counts.set(kind, count);
    names.set(value, { kind, pseudonym: `${kind}-${count}` });
  }
  return names;
}

/** @param names of this report, or of one that it is a part of */
export function redact(report: Report, names: Names): Report {
  const telling = [...names].filter(([value, { kind }]) => isTelling(kind, value));
  const find = finderOf(new Map(telling.map(([value, { kind }]) => [value, kind])));
  const known = { host: new Map<string, string>(), other: new Map<string, string>() };
  return withTexts(report, (text) => {
    const same = known[readAs(text)];
    const shown = same.get(text.text) ?? replaced(masked(text), find, names);
    same.set(text.text, shown);
    return shown;
  });
}

/** What decides how a text is read: lines are quoted again and again. */
const readAs = ({ field }: Text) => (field === 'host' ? 'host' : 'other');

function distinct(texts: Iterable<Text>): readonly Text[] {
  const seen = { host: new Set<string>(), other: new Set<string>() };
  const found: Text[] = [];
  for (const text of texts) {
    const same = seen[readAs(text)];
    if (same.has(text.text)) continue;
    same.add(text.text);
    found.push(text);
  }
  return found;
}

const masked = ({ text, field }: Text): Text => ({ text: maskSecrets(text), field });

function replaced(text: Text, find: Find, names: Names): string {
  let shown = '';
  let at = 0;
  for (const { value, start } of find(text)) {
    shown += text.text.slice(at, start) + (names.get(value)?.pseudonym ?? '***');
    at = start + value.length;
  }
  return shown + text.text.slice(at);
}
