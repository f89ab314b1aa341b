// Who a report names, replaced by stable pseudonyms, so that it can be handed on. In: a report. Out: the pseudonyms
// of all it names, and the report with them. What the report is about stays: instances, requests, images, devices,
// paths. Keys, passwords and contents are not in a report to begin with; what else looks like one is masked.

import type { Report } from '../model.ts';
import { maskSecrets } from '../secrets.ts';
import { type Find, finderOf } from './find.ts';
import { knownIn } from './known.ts';
import { type Name, type Names, PSEUDONYM } from './names.ts';
import { isTelling } from './ordinary.ts';
import { type Text, textsIn, withTexts } from './strings.ts';

export type { Kind, Name, Names } from './names.ts';

const TAKEN = new RegExp(`(?<![A-Za-z0-9])${PSEUDONYM}`, 'g');

/** Numbered by first appearance. None is a text that the report has already. */
export function namesIn(report: Report): Names {
  const texts = [...textsIn(report)].map(masked);
  const taken = new Set(texts.flatMap(({ text }) => text.match(TAKEN) ?? []));
  const find = finderOf(knownIn(texts));
  const counts = new Map<string, number>();
  const names = new Map<string, Name>();
  for (const { kind, value } of texts.flatMap(remembering(find))) {
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
  return withTexts(
    report,
    remembering((text) => replaced(masked(text), find, names)),
  );
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

/** Lines are quoted again and again. */
function remembering<Result>(of: (text: Text) => Result): (text: Text) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const key = `${text.field === 'host'} ${text.text}`;
    const result = known.get(key) ?? of(text);
    known.set(key, result);
    return result;
  };
}
