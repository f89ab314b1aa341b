// The report on many hosts: what `--format json` of `fleet` prints.

import type { Spread } from '../cost/spread.ts';
import type { Confidence, GapKind, Severity, Summary, Visibility } from '../model.ts';

export interface FleetReport {
  readonly schema: 'inject-trace/fleet/1';
  readonly tool: { readonly name: 'inject-trace'; readonly version: string };
  readonly summary: FleetSummary;
  /** The one that injected most first, as in the next four. */
  readonly hosts: readonly HostRow[];
  /** By image id; null for injections whose lines do not name it. */
  readonly images: readonly Group[];
  /** By series of the release; null where it is not known. */
  readonly releases: readonly Group[];
  /** Null where none opened the image, or it is not visible. */
  readonly handlers: readonly Group[];
  readonly outcomes: readonly Group[];
  readonly outliers: readonly Outlier[];
  /** Findings by id, the severest first, and of those the ones on most hosts. */
  readonly findings: readonly FindingRow[];
  /** Hosts whose logs hold nothing of DEBUG, so that they do not show commands. */
  readonly blind: readonly BlindHost[];
  /** Hosts whose lines share requests, and how far apart they are. */
  readonly clocks: Clocks;
}

export interface FleetSummary extends Totals {
  readonly hosts: number;
  /** Openings of images for whatever purpose. */
  readonly cycles: number;
  readonly findings: Summary['findings'];
  readonly blindHosts: number;
}

/** What injections add up to. */
export interface Totals {
  readonly injections: number;
  /** By the strongest verdict of their items; without evidence beside the logs all are unknown. */
  readonly redundant: number;
  readonly likelyRedundant: number;
  readonly conflicting: number;
  readonly needed: number;
  readonly unknown: number;
  readonly failed: number;
  /** Of which something stayed attached, mapped or mounted, for certain or likely. */
  readonly leaked: number;
  /** Of those with a start and an end. */
  readonly timed: number;
  /** Of those; null where there is none. */
  readonly seconds: number | null;
}

export interface Group extends Totals {
  readonly name: string | null;
  readonly hosts: number;
}

export interface HostRow extends Totals {
  readonly host: string;
  readonly cycles: number;
  readonly release: {
    readonly codename: string | null;
    readonly version: string | null;
    readonly confidence: Confidence;
  } | null;
  readonly byHandler: Readonly<Record<string, number>>;
  readonly byOutcome: Readonly<Record<string, number>>;
  /** How long injections took; null where none is timed. */
  readonly took: Spread | null;
  readonly findings: Readonly<Record<Severity, number>>;
  readonly commands: Visibility['commands'];
  readonly first: string | null;
  readonly last: string | null;
  readonly gaps: readonly GapKind[];
  /** The first lines that show something left behind. */
  readonly leaks: readonly Leak[];
}

/** A line among the facts of a host. */
export interface Cited {
  readonly host: string;
  readonly line: number;
  readonly text: string;
}

export interface Leak {
  /** Device, mapping or directory. */
  readonly name: string;
  readonly proof: 'observed' | 'likely';
  readonly evidence: readonly Cited[];
}

export interface Outlier {
  readonly host: string;
  readonly what: 'median-seconds' | 'failed-share' | 'leaked-share';
  readonly value: number;
  /** Of the hosts compared. */
  readonly median: number;
  readonly compared: number;
}

export interface FindingRow {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly remedy: string | null;
  readonly count: number;
  readonly hosts: number;
  /** The first of it. */
  readonly evidence: readonly Cited[];
}

export interface BlindHost {
  readonly host: string;
  /** What hides commands, and what would show them. */
  readonly why: string;
  readonly levels: readonly string[];
}

export interface Clocks {
  /** Requests of which lines were met, and those left out because there were too many. */
  readonly requests: number;
  readonly notCompared: number;
  /** Those farthest apart first. Nothing was corrected. */
  readonly pairs: readonly ClockPair[];
}

export interface ClockPair {
  readonly hosts: readonly [string, string];
  /** Requests they share. */
  readonly requests: number;
  /** From the first line of a request on the first host to that on the second, by their stamps. */
  readonly leastSeconds: number;
  readonly mostSeconds: number;
  /** The first lines of one request. */
  readonly evidence: readonly [Cited, Cited];
}
