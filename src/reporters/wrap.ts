// In: text in spans, each with a tone, and the room there is. Out: lines broken at spaces only, so
// a path or a word of a command is never cut. Every span passes through `plain` here before colour
// is put on; the cells of the timeline do the same, and no text takes another way out.

import type { Evidence } from '../model.ts';
import { plain } from './plain.ts';

export type Tone = 'strong' | 'dim' | 'good' | 'bad' | 'warn' | 'open' | 'write' | 'close';
export type Paint = Readonly<Record<Tone, (text: string) => string>>;

export type Span =
  | string
  | {
      readonly text: string;
      readonly tone: Tone;
      /** Of a span that only cites. */
      readonly cites?: readonly Evidence[];
    };
export type Text = readonly Span[];

export interface Word {
  /** The spaces before it; dropped where a line breaks. */
  readonly gap: string;
  readonly painted: string;
  readonly width: number;
}

/** The letters alone. */
export function flat(text: Text): string {
  return text.map((span) => (typeof span === 'string' ? span : span.text)).join('');
}

/** Colour goes on word by word, so that none reaches over a line break. */
export function words(text: Text, paint: Paint): readonly Word[] {
  const found: Word[] = [];
  let gap = '';
  for (const span of text) {
    const draw = typeof span === 'string' ? (letters: string) => letters : paint[span.tone];
    const shown = plain(typeof span === 'string' ? span : span.text);
    for (const [part] of shown.matchAll(/ +|[^ ]+/g)) {
      if (part.startsWith(' ')) {
        gap += part;
        continue;
      }
      const before = gap === '' ? found.pop() : undefined;
      found.push({
        gap: before?.gap ?? gap,
        painted: (before?.painted ?? '') + draw(part),
        width: (before?.width ?? 0) + columns(part),
      });
      gap = '';
    }
  }
  return found;
}

/** `room` says how many columns the nth line has. A word wider than its line stands alone on it,
 *  unless the next line has more room. */
export function fill(
  text: readonly Word[],
  room: (line: number) => number,
): readonly [string, ...string[]] {
  const done: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text) {
    const here = room(done.length);
    const wider = room(done.length + 1) > here;
    const first = used === 0;
    const needed = used + word.gap.length + word.width;
    if (needed > here && (!first || wider)) {
      done.push(line);
      line = word.painted;
      used = word.width;
    } else {
      line += word.gap + word.painted;
      used = needed;
    }
  }
  const [head, ...rest] = [...done, line];
  return [head ?? '', ...rest];
}

/** Columns a terminal needs at most; from U+1100 on a letter may be two columns wide. */
export function columns(text: string): number {
  let sum = 0;
  for (const letter of text) sum += (letter.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2;
  return sum;
}
