// A reading of logs that are still written to, which tells what is in them as it comes, and that can be put down and
// taken up: after a rotation, a crash or an upgrade it goes on where it was.

import type { Dialect } from '../dialects/dialect.ts';
import { UsageError } from '../errors.ts';
import { firstRecordsOf } from '../first-record.ts';
import { plain } from '../reporters/plain.ts';
import { sieveFor } from '../sieve/needles.ts';
import type { Input, Stdin } from '../sources/index.ts';
import { newZoneClocks } from '../zones.ts';
import { type ReaderOptions, readFile, readStream } from './reader.ts';
import { newSource } from './source.ts';
import { type Followed, type Kept, openState } from './state.ts';
import { newSteps } from './steps.ts';
import { START } from './stretches.ts';
import type { NewTaker } from './taker.ts';
import { openAppended, type Sinks } from './written.ts';

export interface LiveOptions extends Sinks {
  /** What is done with the records. */
  readonly newTaker: NewTaker;
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
  /** Files that get the lines. */
  readonly outputs: readonly string[];
  /** Ends the reading. */
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/** Between two looks for cycles that stay open. */
const LOOK_MS = 1000;

/** Resolves to whether a part of a log was nowhere to be found. @throws UsageError */
export async function live(options: LiveOptions): Promise<boolean> {
  const { paths, warn } = options;
  const failure = new AbortController();
  const signal = AbortSignal.any([options.signal, failure.signal]);
  const state = options.state === null ? null : await openState(options.state);
  const kept = state?.kept ?? null;
  if (kept !== null) refuseOther(kept, options);
  const out = await openAppended(options.outputs, options, kept?.written ?? []);
  const pending = { lines: '', shown: '' };
  let partly = false;
  const taker = options.newTaker(kept, (lines, shown = lines) => {
    pending.lines += lines;
    pending.shown += shown;
  });
  const followed = paths.map(
    (path) => kept?.followed.find((one) => one.path === path) ?? begun(path),
  );
  for (const one of followed) if (one.print === null && state?.at != null) one.since ??= state.at;
  const now = { asked: options.asked, followed, ...taker.knows };
  const { step, finish } = newSteps(state, now, out, pending);
  const sieve = sieveFor(options.dialects);
  const zones = newZoneClocks();
  const sources = followed.map((one) =>
    newSource(one, {
      taker,
      stretches: { sieve, dialects: options.dialects },
      add: options.add,
      zone: ({ path, zone }) => zones(path, zone),
    }),
  );
  const endAll = async () => {
    for (const source of sources) await source.end();
    taker.end();
  };
  const timer = setInterval(() => {
    void step(async () => taker.look()).catch(() => failure.abort());
  }, LOOK_MS);
  const reader: ReaderOptions = {
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
    await step(state === null ? endAll : async () => taker.rest());
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
  for (const name of new Set([...Object.keys(now), ...Object.keys(asked)])) {
    const [before, value] = [asked[name], now[name]];
    if (JSON.stringify(before) === JSON.stringify(value)) continue;
    throw new UsageError(
      `--state ${plain(state ?? '')}: was kept with other ${name} (${plain(shown(before))}, not ${plain(shown(value))}); it was left as it is`,
    );
  }
}

const shown = (value: unknown): string => [value ?? 'none'].flat().map(String).join(', ');
