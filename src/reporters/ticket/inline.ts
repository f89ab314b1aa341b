// In: a line of a ticket. Out: its pieces: plain words, which no markup gives a meaning to, and code, for
// every word that one might: paths, options, mentions, addresses, tags. So a printer has little to escape,
// and what is not rendered reads well too.

import { plain } from '../plain.ts';
import type { Inline, Line } from './part.ts';

/** Letters of one quote; a journal's record may be a page long. */
const quotedAtMost = 400;

export interface Piece {
  readonly kind: 'words' | 'code' | 'strong';
  readonly text: string;
}

const letters = String.raw`\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*`;
/** Also a time, a date, a version, a duration. */
const digits = String.raw`<?[+-]?\d+(?:[.,:-]\d+)*(?:%|[a-z]{1,2})?`;
const opening = String.raw`["'(“‘]*\[?`;
const closing = String.raw`[\]"')”’.,;:?…]*`;

const harmless = new RegExp(`^${opening}(?:${letters}|${digits})${closing}$`, 'u');
/** Where a line begins, a dash, `1.` or `[x]` would make a list of it. */
const harmlessFirst = new RegExp(`^["'(“‘]*(?:${letters}${closing}|${digits})$`, 'u');
/** Of a longer one the parts are not looked for. */
const longestWord = 200;
const lone = /^(?:->?|["')”’.,;:?…]+)$/;
const parts = new RegExp(`^(${opening})(.*?)(${closing})$`, 'u');

export function piecesOf(line: Line): readonly Piece[] {
  const found: Piece[] = [];
  for (const inline of line) {
    for (const piece of inlinePieces(inline, found.length === 0)) add(found, piece);
  }
  return found;
}

/** One line of a log; where it is longer than a quote may be, it says by how much. */
export function cut(text: string): string {
  const shown = plain(text);
  const letters = [...shown];
  const more = letters.length - quotedAtMost;
  if (more <= 0) return shown;
  return `${letters.slice(0, quotedAtMost).join('')}… (${more} more characters)`;
}

function inlinePieces(inline: Inline, isFirst: boolean): readonly Piece[] {
  if (typeof inline !== 'string') {
    if ('strong' in inline) return [{ kind: 'strong', text: inline.strong }];
    const text = plain(inline.code).trim();
    return text === '' ? [] : [{ kind: 'code', text }];
  }
  const shown = plain(inline);
  const words = shown.split(' ').filter((word) => word !== '');
  const pieces = words.flatMap((word, at): readonly Piece[] => [
    ...(at > 0 || shown.startsWith(' ') ? [{ kind: 'words', text: ' ' } as const] : []),
    ...wordPieces(word, isFirst && at === 0),
  ]);
  return shown.endsWith(' ') ? [...pieces, { kind: 'words', text: ' ' }] : pieces;
}

function wordPieces(word: string, isFirst: boolean): readonly Piece[] {
  if (word.length > longestWord) return [{ kind: 'code', text: word }];
  const isSafe = isFirst ? harmlessFirst.test(word) : harmless.test(word) || lone.test(word);
  if (isSafe) return [{ kind: 'words', text: word }];
  const [, before = '', core = '', after = ''] = parts.exec(word) ?? [];
  // Brackets within belong together, and so do those around what else begins a line.
  if (core === '' || /[([]/.test(core) || (isFirst && before !== '')) {
    return [{ kind: 'code', text: word }];
  }
  return [
    ...(before === '' ? [] : [{ kind: 'words', text: before } as const]),
    { kind: 'code', text: core },
    ...(after === '' ? [] : [{ kind: 'words', text: after } as const]),
  ];
}

/** Joins what is of one kind: words to words, and code to code, also across a space. */
function add(found: Piece[], piece: Piece): void {
  const last = found.at(-1);
  const before = found.at(-2);
  if (piece.kind === 'words' && last?.kind === 'words') {
    found.splice(-1, 1, { kind: 'words', text: last.text + piece.text });
  } else if (piece.kind === 'code' && last?.text === ' ' && before?.kind === 'code') {
    found.splice(-2, 2, { kind: 'code', text: `${before.text} ${piece.text}` });
  } else if (piece.kind === 'code' && last?.kind === 'code') {
    found.splice(-1, 1, { kind: 'code', text: last.text + piece.text });
  } else {
    found.push(piece);
  }
}
