// What Python prints of a dictionary, as RPC and VIF lines hold one: `{u'uuid': u'3c1d…', 'flavor': {…}}`.
// In: a text. Out: the entries of the dictionary it begins with. Strings are skipped as strings, so
// nothing a user named can pass for a key.

/** A string with its quotes. A quote inside is escaped, or the others are double. */
const STRING = /[ub]{0,2}(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/y;
/** What is neither string nor bracket, separator or start of a string. */
const OTHER = /[^'"{}[\]():,]+/y;

/** The values of the dictionary's own keys, each as printed; null when the text does not begin with a
 *  dictionary, or ends inside it. */
export function readDictionary(text: string): ReadonlyMap<string, string> | null {
  if (!text.startsWith('{')) return null;
  const entries = new Map<string, string>();
  let depth = 0;
  let key: string | null = null;
  let start = 1;
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    const next = ends(text, at);
    if (next === null) return null;
    if ('{[('.includes(char)) depth += 1;
    else if ('}])'.includes(char)) depth -= 1;
    const isOver = depth === 0;
    if (depth === 1 && char === ':' && key === null) {
      key = unquoted(text.slice(start, at));
      start = next;
    } else if (isOver || (depth === 1 && char === ',')) {
      if (key !== null) entries.set(key, text.slice(start, at).trim());
      key = null;
      start = next;
    }
    if (isOver) return entries;
    at = next;
  }
  return null;
}

/** Where the token that begins there ends, null in the middle of a string. */
function ends(text: string, at: number): number | null {
  if ('{}[]():,'.includes(text[at] ?? '')) return at + 1;
  for (const pattern of [STRING, OTHER]) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return pattern.lastIndex;
  }
  return null;
}

/** A printed string without quotes and marks; null for anything else. */
export function unquoted(value: string): string | null {
  return /^[ub]{0,2}(['"])(.*)\1$/s.exec(value.trim())?.[2] ?? null;
}
