// Every domain type. The first half is the report contract: what `--format json` prints and every
// other reporter renders. The second half is what flows between the stages before there is a report.
// No code lives here.

import type { CommandFacts } from './handlers/handler.ts';
import type { HandlerId } from './handlers/index.ts';
import type { KeyPrint } from './key-print.ts';
import type { RuleId } from './rules/index.ts';

export type NonEmpty<T> = readonly [T, ...T[]];

// ---------------------------------------------------------------- the report

/** A quoted line. `source` indexes `Report.sources`; `line` counts from 1; `offset` is the byte offset
 *  of the line in the decompressed source; `text` is the line with secrets masked. */
export interface Evidence {
  readonly source: number;
  readonly line: number;
  readonly offset: number;
  readonly text: string;
}

export type InjectItem = 'key' | 'net' | 'metadata' | 'admin_password' | 'files';
export type Confidence = 'certain' | 'likely' | 'unknown';
/** What a claim rests on: a line, the absence of a line, an option, or the release's behaviour. */
export type Basis = 'observed' | 'absence' | 'config' | 'release';

export type Step =
  | 'announce'
  | 'attach'
  | 'wait-device'
  | 'map'
  | 'mount'
  | 'write'
  | 'flush'
  | 'unmount'
  | 'unmap'
  | 'detach'
  | 'retry'
  | 'error';

export type Purpose =
  | 'injection'
  | 'config-drive'
  | 'container-rootfs'
  | 'resize-check'
  | 'filesystem-resize'
  | 'unknown';

export type CycleOutcome =
  | 'completed'
  | 'failed-ignored'
  | 'failed-fatal'
  | 'leaked'
  | 'incomplete'
  | 'unknown';

/** Who chose the handler: the 2012.x `img_handlers` list, a VFS class, or the container driver. */
export type Mechanism = 'img-handlers' | 'vfs-localfs' | 'vfs-guestfs' | 'lxc';

export type GapKind =
  | 'cut-head'
  | 'cut-tail'
  | 'clock-step'
  | 'line-too-long'
  | 'undecodable-bytes'
  | 'suppressed-messages'
  | 'binary-messages'
  | 'null-messages'
  | 'tail-limit'
  | 'rotation-gap'
  | 'cut-by-window'
  | 'other-hosts'
  | 'damaged-archive'
  | 'interrupted'
  | 'too-many-open'
  | 'unreadable';

/** Something missing from a source; `count` says how often, `evidence` where it was first met. */
export interface Gap {
  readonly kind: GapKind;
  readonly detail: string;
  readonly count: number;
  readonly evidence: readonly Evidence[];
}

export interface Visibility {
  readonly commands: 'visible' | 'hidden' | 'unknown';
  readonly announcements: 'visible' | 'hidden' | 'not-printed-by-release' | 'unknown';
  readonly why: string;
  readonly evidence: readonly Evidence[];
}

/** What a file beside nova-compute's logs can be. */
export type EvidenceKind =
  | 'metadata-log'
  | 'console-log'
  | 'cloud-init-log'
  | 'cloud-init-output'
  | 'authorized-keys';

export interface Source {
  /** As given on the command line; `-` for standard input. */
  readonly path: string;
  readonly host: string | null;
  /** Id of the line layout most records had, null when none was recognised. */
  readonly format: string | null;
  readonly compression: string | null;
  /** Decompressed size; of all of it where a window was asked for, too. */
  readonly bytes: number;
  /** Null where a window was asked for: not all lines outside are read. */
  readonly lines: number | null;
  /** Lines of records whose message a template matched, continuation lines included. */
  readonly recognisedLines: number;
  readonly first: string | null;
  readonly last: string | null;
  /** Records per level, counted over the records that were read: those a template could match and
   *  the first and last lines of the source; of a window, the first lines of the source and those inside. */
  readonly levels: Readonly<Record<string, number>>;
  readonly gaps: readonly Gap[];
  readonly visibility: Visibility;
  /** Only of a file that is no log of nova-compute. */
  readonly evidence?: EvidenceSource;
}

/** Whose a file of evidence is. */
export interface EvidenceSource {
  readonly kind: EvidenceKind;
  /** Uuids, or names, of the instances it tells of; none when no instance of the logs fits. */
  readonly instances: readonly string[];
  /** Of the least sure of them; `unknown` when there is none. */
  readonly confidence: Confidence;
  /** What it was linked by, or why it is linked to none. */
  readonly why: string;
}

