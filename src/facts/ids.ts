// Ids of lines. In: a record. Out: the same id for the same line of a host, whatever its log is called and however
// it was split, packed or wrapped; secrets have no part in it.

import { createHash } from 'node:crypto';
import { printTime } from '../clock.ts';
import type { LogRecord } from '../model.ts';
import { maskSecrets } from '../secrets.ts';

/** What tells one line of a host from another. */
const tellingOf = (record: LogRecord): readonly unknown[] => [
  printTime(record.time),
  record.pid,
  record.level,
  record.logger,
  record.requestId,
  record.instance,
  maskSecrets(record.message),
  record.traceback.map(maskSecrets),
];

/** @param more tells lines apart that are equal to the last letter */
export function idOf(host: string, record: LogRecord, more: readonly unknown[] = []): string {
  return hashOf([host, ...tellingOf(record), ...more]);
}

export const hashOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
