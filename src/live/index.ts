// A reading that tells each cycle when it is over, of logs that are still written to, and that can be put down
// and taken up: after a rotation, a crash or an upgrade it goes on where it was.

import type { Dialect } from '../dialects/dialect.ts';
import { UsageError } from '../errors.ts';
import { firstRecordsOf } from '../first-record.ts';
import type { ReportPart } from '../model.ts';
import { plain } from '../reporters/plain.ts';
import { shrink } from '../scan.ts';
import { newSession, nothingHeld, type SessionOptions } from '../session.ts';
import { sieveFor } from '../sieve/needles.ts';
import type { Input, Stdin } from '../sources/index.ts';
import { newTeller, nothingTold, type TellingOptions } from '../verdicts/telling.ts';
import { newZoneClocks } from '../zones.ts';
import { newIdleWatch, type StillOpen } from './idle.ts';
import { type ReaderOptions, readFile, readStream } from './reader.ts';
import { newSource } from './source.ts';
import { type Followed, type Kept, openState } from './state.ts';
import { newSteps } from './steps.ts';
import { START } from './stretches.ts';
import { openAppended } from './written.ts';

export interface LiveOptions extends SessionOptions {
  /** `-` is standard input. */
  readonly paths: readonly string[];
  /** What comes is waited for; else what is new is read and no more. */
  readonly follows: boolean;
  /** The file that keeps where the reading stands. */
  readonly state: string | null;
  /** What another run has to be told, too, to go on. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly dialects: readonly Dialect[];
  /** An input with what is told of it besides. */
  readonly add: (input: Input) => Input;
  readonly stdin: Stdin;
  readonly telling: TellingOptions;
  /** Files that get the lines. */
  readonly outputs: readonly string[];
  /** The lines of a part. */
  readonly lines: (part: ReportPart, sources: readonly { readonly path: string }[]) => string;
  /** Standard output, null where nothing goes there. */
  readonly print: ((text: string) => Promise<void>) | null;
  /** What is printed of a part; the lines where it is not given. */
  readonly show?: LiveOptions['lines'] | undefined;
  /** Told of cycles that are open for so long, in milliseconds. */
  readonly idle: {
    readonly ms: number;
    readonly tell: (open: StillOpen, sources: readonly { readonly path: string }[]) => string;
  } | null;
  /** Told of every part as well. */
  readonly onTold: (part: ReportPart) => void;
  /** Ends the reading. */
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/** Between two looks for cycles that stay open. */
const LOOK_MS = 1000;

/** Resolves to whether a part of a log was nowhere to be found. @throws UsageError */
export async function live(options: LiveOptions): Promise<boolean> {
  const { paths, warn, lines, show = lines } = options;
  const failure = new AbortController();
  const signal = AbortSignal.any([options.signal, failure.signal]);
  const state = options.state === null ? null : await openState(options.state);
  const kept = state?.kept ?? null;
  if (kept !== null) refuseOther(kept, options);
  const held = kept?.held ?? nothingHeld();
  const remembered = kept?.remembered ?? nothingTold();
  const session = newSession({ ...options, isWhole: false }, held);
  const teller = newTeller(session, remembered, options.telling);
  const out = await openAppended(options.outputs, options.print, kept?.written ?? []);
  const pending = { lines: '', shown: '' };
  let partly = false;
  const tell = (part: ReportPart) => {
    options.onTold(part);
    pending.lines += lines(part, session.scans);
    pending.shown += show(part, session.scans);
  };
  const followed = paths.map(
    (path) => kept?.followed.find((one) => one.path === path) ?? begun(path),
  );
  const now = { asked: options.asked, followed, held, remembered };
  const { step, finish } = newSteps(state, now, out, pending);
  const sieve = sieveFor(options.dialects);
  const zones = newZoneClocks();
  const sources = followed.map((one) =>
    newSource(one, {
      session,
      stretches: { sieve, dialects: options.dialects },
      add: options.add,
      zone: ({ path, zone }) => zones(path, zone),
      over: (traces) => {
        for (const trace of traces) tell(teller.over(trace));
      },
      begin: () => {
        tell(teller.sources());
        session.scans.forEach(shrink);
      },
    }),
  );
  const idle = options.idle === null ? null : newIdleWatch(held.doing, options.idle.ms);
  const endAll = async () => {
    for (const source of sources) await source.end();
    for (const trace of session.end()) tell(teller.over(trace));
    tell(teller.end());
  };
  const timer = setInterval(() => {
    void step(async () => {
      for (const open of idle?.() ?? [])
        pending.shown += options.idle?.tell(open, session.scans) ?? '';
    }).catch(() => {});
  }, LOOK_MS);
  const reader: ReaderOptions = {
    since: state?.at ?? null,
    follows: options.follows,
    signal,
    step,
    warn,
    readFirst: firstRecordsOf(options.dialects, options.add),
    onLost: () => {
      partly = true;
    },
  };
  try {
    await Promise.all(
      sources.map((source) =>
        source.followed.path === '-'
          ? readStream(source, options.stdin, reader)
          : readFile(source, reader),
      ),
    );
    // What is open may go on in another run.
    if (state === null) await step(endAll);
    await finish();
  } finally {
    failure.abort();
    clearInterval(timer);
    await out.close();
  }
  return partly;
}

const begun = (path: string): Followed => ({ path, source: -1, place: { ...START }, print: null });

function refuseOther({ asked }: Kept, { asked: now, state }: LiveOptions): void {
  for (const [name, value] of Object.entries(now)) {
    const before = asked[name];
    if (JSON.stringify(before) === JSON.stringify(value)) continue;
    throw new UsageError(
      `--state ${plain(state ?? '')}: was kept with other ${name} (${plain(shown(before))}, not ${plain(shown(value))}); it was left as it is`,
    );
  }
}

const shown = (value: unknown): string => [value ?? 'none'].flat().map(String).join(', ');