export interface ReleaseClaim {
  readonly host: string | null;
  readonly codename: string | null;
  /** First tag of the release: `2012.1`, `17.0.0`. */
  readonly series: string | null;
  /** Exact version where the log shows it. */
  readonly version: string | null;
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
}

export interface ConfigValue {
  readonly host: string | null;
  readonly group: string;
  readonly name: string;
  /** As the log or nova.conf writes it, `None` for no value; null when masked. */
  readonly value: string | null;
  /** `inferred`: dumped by the process before the one it is said of, which did not dump its own. */
  readonly origin: 'log-dump' | 'nova.conf' | 'release-default' | 'inferred';
  readonly masked: boolean;
  /** Log time from which the value holds, null when the log has no times or does not print it. */
  readonly since: string | null;
  /** The line that prints it; for a default what tells the release. Empty for `nova.conf`, which is no
   *  source of the report: `file` and `line` say where it is set. */
  readonly evidence: readonly Evidence[];
  /** Of a value from nova.conf, the file as given and the line in it; else null. */
  readonly file: string | null;
  readonly line: number | null;
}

export interface Attempt {
  readonly handler: HandlerId;
  readonly outcome: 'opened' | 'failed' | 'skipped' | 'unknown';
  readonly error: string | null;
  readonly device: string | null;
  readonly evidence: readonly Evidence[];
}

export interface RuledOut {
  readonly handler: HandlerId;
  readonly why: string;
  readonly evidence: readonly Evidence[];
}

export interface Reason {
  /** Id of the selection rule, null when nothing can be said. */
  readonly rule: string | null;
  readonly text: string;
  readonly confidence: Confidence;
  readonly basis: Basis;
  /** The input that would make it certain; null where it is. */
  readonly settledBy: string | null;
  readonly ruledOut: readonly RuledOut[];
  readonly evidence: readonly Evidence[];
}

export interface Item {
  readonly item: InjectItem;
  readonly outcome: 'written' | 'failed' | 'unknown';
  readonly error: string | null;
  /** Paths inside the guest, in the order written. */
  readonly paths: readonly string[];
  readonly evidence: readonly Evidence[];
}

export interface LeftBehind {
  readonly name: string;
  readonly proof: 'observed' | 'likely';
  readonly evidence: readonly Evidence[];
}

export interface TimelineStep {
  readonly step: Step;
  /** The command without its root helper; null for lines that are no command. */
  readonly command: string | null;
  /** What a line that is no command says, null for commands. */
  readonly note: string | null;
  readonly at: string | null;
  readonly endedAt: string | null;
  readonly durationMs: number | null;
  readonly exitCode: number | null;
  readonly evidence: NonEmpty<Evidence>;
}

export type RedundancyVerdict =
  | 'redundant'
  | 'likely-redundant'
  | 'conflicting'
  | 'needed'
  | 'failed-harmless'
  | 'failed-harmful'
  | 'unknown';

export interface Redundancy {
  readonly item: InjectItem;
  readonly verdict: RedundancyVerdict;
  readonly confidence: Confidence;
  /** For `unknown`, the input that would settle it. */
  readonly why: string;
  /** How to switch the item off on this release. */
  readonly remedy: string;
  readonly evidence: readonly Evidence[];
}

/** One time Nova opened a disk image on the host, from the first attach to the last detach. */
export interface Cycle {
  /** Stable over runs and file splits: a hash of host, image path or instance, and start. */
  readonly id: string;
  readonly host: string | null;
  readonly purpose: Purpose;
  readonly instance: { readonly uuid: string | null; readonly name: string | null };
  readonly requestId: string | null;
  readonly image: {
    readonly path: string | null;
    readonly id: string | null;
    readonly format: string | null;
    readonly cow: boolean | null;
  };
  /** The handler that opened the image, null if none did or it is not visible. */
  readonly handler: HandlerId | null;
  readonly mechanism: Mechanism | null;
  readonly attempts: readonly Attempt[];
  readonly reason: Reason;
  readonly device: string | null;
  readonly mappedDevice: string | null;
  readonly partition: string | null;
  readonly mountDir: string | null;
  readonly items: readonly Item[];
  readonly outcome: CycleOutcome;
  /** How sure the outcome is and what it rests on. */
  readonly outcomeConfidence: Confidence;
  readonly outcomeBasis: Basis;
  readonly error: string | null;
  readonly leftBehind: {
    readonly devices: readonly LeftBehind[];
    readonly mappings: readonly LeftBehind[];
    readonly mounts: readonly LeftBehind[];
  };
  readonly start: string | null;
  readonly end: string | null;
  readonly durationMs: number | null;
  /** True when its beginning or its end is not shown, and `--since` or `--until` left out lines there. */
  readonly cutByWindow: boolean;
  readonly steps: readonly TimelineStep[];
  /** What this capture does not show of the cycle, in plain words. */
  readonly notVisible: readonly string[];
  readonly redundancy: readonly Redundancy[];
}

