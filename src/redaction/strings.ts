// The strings of a report, in the order they are printed in, each with the name of its field. What is fixed by
// this tool or by Nova's makers names nobody: it is passed over.

const FIXED = new Set(['schema', 'tool', 'version', 'series', 'codename', 'references']);

export interface Text {
  readonly text: string;
  readonly field: string;
}

export function* textsIn(value: unknown, field = ''): Generator<Text> {
  if (typeof value === 'string') yield { text: value, field };
  else if (Array.isArray(value)) for (const one of value) yield* textsIn(one, field);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value))
      if (!FIXED.has(key)) yield* textsIn(inner, key);
  }
}

/** The same value with other strings. */
export function withTexts<Value>(
  value: Value,
  change: (text: Text) => string,
  field?: string,
): Value;
export function withTexts(value: unknown, change: (text: Text) => string, field = ''): unknown {
  if (typeof value === 'string') return change({ text: value, field });
  if (Array.isArray(value)) return value.map((one) => withTexts(one, change, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      FIXED.has(key) ? inner : withTexts(inner, change, key),
    ]),
  );
}
