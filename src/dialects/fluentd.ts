// What Fluentd puts in front of a JSON record: nothing, `TIME<TAB>TAG<TAB>` in files, or `TIME TAG: ` on
// its standard output. The layouts of the records themselves are fluent.ts and kolla.ts.

import type { LogTime } from '../model.ts';
import { type Json, parse } from './json.ts';
import { readTime } from './times.ts';

const TIME =
  '\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?: ?[+-]\\d\\d:?\\d\\d|Z)?';
const FRAME = new RegExp(`^(?<time>${TIME})(?:\\t[^\\t]*\\t| [\\w.*-]+: )(?=\\{)`);

/** Pattern source for the front of a record. */
export const FLUENTD_HEAD = `(?:${TIME}(?:\\t[^\\t\\n]*\\t| [\\w.*-]+: ))?\\{"`;

export interface Framed {
  readonly record: Json;
  readonly time: LogTime | null;
}

export function readFramed(line: string): Framed | null {
  const frame = FRAME.exec(line);
  const record = parse(frame === null ? line : line.slice(frame[0].length));
  if (record === null) return null;
  const time = frame?.groups?.['time']?.replace(/ ([+-])/, '$1') ?? '';
  return { record, time: readTime(time) };
}
