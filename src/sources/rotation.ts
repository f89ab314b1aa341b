// Which files are one log: it and its rotations, told by directory and name. What lies elsewhere or is
// named otherwise may be another host's.

import { dirname, join, resolve } from 'node:path';

const PACKED = /\.(?:gz|xz|zst|zstd|bz2)$/i;
// -20130620 · .2013-06-20 · -20130620-0815 · -2013-06-20-114501 · -20130620-1371729600
const DATE =
  '[-._]\\d{4}-?\\d\\d-?\\d\\d(?:[-_T]?(?:\\d{4}|\\d{6}|\\d{10}|\\d\\d([-:])\\d\\d\\1\\d\\d))?';
const DATED = new RegExp(`${DATE}(\\.(?:log|txt|json))?$`);
/** Behind a letter: what ends in two numbers may be an address, and tells hosts apart. */
const NUMBERED = /(?<=[a-z])\.(?:\d{1,3}|old)$/i;

/** Equal for the paths of a log and of its rotations, compressed or not. */
export function rotationSet(path: string): string {
  if (path === '-') return path;
  const name = path.slice(path.lastIndexOf('/') + 1).replace(PACKED, '');
  const log = name.replace(NUMBERED, '').replace(DATED, '$2');
  return join(resolve(dirname(path)), log === '' ? name : log);
}
