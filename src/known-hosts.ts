// The hosts of a log. In: a record. Out: whether it is of one of the first hosts there are; what is known of each is
// held, so that a log in which every line names another one would take all the memory there is.

import type { Line, LogRecord } from './model.ts';
import { addFew } from './noted.ts';

export interface HostCounts {
  /** Records of other hosts, and the first of them. */
  otherHosts?: number;
  firstOtherHost?: Line;
}

/** Plain data. */
export type KnownHosts = Set<string>;

/** @param hosts of all sources so far */
export function isOfKnownHost(record: LogRecord, hosts: KnownHosts, counts: HostCounts): boolean {
  const { host, source, line, offset, text } = record;
  if (host === null || addFew(hosts, host)) return true;
  counts.otherHosts = (counts.otherHosts ?? 0) + 1;
  counts.firstOtherHost ??= { source, line, offset, text };
  return false;
}
