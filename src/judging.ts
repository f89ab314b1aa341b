// Events to a report. In: the events of sources, one source after the other. Out: what is told of them as they come,
// and the report at the end.

import type { CycleTrace } from './cycles/trace.ts';
import type { EvidenceFile } from './evidence/index.ts';
import type { InjectEvent } from './model.ts';
import type { Scan } from './scan.ts';
import { newSession, type Session, type SessionOptions } from './session.ts';
import type { Known } from './verdicts/around.ts';
import { type Built, buildReport } from './verdicts/report.ts';

/** Told what is read as it is read. */
export interface Listener {
  /** Cycles that are over; what it asks the session is then as of their last line. */
  over(cycles: readonly CycleTrace[]): void;
  /** A source begins: those before it were read. */
  begin?(): void;
  /** Keeps what is not read yet waiting. */
  drain?(): Promise<void>;
}

export interface JudgingOptions extends SessionOptions {
  /** Told of everything as it is read. */
  readonly listen?: (known: Known) => Listener;
  /** Whether the report has the cycles; not where who listens has told them. */
  readonly keepsCycles?: boolean;
}

export interface Judging {
  readonly session: Session;
  begin(input: Scan['input']): Scan;
  take(event: InjectEvent, scan: Scan): void;
  drain(): Promise<void>;
  /** There is nothing more. @returns what makes the report, once what lies beside the logs is read, too */
  end(): (beside: readonly EvidenceFile[]) => Built;
}

export function newJudging({ listen, keepsCycles = true, ...options }: JudgingOptions): Judging {
  const session = newSession({ ...options, isWhole: keepsCycles });
  const cycles: CycleTrace[] = [];
  const listener = listen?.(session);
  const over = (traces: readonly CycleTrace[]) => {
    if (traces.length === 0) return;
    if (keepsCycles) cycles.push(...traces);
    listener?.over(traces);
  };
  return {
    session,
    begin(input) {
      listener?.begin?.();
      return session.begin(input);
    },
    take: (event, scan) => over(session.take(event, scan)),
    drain: async () => listener?.drain?.(),
    end() {
      over(session.end());
      return (beside) => buildReport({ ...session, cycles, beside });
    },
  };
}
