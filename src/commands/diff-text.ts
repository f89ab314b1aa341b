// What both comparisons draw with: a fact with a line for each side, and the options that differ.

import type { Fact, Shown } from '../comparison/facts.ts';
import type { OptionComparison } from '../comparison/instances.ts';
import { cite, field, type Page, paragraph } from '../reporters/page.ts';
import { plainLines } from '../reporters/plain.ts';
import type { Text } from '../reporters/wrap.ts';

/** The logs of each side; the same for two instances of the same logs. */
export interface Pages {
  readonly a: Page;
  readonly b: Page;
}

/** Those that differ, a line for each side; the others by name. */
export function* factLines(
  pages: Pages,
  facts: readonly Fact[],
  indent: string,
): Generator<string> {
  for (const { what, verdict, a, b } of facts) {
    if (verdict === 'differs') yield* sides(pages, what, a, b, 'not shown', indent);
  }
  const same = facts.filter(({ verdict }) => verdict === 'same').map(({ what }) => what);
  if (same.length > 0) yield field(pages.a, 'same', [same.join(', ')], indent);
  const unknown = facts
    .filter(({ verdict, a, b }) => verdict === 'not-known' && (a.value ?? b.value) !== null)
    .map(
      ({ what, a, b }) =>
        `${what} (${a.value === null ? 'B' : 'A'} ${oneLine(a.value ?? b.value)})`,
    );
  if (unknown.length > 0) {
    yield field(pages.a, 'one side', [`not shown on the other: ${unknown.join(', ')}`], indent);
  }
  const neither = facts.filter(({ a, b }) => a.value === null && b.value === null);
  if (neither.length > 0) {
    yield field(
      pages.a,
      'neither',
      [`not shown: ${neither.map(({ what }) => what).join(', ')}`],
      indent,
    );
  }
}

export function* sides(
  pages: Pages,
  what: string,
  a: Shown,
  b: Shown,
  missing: string,
  indent: string,
): Generator<string> {
  yield paragraph(pages.a, [{ text: what, tone: 'strong' }], indent);
  yield paragraph(pages.a, side('A', pages.a, a, missing), `${indent}  `, `${indent}    `);
  yield paragraph(pages.b, side('B', pages.b, b, missing), `${indent}  `, `${indent}    `);
}

function side(name: string, page: Page, { value, evidence }: Shown, missing: string): Text {
  return [`${name} ${value === null ? missing : oneLine(value)}`, cite(page, evidence)];
}

/** An error has several lines; what follows the first stands behind it. */
const oneLine = (text: string | null) => plainLines(text ?? '').join(' ');

export function* optionLines(
  pages: Pages,
  { listed, differences }: OptionComparison,
): Generator<string> {
  if (!listed.a || !listed.b) {
    const where = listed.a ? 'B' : listed.b ? 'A' : 'A and B';
    const text = `not compared: no start-up options in the log for ${where}`;
    yield field(pages.a, 'options', [text], '');
    return;
  }
  if (differences.length === 0) yield field(pages.a, 'options', ['no value differs'], '');
  for (const { group, name, a, b } of differences) {
    yield* sides(pages, `option [${group}] ${name}`, a, b, 'not listed', '');
  }
}
