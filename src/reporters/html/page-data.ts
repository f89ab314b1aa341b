// What the page of an HTML report is given as JSON: the words are made already, every text is plain, and
// times are numbers as well, so that the page only draws, sorts and filters. Types alone.

import type { Tone } from '../wrap.ts';

/** Where a line stands (`nova-compute.log:12`) and what it says. */
export type Quote = readonly [place: string, text: string];

export interface PageData {
  readonly cycles: readonly CycleRow[];
  readonly instances: readonly InstanceRow[];
  readonly findings: readonly FindingRow[];
  /** How many cycles each of the blocks holds that tell the rest of them. */
  readonly perBlock: number;
}

/** What tables, filters and the timeline need of a cycle. */
export interface CycleRow {
  readonly id: string;
  readonly host: string;
  /** Where it stands in `instances`; null for one of no instance known. */
  readonly owner: number | null;
  readonly instance: string;
  readonly title: string;
  readonly items: string;
  readonly handler: string;
  /** The device it used, else how the image was opened: what it is drawn beside in the timeline. */
  readonly lane: string;
  readonly outcome: string;
  readonly tone: Tone;
  readonly redundancy: string;
  /** As the log has it; '' without. */
  readonly start: string;
  /** Milliseconds since 1970, an offset that is missing read as UTC; null without a time. */
  readonly startMs: number | null;
  /** How far its drawing reaches, in milliseconds from its start. */
  readonly extentMs: number;
  readonly durationMs: number | null;
  readonly duration: string;
  /** Whether the log prints whole seconds only. */
  readonly whole: boolean;
  /** What is looked through besides, such as the request id. */
  readonly more: string;
  readonly steps: readonly StepMark[];
}

/** One step: `from` and `to` are where it is drawn, in milliseconds from the start of its cycle, null
 *  without a time; `ms` is how long it took, on `basis`. */
export type StepMark = readonly [
  step: string,
  text: string,
  from: number | null,
  to: number | null,
  ms: number | null,
  basis: 'ended' | 'until-next' | null,
];

export interface InstanceRow {
  readonly name: string;
  readonly host: string;
  readonly boot: string;
  readonly bootMs: number | null;
  readonly bootTime: string;
  readonly injectingMs: number | null;
  readonly injecting: string;
  readonly configDrive: string;
  readonly cycles: number;
}

export interface FindingRow {
  readonly id: string;
  readonly severity: string;
  /** 0 is the worst. */
  readonly rank: number;
  readonly tone: Tone;
  readonly title: string;
  readonly detail: readonly string[];
  readonly remedy: string;
  readonly seen: string;
  readonly references: string;
  /** How often it was found. */
  readonly times: number;
  /** Where they stand in `cycles`. */
  readonly cycles: readonly number[];
  readonly quotes: readonly Quote[];
  /** Lines that show it, those left out here included. */
  readonly lines: number;
}

/** The rest of some cycles, read when one of them is asked for. */
export interface Block {
  /** Each line once, however many claims rest on it. */
  readonly quotes: readonly Quote[];
  readonly cycles: readonly CycleRest[];
}

export interface CycleRest {
  readonly facts: readonly PageFact[];
  readonly steps: readonly StepRest[];
}

export interface PageFact {
  readonly label: string;
  readonly spans: readonly (readonly [text: string, tone: Tone | null])[];
  /** Where they stand in `quotes` of the block. */
  readonly quotes: readonly number[];
}

/** `since`: `+1.996s` after the start of the cycle; `result`: `exit 1`, '' where it is none to tell of. */
export type StepRest = readonly [since: string, result: string, quotes: readonly number[]];
