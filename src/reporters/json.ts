// In: a report, or what a command answers. Out: what `JSON.stringify(report, null, 2)` prints and a newline, with
// letters that are not to be seen escaped, in pieces. The elements of each top-level list are written one at a time, so that the text
// of a report with many cycles is never held as a whole.

import { visible } from './json-line.ts';

export function* json(report: object): Iterable<string> {
  let separator = '{\n';
  for (const [key, value] of Object.entries(report)) {
    if (value === undefined) continue;
    yield `${separator}  ${JSON.stringify(key)}: `;
    if (Array.isArray(value) && value.length > 0) yield* list(value);
    else yield nested({ '': value }, OBJECT);
    separator = ',\n';
  }
  yield '\n}\n';
}

function* list(values: readonly unknown[]): Iterable<string> {
  let separator = '[\n';
  for (const value of values) {
    yield `${separator}    ${nested({ '': [value] }, LIST)}`;
    separator = ',\n';
  }
  yield '\n  ]';
}

/** What stands around a value that is printed as deep inside others as the report has it. */
interface Around {
  readonly before: string;
  readonly after: string;
}

const OBJECT: Around = { before: '{\n  "": ', after: '\n}' };
const LIST: Around = { before: '{\n  "": [\n    ', after: '\n  ]\n}' };

/** The text of the inner value alone: printed where it stands, it is indented as it should be. */
function nested(outer: object, { before, after }: Around): string {
  return visible(JSON.stringify(outer, null, 2).slice(before.length, -after.length));
}
