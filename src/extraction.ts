// What is recognised of logs. In: the records of their sources, one after the other. Out: the events they tell of.

import { takeRecord } from './events.ts';
import { isOfKnownHost, type KnownHosts } from './known-hosts.ts';
import type { InjectEvent, LogRecord } from './model.ts';
import type { Scan } from './scan.ts';
import { tallied } from './tally.ts';

/** Null where no template knows the record, or it is of one host too many; it is counted either way.
 *  @param hosts of all sources so far */
export function extract(record: LogRecord, scan: Scan, hosts: KnownHosts): InjectEvent | null {
  if (!tallied(record, scan) || !isOfKnownHost(record, hosts, scan)) return null;
  return takeRecord(record, scan, scan.log);
}
