// What a rule is: it looks at one cycle, at one source or at all that one host did, and says what went
// wrong, always with the lines that show it.

import type {
  ComputeDriver,
  ConfigDisagreement,
  ConfigValue,
  Cycle,
  Evidence,
  IgnoredOption,
  InjectItem,
  Instance,
  NonEmpty,
  Severity,
  Source,
} from '../model.ts';
import type { SwitchOff } from '../releases/index.ts';

export interface Fired {
  /** What happened here, in the words of this log. */
  readonly detail: string;
  /** What to do about it on this release, with the exact option or command; null when there is nothing. */
  readonly remedy: string | null;
  readonly evidence: NonEmpty<Evidence>;
}

/** Fired by several cycles together. */
export interface FiredOnHost extends Fired {
  readonly cycles: readonly Cycle[];
}

export interface Rule {
  /** The failing state, as a noun phrase; the file has the same name. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** For one who has not met it: what the state is, how it comes about and what follows from it. */
  readonly about: string;
  /** Launchpad numbers, commit ids, CVEs. */
  readonly references: readonly string[];
  /** Of a bug of Nova: the releases that have it, bounds included. The rule is silent on hosts of other
   *  releases and where the release is not known. */
  readonly affects?: readonly { readonly since: string; readonly until: string | null }[];
  /** What one cycle shows. */
  readonly cycle?: (cycle: Cycle, context: RuleContext) => Fired | null;
  /** What one source shows. */
  readonly source?: (source: SourceView) => Fired | null;
  /** What the cycles of one host show together, or with its options. */
  readonly host?: (host: HostView) => readonly FiredOnHost[];
}

/** What is known around a cycle or a host. */
export interface RuleContext {
  /** Exact or series version of the host, null when not known. */
  readonly version: string | null;
  readonly switchOff: (item: Cycle['items'][number]['item']) => SwitchOff;
  /** An option in force on the host at the cycle's first line, or its last line, under any name it has
   *  had; null when nothing tells. A masked one has `value: null`. */
  readonly option: (group: string, name: string) => ConfigValue | null;
  /** With another driver than libvirt no option of libvirt explains anything. */
  readonly driver: () => ComputeDriver;
  /** The line that shows the request of a cycle to be a resize, null when none does. */
  readonly resizeOf: (cycle: Cycle) => Evidence | null;
  /** The line that shows the instance of a cycle to have a config drive, null when none does. */
  readonly configDriveOf: (cycle: Cycle) => Evidence | null;
  /** The lines that tell the release, else the first one of the host: what to cite of nova.conf. */
  readonly told: readonly Evidence[];
}

/** What was met in one source, beside what the report says of it. */
export interface SeenInSource {
  /** The first line that says anything. */
  readonly first: Evidence | null;
  /** The first line that says that a build is done. */
  readonly spawned: Evidence | null;
  /** Warnings in no words of Nova's, with the images they name; null for the one that is open. */
  readonly unreadOf: readonly {
    readonly evidence: Evidence;
    readonly imageIds: readonly string[] | null;
  }[];
  /** The lines that print what is injected, the first ones of each item. */
  readonly printed: ReadonlyMap<InjectItem, readonly Evidence[]>;
}

/** A line that says what Nova met while it looked for an nbd device. */
export interface NbdComplaint {
  readonly note: string;
  readonly evidence: Evidence;
}

/** One source, with the cycles that begin in it. */
export interface SourceView extends RuleContext {
  readonly source: Source;
  readonly seen: SeenInSource;
  readonly cycles: readonly Cycle[];
}

/** All of one host, cycles in the order they began. */
export interface HostView extends RuleContext {
  readonly host: string | null;
  readonly cycles: readonly Cycle[];
  readonly instances: readonly Instance[];
  /** Of sources without DEBUG, those that belong to none of the cycles. */
  readonly nbdComplaints: readonly NbdComplaint[];
  /** Names that nova.conf sets without effect on the release. */
  readonly ignored: () => readonly IgnoredOption[];
  /** Options that nova.conf sets to another value than the service dumped last. */
  readonly disagreements: () => readonly ConfigDisagreement[];
}

/** The evidence as the type wants it, null when there is none: then there is nothing to say. */
export function citing(evidence: readonly Evidence[]): NonEmpty<Evidence> | null {
  const [first, ...rest] = evidence;
  return first === undefined ? null : [first, ...rest];
}
