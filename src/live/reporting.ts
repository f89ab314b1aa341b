// Cycles told one by one: each when it is over, with what is wrong with it.

import { extract } from '../extraction.ts';
import type { ReportPart } from '../model.ts';
import { shrink } from '../scan.ts';
import { newSession, nothingHeld, type SessionOptions } from '../session.ts';
import { newTeller, nothingTold, type TellingOptions } from '../verdicts/telling.ts';
import { newIdleWatch, type StillOpen } from './idle.ts';
import type { NewTaker } from './taker.ts';

export interface ReportingOptions extends SessionOptions {
  readonly telling: TellingOptions;
  /** The lines of a part. */
  readonly lines: (part: ReportPart, sources: readonly { readonly path: string }[]) => string;
  /** What is printed of a part; the lines where it is not given. */
  readonly show?: ReportingOptions['lines'] | undefined;
  /** Told of cycles that are open for so long, in milliseconds. */
  readonly idle: {
    readonly ms: number;
    readonly tell: (open: StillOpen, sources: readonly { readonly path: string }[]) => string;
  } | null;
  /** Told of every part as well. */
  readonly onTold: (part: ReportPart) => void;
}

export const reporting =
  ({ telling, lines, show = lines, idle, onTold, ...options }: ReportingOptions): NewTaker =>
  (kept, tell) => {
    const held = kept?.held ?? nothingHeld();
    const remembered = kept?.remembered ?? nothingTold();
    const session = newSession({ ...options, isWhole: false }, held);
    const teller = newTeller(session, remembered, telling);
    const told = (part: ReportPart) => {
      onTold(part);
      tell(lines(part, session.scans), show(part, session.scans));
    };
    const over = (traces: ReturnType<typeof session.end>) => {
      for (const trace of traces) told(teller.over(trace));
    };
    const stillOpen = idle === null ? null : newIdleWatch(held.doing, idle.ms);
    return {
      scans: session.scans,
      knows: { held, remembered },
      begin(input, before) {
        const read = before === null ? undefined : session.scans[before];
        if (read !== undefined) {
          read.isOver = true;
          told(teller.sources(({ isOver = false }) => isOver));
          session.scans.slice(0, remembered.sourcesTold).forEach(shrink);
        }
        return session.begin(input);
      },
      take(record, scan) {
        const event = extract(record, scan, session.hosts);
        if (event !== null) over(session.take(event, scan));
      },
      look() {
        for (const open of stillOpen?.() ?? []) tell('', idle?.tell(open, session.scans) ?? '');
      },
      // What is open may go on in another run.
      rest: () => undefined,
      end() {
        over(session.end());
        told(teller.end());
      },
    };
  };
