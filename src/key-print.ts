// In: text that holds a public key. Out: its fingerprints and lengths, by which two sightings of a key are
// compared; the key itself goes no further.

import { createHash } from 'node:crypto';

export interface KeyPrint {
  readonly type: string;
  /** Colon pairs in hex: what Nova and cloud-init up to 19.4 print. */
  readonly md5: string;
  /** Colon pairs in hex, as cloud-init from 20.1 on prints it. */
  readonly sha256: string;
  /** Of the line without its newline, comment included. */
  readonly length: number;
  readonly commentWords: number;
}

const KEY =
  /\b(ssh-[\w-]{1,60}|ecdsa-[\w-]{1,60}|sk-[\w@.-]{1,60}) (AAAA[A-Za-z0-9+/]+={0,2})((?: (?!net=)[^\s'"]+)*)/;

/** The first public key in a text, null when there is none or it is cut. */
export function keyPrintIn(text: string): KeyPrint | null {
  const match = KEY.exec(text);
  if (match === null) return null;
  const [line = '', type = '', base64 = '', comment = ''] = match;
  const blob = Buffer.from(base64, 'base64');
  if (!isWhole(blob, type)) return null;
  return {
    type,
    md5: pairs(createHash('md5').update(blob).digest('hex')),
    sha256: pairs(createHash('sha256').update(blob).digest('hex')),
    length: line.length,
    commentWords: comment.trim() === '' ? 0 : comment.trim().split(/\s+/).length,
  };
}

/** The key that a line of Nova's says it injects: `… key=ssh-rsa AAAA… net=…`. */
export function injectedKeyIn(message: string): KeyPrint | null {
  const begin = /\bkey=u?['"]?(?=(?:ssh|ecdsa|sk)-)/.exec(message);
  if (begin === null) return null;
  const rest = message.slice(begin.index + begin[0].length);
  // A file to inject may hold another key.
  return rest.search(KEY) === 0 ? keyPrintIn(rest) : null;
}

export const isSameKey = (a: KeyPrint, b: KeyPrint) => a.sha256 === b.sha256;

const pairs = (hex: string) => hex.replace(/(..)(?=.)/g, '$1:');

/** A blob is fields with their lengths in front, of which the first names the type. */
function isWhole(blob: Buffer, type: string): boolean {
  let at = 0;
  let fields = 0;
  while (at + 4 <= blob.length) {
    const end = at + 4 + blob.readUInt32BE(at);
    if (fields === 0 && blob.toString('latin1', at + 4, end) !== type) return false;
    at = end;
    fields += 1;
  }
  return at === blob.length && fields > 1;
}
