// The line layouts there are, specific before generic. To add one: a file like the others, with its
// sample lines, and a line here.

import { bare } from './bare.ts';
import type { Dialect } from './dialect.ts';
import { osloJson } from './oslo-json.ts';
import { osloText } from './oslo-text.ts';
import { syslog } from './syslog.ts';

export const dialects: readonly Dialect[] = [osloJson, syslog, osloText];

/** What a source is read with as long as none of the others fits. */
export const fallback: Dialect = bare;

/** Matches, at a line's start, a line that surely begins a record of some layout. */
export const recordHead = new RegExp(
  `(?:\\x1b\\[[0-9;]*m)*(?:${dialects.map(({ head }) => head.source).join('|')})`,
  'y',
);
