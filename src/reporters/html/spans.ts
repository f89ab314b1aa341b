// In: text in spans, as every text of a report is made. Out: the same as HTML.

import { escaped } from '../markup.ts';
import type { Text } from '../wrap.ts';

export function marked(text: Text): string {
  return text
    .map((span) =>
      typeof span === 'string'
        ? escaped(span)
        : `<span class="${span.tone}">${escaped(span.text)}</span>`,
    )
    .join('');
}
