// What the generator's parts hand each other: records of a release, the builds they belong to, and the
// truth written beside a log. No code.

import type { Chance } from './chance.js';

/** One instance being built. */
export interface Build {
  readonly uuid: string;
  readonly name: string;
  readonly image: string;
  readonly request: string;
  readonly user: string;
  readonly project: string;
}

/** One call of the logger. */
export interface LogCall {
  readonly level: 'DEBUG' | 'INFO' | 'AUDIT' | 'WARNING';
  readonly logger: string;
  readonly message: string;
  /** Function and place, which a DEBUG line ends with. */
  readonly from: string;
  /** Whose request context it has, null for none. */
  readonly context: Build | null;
  /** The instance the message is about. */
  readonly instance?: string;
  /** Milliseconds it comes later than usual. */
  readonly after?: number;
  /** Whether the tool reads it. */
  readonly relevant?: boolean;
}

/** One injection as it really happened. */
export interface Injection {
  readonly instance: string;
  readonly request: string;
  /** The way that opened the image, null if none did. */
  readonly handler: 'loop' | 'nbd' | 'guestfs' | null;
  readonly device: string | null;
  /** Mounted on, or tried to. */
  readonly mountDir: string | null;
  readonly items: readonly string[];
  readonly outcome: 'completed' | 'failed-ignored';
}

/** What the builds of a host share. */
export interface Host {
  readonly name: string;
  readonly pid: number;
  /** Free nbd devices. */
  readonly nbd: string[];
}

export interface Release {
  readonly version: string;
  /** The day its log begins, in milliseconds. */
  readonly begin: number;
  /** Whether its service can write to the journal itself. */
  readonly journal: boolean;
  /** How a line of its log is laid out. */
  text(call: LogCall, ms: number, host: Host): string;
  startup(host: Host): readonly LogCall[];
  /** The calls of one build; returns what was injected. */
  build(build: Build, host: Host, chance: Chance): Generator<LogCall, Injection>;
  /** A call that has nothing to do with injection. */
  beside(build: Build, chance: Chance): LogCall;
}

export interface LogOptions {
  readonly release: string;
  /** In bytes; exceeded by what the last builds still write. */
  readonly size: number;
  /** Share of the lines the tool reads. */
  readonly density: number;
  /** Builds at a time. */
  readonly concurrency: number;
  readonly format: 'text' | 'journald';
  readonly seed: number;
}

export interface Truth {
  readonly version: string;
  bytes: number;
  lines: number;
  /** Calls of the logger, and those the tool reads. */
  calls: number;
  relevant: number;
  readonly injections: Injection[];
}
