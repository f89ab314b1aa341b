// In: a report, or what a command answers. Out: the bytes of `JSON.stringify(report, null, 2)` and a
// newline, in pieces. The elements of each top-level list are written one at a time, so that the text
// of a report with many cycles is never held as a whole.

export function* json(report: object): Iterable<string> {
  let separator = '{\n';
  for (const [key, value] of Object.entries(report)) {
    if (value === undefined) continue;
    yield `${separator}  ${JSON.stringify(key)}: `;
    if (Array.isArray(value) && value.length > 0) yield* list(value);
    else yield indented(value, '  ');
    separator = ',\n';
  }
  yield '\n}\n';
}

function* list(values: readonly unknown[]): Iterable<string> {
  let separator = '[\n';
  for (const value of values) {
    yield `${separator}    ${indented(value, '    ')}`;
    separator = ',\n';
  }
  yield '\n  ]';
}

/** A line break inside a JSON string is escaped, so every one met here is layout. */
function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}
