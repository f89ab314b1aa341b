// One log that is followed: bytes in, cycles that are over out, file after file under its name.

import { UsageError } from '../errors.ts';
import { endsInside } from '../records.ts';
import { plain } from '../reporters/plain.ts';
import type { Scan } from '../scan.ts';
import { codecOf, type Input, nothing } from '../sources/index.ts';
import type { ZoneClock } from '../zones.ts';
import type { Followed } from './state.ts';
import { readStretch, START, type StretchOptions, wholeRecords } from './stretches.ts';
import { isShort, PRINTED, printOf } from './tail.ts';
import type { Taker } from './taker.ts';

export interface Source {
  readonly followed: Followed;
  /** Takes what was written; null for nothing since a while, so that the last line is whole. */
  take(bytes: Uint8Array | null): Promise<void>;
  /** Forgets what is not whole yet: it is read again. */
  forget(): void;
  /** The file is at its end. */
  end(): Promise<void>;
  /** Another file is read from here on. @param path it has */
  next(path: string): void;
}

export interface SourceOptions {
  readonly taker: Taker;
  readonly stretches: Omit<StretchOptions, 'host' | 'zone' | 'notAfter'>;
  /** With what the command line tells of it. */
  readonly add: (input: Input) => Input;
  readonly zone: (input: Input) => ZoneClock | null;
}

const MAGIC = 6;

/** @param followed where it was left; grows */
export function newSource(followed: Followed, options: SourceOptions): Source {
  const { taker } = options;
  let held: Buffer = Buffer.alloc(0);
  const scanOf = (): Scan => {
    const scan = taker.scans[followed.source];
    if (scan === undefined) throw new Error(`no source ${followed.source}`);
    return scan;
  };
  const read = async (count: number, isLast: boolean) => {
    const bytes = held.subarray(0, count);
    const input = options.add({ path: followed.path, open: nothing });
    const how: StretchOptions = {
      ...options.stretches,
      host: input.host ?? null,
      zone: options.zone(input),
      notAfter: Date.now(),
    };
    const scan = scanOf();
    const { place, source } = followed;
    for (const record of await readStretch({ bytes, isLast }, place, scan, source, how)) {
      taker.take(record, scan);
    }
    held = Buffer.from(held.subarray(count));
  };
  const begin = (path: string) => {
    taker.begin({ path }, followed.source < 0 ? null : followed.source);
    followed.source = taker.scans.length - 1;
  };
  if (followed.source < 0) begin(followed.path);
  return {
    followed,
    async take(bytes) {
      if (bytes !== null) held = Buffer.concat([held, bytes]);
      if (isShort(followed.print))
        followed.print = printOf(
          Buffer.concat([Buffer.from(followed.place.head, 'base64'), held.subarray(0, PRINTED)]),
        );
      if (followed.place.bytes === 0) refusePacked(followed.path, held);
      const whole = wholeRecords(held, followed.place, options.stretches.sieve, bytes === null);
      if (whole > 0) await read(whole, false);
    },
    forget() {
      held = Buffer.alloc(0);
    },
    async end() {
      if (held.length > 0) await read(held.length, true);
      const scan = scanOf();
      if (endsInside(scan)) scan.cutTail = scan.unterminated ?? null;
      // Who wrote to it is of no use for the next one.
      scan.writers.clear();
    },
    next(path) {
      held = Buffer.alloc(0);
      followed.place = { ...START };
      followed.print = null;
      begin(path);
    },
  };
}

function refusePacked(path: string, bytes: Buffer): void {
  const codec = codecOf(bytes.subarray(0, MAGIC));
  if (codec === undefined) return;
  throw new UsageError(`${plain(path)}: is packed (${codec.id}); only a plain log can be followed`);
}