export interface Instance {
  readonly host: string | null;
  readonly uuid: string | null;
  readonly name: string | null;
  readonly requestIds: readonly string[];
  readonly cycles: readonly string[];
  readonly boot: {
    readonly start: string | null;
    readonly end: string | null;
    readonly outcome: 'spawned' | 'failed' | null;
    readonly durationMs: number | null;
    readonly injectionMs: number | null;
  };
  readonly configDrive: boolean | null;
  readonly cloudInit: null;
}

export type Severity = 'error' | 'warning' | 'info';

export interface Finding {
  readonly id: RuleId;
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  readonly host: string | null;
  readonly cycles: readonly string[];
  readonly instances: readonly string[];
  readonly remedy: string | null;
  readonly references: readonly string[];
  readonly evidence: NonEmpty<Evidence>;
}

export interface Summary {
  readonly cycles: number;
  readonly injections: number;
  readonly byHandler: Readonly<Record<string, number>>;
  readonly byOutcome: Readonly<Record<string, number>>;
  readonly byPurpose: Readonly<Record<string, number>>;
  readonly instances: number;
  readonly hosts: number;
  readonly findings: Readonly<Record<Severity, number>>;
  /** Lines that were looked at but that no line layout could read. */
  readonly unrecognisedLines: number;
  readonly secondsSpentInjecting: number | null;
  /** Only where the reading was interrupted: the report is on what was read until then. */
  readonly partial?: true;
  /** Only where evidence beside the logs was read. */
  readonly redundancy?: readonly ImageRedundancy[];
}

/** Injections into instances of one image, by the strongest verdict of their items. */
export interface ImageRedundancy {
  /** Null for those whose log does not name it. */
  readonly image: string | null;
  readonly injections: number;
  readonly redundant: number;
  readonly likelyRedundant: number;
  readonly conflicting: number;
  readonly needed: number;
  readonly unknown: number;
  /** What the redundant ones took; null where none has times. */
  readonly secondsSaved: number | null;
}

export interface Report {
  readonly schema: 'inject-trace/report/1';
  readonly tool: { readonly name: 'inject-trace'; readonly version: string };
  readonly sources: readonly Source[];
  readonly releases: readonly ReleaseClaim[];
  readonly config: readonly ConfigValue[];
  readonly cycles: readonly Cycle[];
  readonly instances: readonly Instance[];
  readonly findings: readonly Finding[];
  readonly summary: Summary;
}

/** Some of what a report holds: a reading tells it part by part. */
export interface ReportPart
  extends Partial<Omit<Report, 'schema' | 'tool' | 'sources' | 'summary'>> {
  readonly sources?: readonly IndexedSource[];
  readonly summary?: Summary & Pick<Report, 'tool'>;
}

/** A source and its place among those of the report, which evidence counts into. */
export type IndexedSource = Source & { readonly index: number };

/** Renders a report; yields pieces of text in order. Never reads anything but the report. */
export type Reporter = (report: Report, options: ReporterOptions) => Iterable<string>;

export interface ReporterOptions {
  readonly color: boolean;
  /** Columns to fill; text is wrapped to it, commands are never cut. */
  readonly width: number;
  /** Block characters may be drawn; else ASCII. */
  readonly blocks?: boolean;
  /** The lines that claims cite are quoted. */
  readonly verbose?: boolean;
  /** Of a ticket, at most; about a screen without it. */
  readonly maxLines?: number | undefined;
}

// ---------------------------------------------------------------- between the stages

/** An option that nova.conf sets to another value than the log shows; both have a value. */
export interface ConfigDisagreement {
  readonly dump: ConfigValue;
  readonly conf: ConfigValue;
}

/** A name set in nova.conf that the release does not take. */
export interface IgnoredOption {
  readonly group: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** What it stands for on this release, or what it looks like; null when there is no such option. */
  readonly meant: { readonly group: string; readonly name: string } | null;
}

export interface ComputeDriver {
  /** Null when nothing tells the driver, or its name does not. */
  readonly isLibvirt: boolean | null;
  /** The option that tells. */
  readonly by: ConfigValue | null;
}

