// What is told while logs are read, as lines on standard output and in files. In: what a teller tells. Out:
// nothing before a cycle is told, or everything was read.

import type { Listener } from '../judging.ts';
import { openLines } from '../line-output.ts';
import type { ReportPart } from '../model.ts';
import { ndjsonLines } from '../reporters/ndjson.ts';
import type { Known } from '../verdicts/around.ts';
import { newTeller, nothingTold, type TellingOptions } from '../verdicts/telling.ts';

export interface Stream {
  /** Begins to tell what a session knows. */
  readonly listen: (known: Known) => Listener;
  /** Cycles that were over and those told; null when it never began. */
  counts(): { readonly over: number; readonly told: number } | null;
  /** A finding the user asked to fail on was told. */
  isFailed(): boolean;
  /** Tells what is left once everything was read. */
  end(): Promise<void>;
  /** Leaves no file. */
  drop(): Promise<void>;
}

export interface StreamOptions extends TellingOptions {
  /** Standard output, null where nothing goes there. */
  readonly print: ((text: string) => Promise<void>) | null;
  /** Files that get the same. */
  readonly paths: readonly string[];
  readonly isFailing: (part: ReportPart) => boolean;
}

/** @throws UsageError when a file cannot be written */
export async function newStream({
  print,
  paths,
  isFailing,
  ...options
}: StreamOptions): Promise<Stream> {
  const out = await openLines(print, paths);
  const lines: string[] = [];
  let isOpen = false;
  let isFailed = false;
  let counts: { over: number; told: number } | null = null;
  let end = (): void => undefined;
  const drain = async () => {
    if (!isOpen || lines.length === 0) return;
    await out.write(lines.splice(0).join(''));
  };
  return {
    listen(known) {
      const counted = { over: 0, told: 0 };
      counts = counted;
      const teller = newTeller(known, nothingTold(), options);
      const tell = (part: ReportPart) => {
        const told = part.cycles?.length ?? 0;
        counted.told += told;
        isOpen ||= told > 0;
        isFailed ||= isFailing(part);
        for (const line of ndjsonLines(part, known.scans)) lines.push(line);
      };
      end = () => tell(teller.end());
      return {
        over(traces) {
          counted.over += traces.length;
          for (const trace of traces) tell(teller.over(trace));
        },
        begin: () => tell(teller.sources()),
        drain,
      };
    },
    counts: () => counts,
    isFailed: () => isFailed,
    async end() {
      end();
      isOpen = true;
      await drain();
      await out.commit();
    },
    drop: out.drop,
  };
}
