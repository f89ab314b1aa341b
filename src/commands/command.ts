// What a command is: a word of the command line, and what answers it with text: from logs, or from
// knowledge alone. That reads through the function it is given and never touches the process.

import type { Analysis } from '../analyze.ts';
import type { NovaConf } from '../config/index.ts';
import type { Flags } from '../flags.ts';
import type { ReporterOptions } from '../model.ts';
import type { CommandLine } from '../options.ts';
import type { Taker, Told } from '../reading.ts';
import type { Stdin } from '../sources/index.ts';

export interface Command extends CommandLine {
  /** Answers even where no line of the logs was recognised; the others refuse. */
  readonly answersNothing?: true;
  load(): Promise<Run>;
}

export type Run = (asked: Asked) => Promise<Answer>;

export interface Asked {
  readonly flags: Flags;
  /** Columns and colours of where the answer goes. */
  readonly page: ReporterOptions;
  /** Finds, reads and analyses logs; what is missing of them is said on standard error.
   *  @throws UsageError, NothingRecognisedError */
  readonly read: (
    paths: readonly string[],
    how?: { readonly evidence?: boolean } & Told,
  ) => Promise<Analysis>;
  /** Finds and reads logs for who takes what is in them; what is missing of them is said on standard error.
   *  @throws UsageError, NothingRecognisedError */
  readonly pass: (
    paths: readonly string[],
    to: Taker,
  ) => Promise<{ readonly isInterrupted: boolean }>;
  /** Writes to standard output at once. */
  readonly print: (text: string) => Promise<void>;
  /** Aborted when the user wants no more; asked for once. */
  readonly interrupted: () => AbortSignal;
  /** The files of --nova-conf. */
  readonly confs: readonly NovaConf[];
  /** For what is no log. */
  readonly stdin: Stdin;
  readonly warn: (message: string) => void;
  /** What tells of the login of a broker. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Answer {
  readonly text: Iterable<string> | AsyncIterable<string>;
  /** Texts that go to files. */
  readonly files?: readonly { readonly path: string; readonly text: Iterable<string> }[];
  /** A finding the user asked to fail on is there. */
  readonly failed?: boolean;
  /** Part of the input could not be read; it was named. */
  readonly partly?: boolean;
  /** The user ended it. */
  readonly isInterrupted?: boolean;
}