/** A log's own time. `ms`: milliseconds since 1970 of the clock digits as if they were UTC;
 *  `digits`: fraction digits the log printed; `offset`: as printed (`Z`, `+02:00`), else null. */
export interface LogTime {
  readonly ms: number;
  readonly digits: number;
  readonly offset: string | null;
  /** Changes where the host's clock goes back: times of different eras cannot be compared. */
  readonly era?: number;
}

/** Lines the sieve kept, in order. `bytes` always ends with a newline; `lines` holds the number and `starts`
 *  the byte offset in the source of each line in `bytes`. */
export interface Run {
  readonly source: number;
  readonly lines: readonly number[];
  readonly starts: readonly number[];
  readonly bytes: Uint8Array;
}

/** What one stage hands to the next, in order and some at a time: to wait for each alone would take
 *  longer than to read it. */
export type Batches<Value> = AsyncIterable<readonly Value[]>;

/** A part of a source, of whole lines, that was left out between two pieces of it. */
export interface Skipped {
  readonly bytes: number;
  /** None were counted behind the window, where no line is told any more. */
  readonly lines: number;
}

export interface Line {
  readonly source: number;
  readonly line: number;
  readonly offset: number;
  readonly text: string;
}

/** How one physical line is laid out, as a dialect reads it. `kind: 'traceback'` is a line of the
 *  traceback that belongs to the record before it. */
export interface Layout {
  readonly kind: 'record' | 'traceback' | 'bare';
  readonly time: LogTime | null;
  readonly host: string | null;
  readonly pid: number | null;
  readonly level: string | null;
  /** Null when the layout has no logger; a template then matches by its text alone. */
  readonly logger: string | null;
  readonly requestId: string | null;
  /** Uuid of the `[instance: …]` mark. */
  readonly instance: string | null;
  /** Its name, where a layout carries all of the instance. */
  readonly instanceName?: string | null;
  readonly message: string;
  readonly traceback?: readonly string[];
  /** File and line number of the logging call, where the layout carries them. */
  readonly caller?: string | null;
}

export interface LogRecord {
  readonly source: number;
  readonly line: number;
  readonly offset: number;
  /** Physical lines the record spans, traceback included. */
  readonly lines: number;
  /** First physical line as it stands in the source. */
  readonly text: string;
  readonly dialect: string;
  /** `unread`: a line that no layout reads and no record above it explains. */
  readonly kind: Layout['kind'] | 'unread';
  readonly time: LogTime | null;
  readonly host: string | null;
  readonly pid: number | null;
  readonly level: string | null;
  readonly logger: string | null;
  readonly requestId: string | null;
  readonly instance: string | null;
  readonly instanceName: string | null;
  readonly message: string;
  readonly traceback: readonly string[];
  /** `path:line` of the logging call, from the DEBUG suffix. */
  readonly caller: string | null;
}

export type BootStage =
  | 'started'
  /** An operation on an instance that exists: rescue, rebuild, resize. */
  | 'resumed'
  | 'running'
  | 'spawned'
  | 'failed'
  | 'terminating'
  | 'config-drive';

/** Whose values a line prints in clear. */
interface Printing {
  readonly prints?: readonly InjectItem[];
}

