// What a transport carries: a message of one or several lines in Nova's own layouts. In: the text
// behind the transport's prefix. Out: its fields, or null when it is laid out otherwise.

import type { Layout } from '../model.ts';
import type { Reading } from './dialect.ts';
import { osloJson } from './oslo-json.ts';
import { osloText } from './oslo-text.ts';

/** Pattern source for the start of a record inside a transport's line. */
export const INNER_HEAD = `(?:${osloText.head.source}|${osloJson.head.source})`;

/** A message of several lines, tracebacks included, is one text here. */
export function readInner(text: string): Reading | null {
  const [first = '', ...rest] = text.split('\n');
  const layout: Layout | null = osloJson.read(first) ?? osloText.read(first);
  if (layout === null || rest.length === 0) return layout;
  const message = [layout.message];
  const traceback = [...(layout.traceback ?? [])];
  for (const line of rest) {
    const inner = osloText.read(line);
    if (inner?.kind === 'traceback') traceback.push(inner.message);
    else if (traceback.length > 0) traceback.push(line);
    else message.push(line);
  }
  return { ...layout, message: message.join('\n'), traceback };
}
