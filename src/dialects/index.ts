// The line layouts there are, specific before generic. To add one: a file like the others, with its
// sample lines, and a line here.

import { bare } from './bare.ts';
import { containerRuntime } from './container-runtime.ts';
import type { Dialect } from './dialect.ts';
import { dockerJson } from './docker-json.ts';
import { fluent } from './fluent.ts';
import { journalFull } from './journal-full.ts';
import { journalJson } from './journal-json.ts';
import { journalMonotonic } from './journal-monotonic.ts';
import { journalUnix } from './journal-unix.ts';
import { kolla } from './kolla.ts';
import { osloJson } from './oslo-json.ts';
import { osloText } from './oslo-text.ts';
import { paste } from './paste.ts';
import { syslog } from './syslog.ts';
import { syslogIso } from './syslog-iso.ts';
import { syslogRfc5424 } from './syslog-rfc5424.ts';

export const dialects: readonly Dialect[] = [
  osloJson,
  journalJson,
  fluent,
  dockerJson,
  kolla,
  containerRuntime,
  syslog,
  syslogIso,
  syslogRfc5424,
  journalFull,
  journalMonotonic,
  journalUnix,
  paste,
  osloText,
];

/** What a source is read with as long as none of the others fits. */
export const fallback: Dialect = bare;

/** Matches, at a line's start, a line that surely begins a record of one of these layouts. */
export const headOf = (known: readonly Dialect[]): RegExp =>
  new RegExp(`(?:\\x1b\\[[0-9;]*m){0,4}(?:${known.map(({ head }) => head.source).join('|')})`, 'y');