/** What a line says. Facts never hold key, password, metadata or file contents. */
export type EventFacts =
  | { readonly kind: 'announced'; readonly item: InjectItem; readonly imageId: string }
  /** Something is about to be injected; the line does not say what. */
  | ({ readonly kind: 'injection-begun' } & Printing)
  | ({
      readonly kind: 'injection-requested';
      readonly image: string;
      /** Null when the values printed make the line ambiguous. */
      readonly items: readonly InjectItem[] | null;
      readonly partition: string | null;
    } & Printing)
  | {
      readonly kind: 'image-opening';
      readonly image: string;
      /** Where it is to be mounted, `None` when it is not to be, null if the line does not say. */
      readonly dir: string | null;
      readonly format: string | null;
      readonly partition: string | null;
    }
  | { readonly kind: 'vfs-chosen'; readonly vfs: 'vfs-guestfs' | 'vfs-localfs' }
  | { readonly kind: 'mount-class-chosen'; readonly handler: HandlerId }
  | {
      readonly kind: 'device-allocated';
      readonly handler: HandlerId;
      readonly device: string;
      readonly image: string | null;
    }
  /** Not taken: something of an earlier use is still there. */
  | { readonly kind: 'device-skipped'; readonly device: string; readonly note: string }
  | {
      /** What a mount class says it is about to do with a device. */
      readonly kind: 'device-step';
      readonly step: 'map' | 'mount' | 'unmount' | 'unmap' | 'detach';
      readonly device: string;
      readonly dir: string | null;
      readonly note: string;
    }
  /** Tells the release and nothing of a cycle. */
  | ({ readonly kind: 'release-hint' } & Printing)
  | {
      readonly kind: 'appliance';
      readonly step: 'start' | 'mount' | 'stop';
      readonly image: string | null;
      readonly partition: string | null;
      readonly note: string;
    }
  | ({
      readonly kind: 'item-started';
      readonly item: InjectItem | null;
      readonly fs: string;
      readonly vfs: 'vfs-guestfs' | 'vfs-localfs';
      readonly path: string | null;
      readonly append: boolean;
    } & Printing)
  | {
      readonly kind: 'file-operation';
      readonly vfs: 'vfs-guestfs' | 'vfs-localfs' | null;
      readonly note: string;
    }
  | {
      readonly kind: 'command';
      /** Without the root helper. */
      readonly command: string;
      /** The handler that alone runs such a command, null when several do. */
      readonly handler: HandlerId | null;
      readonly facts: CommandFacts;
    }
  | {
      readonly kind: 'command-ended';
      readonly exitCode: number;
      readonly command: string | null;
      readonly seconds: number | null;
    }
  | { readonly kind: 'command-failed'; readonly error: CommandError }
  | { readonly kind: 'command-retried'; readonly command: string }
  | { readonly kind: 'allocation-retried'; readonly note: string; readonly givenUp: boolean }
  | {
      /** One way of opening the image failed; the next is tried, or the whole fails. */
      readonly kind: 'attempt-failed';
      readonly handler: HandlerId | null;
      readonly device: string | null;
      readonly error: string;
    }
  | {
      readonly kind: 'injection-failed';
      readonly image: string | null;
      readonly imageId: string | null;
      readonly item: InjectItem | null;
      readonly fatal: boolean;
      readonly error: string;
    }
  /** `imageIds`: null when the line can only be about an image that is open. */
  | { readonly kind: 'warning-unread'; readonly imageIds: readonly string[] | null }
  | { readonly kind: 'teardown-failed'; readonly dir: string; readonly error: string }
  | {
      readonly kind: 'container-failed';
      readonly image: string | null;
      readonly dir: string | null;
      readonly error: string;
    }
  | {
      readonly kind: 'resize-check';
      readonly image: string | null;
      readonly stage: 'begun' | 'failed';
      readonly error: string | null;
    }
  | {
      readonly kind: 'boot';
      readonly stage: BootStage;
      readonly dir: string | null;
      readonly migrating: boolean;
      /** For `failed`: what the traceback ends with, and the injection call it passes through. */
      readonly error: string | null;
      readonly throughInjection: 'inject_data' | 'inject_files' | null;
    }
  | {
      readonly kind: 'identity';
      readonly uuid: string;
      readonly name: string;
      /** Nova's own version, where the line says it. */
      readonly version: string | null;
    }
  | { readonly kind: 'service-started'; readonly version: string }
  | {
      readonly kind: 'option';
      readonly group: string;
      readonly name: string;
      readonly value: string | null;
    }
  | {
      /** A log daemon dropped messages of nova-compute, or of whom it does not say (null). */
      readonly kind: 'messages-dropped';
      /** Null when it only says that it begins to. */
      readonly messages: number | null;
      readonly writer: string;
      readonly isCompute: true | null;
    };

/** The text of Nova's ProcessExecutionError. */
export interface CommandError {
  readonly command: string;
  readonly exitCode: number | null;
  readonly stderr: string | null;
}

/** Releases a line can come from: first and last tag, null where open. */
export interface ReleaseRange {
  readonly since: string | null;
  readonly until: string | null;
}

/** A compute host as far as the input tells it from others. */
export interface ComputeHost {
  /** Null when nothing names it. */
  readonly name: string | null;
  /** Equal for lines that are surely of one host. */
  readonly key: string;
}

export interface InjectEvent {
  readonly facts: EventFacts;
  /** Line layout the record was read with. */
  readonly dialect: string;
  readonly at: LogTime | null;
  readonly host: ComputeHost;
  readonly pid: number | null;
  readonly level: string | null;
  readonly requestId: string | null;
  readonly instance: string | null;
  readonly instanceName: string | null;
  readonly releases: ReleaseRange;
  readonly caller: string | null;
  /** The key that the line says is injected. */
  readonly key?: KeyPrint;
  readonly evidence: Evidence;
}
