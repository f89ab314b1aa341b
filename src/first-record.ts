// The time and the host a source begins with, for putting sources in order.

import type { LogTime } from './model.ts';
import { type RecordOptions, readRecords } from './records.ts';
import { newScan } from './scan.ts';

export interface FirstRecord {
  readonly time: LogTime | null;
  readonly host: string | null;
}

/** @param head the first bytes of a source, decompressed */
export async function firstRecord(head: Buffer, options: RecordOptions): Promise<FirstRecord> {
  const scan = newScan({ path: '' });
  let known: string | null = null;
  for await (const records of readRecords(linesOf(head), scan, options)) {
    for (const { time, host } of records) {
      known ??= host;
      if (time !== null) return { time, host: host ?? known };
    }
  }
  return { time: null, host: known };
}

/** One at a time, as no more are read than it takes. */
async function* linesOf(head: Buffer) {
  let line = 0;
  for (const text of head.toString('utf8').split('\n')) {
    line += 1;
    yield [{ source: 0, line, offset: 0, text: text.replace(/\r$/, '') }];
  }
}
