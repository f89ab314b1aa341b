// Text in small parts, as reporters make it, to pieces that are worth a write each.

/** Letters that are. */
const ENOUGH = 1 << 15;

export function* gathered(parts: Iterable<string>): Generator<string> {
  let text = '';
  for (const part of parts) {
    text += part;
    if (text.length < ENOUGH) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
