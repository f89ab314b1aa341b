// The time and the host a source begins with, for putting sources in order.

import type { LogTime } from './model.ts';
import { type RecordOptions, readRecords } from './records.ts';
import { newScan } from './scan.ts';
import type { Input, ReadFirst } from './sources/index.ts';
import { newZoneClock } from './zones.ts';

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

/** The same of inputs. @param add what is told of an input besides */
export const firstRecordsOf =
  (dialects: NonNullable<RecordOptions['dialects']>, add: (input: Input) => Input): ReadFirst =>
  (head, input) => {
    const { modified, host = null, zone } = add(input);
    const notAfter = modified?.getTime() ?? null;
    return firstRecord(head, { dialects, notAfter, host, zone: zone ? newZoneClock(zone) : null });
  };

/** One at a time, as no more are read than it takes. */
async function* linesOf(head: Buffer) {
  let line = 0;
  for (const text of head.toString('utf8').split('\n')) {
    line += 1;
    yield [{ source: 0, line, offset: 0, text: text.replace(/\r$/, '') }];
  }
}
