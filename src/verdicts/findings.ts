// What the rules say of a report's cycles, sources and hosts.

import type { ComputeHost, Cycle, Evidence, Finding, Instance, Source } from '../model.ts';
import { placeOf } from '../places.ts';
import { mayBeInRange, switchOff } from '../releases/index.ts';
import { type RuleId, rules } from '../rules/index.ts';
import type {
  Fired,
  HostView,
  NbdComplaint,
  Rule,
  RuleContext,
  SeenInSource,
  SourceView,
} from '../rules/rule.ts';

type Known = Rule & { readonly id: RuleId };

/** A cycle of the report with the host it is of, which may have no name, and its first line. */
export interface Placed {
  readonly cycle: Cycle;
  readonly host: ComputeHost;
  readonly at: Evidence;
  /** The line that shows its request to be a resize. */
  readonly resize: Evidence | null;
  /** The line that shows its instance to have a config drive. */
  readonly configDrive: Evidence | null;
}

export interface Judged {
  readonly placed: readonly Placed[];
  readonly instances: readonly Instance[];
  readonly sources: readonly JudgedSource[];
}

export interface JudgedSource {
  readonly source: Source;
  readonly host: ComputeHost;
  readonly seen: SeenInSource & { readonly nbdComplaints: readonly NbdComplaint[] };
}

/** What the rules may ask about a host, at a line or at its last one. */
export type Around = (
  host: ComputeHost,
  at: Evidence | null,
) => Omit<RuleContext, 'switchOff' | 'resizeOf' | 'configDriveOf'> &
  Pick<HostView, 'ignored' | 'disagreements'>;

type Surrounded = RuleContext & Pick<HostView, 'ignored' | 'disagreements'>;

/** Of everything, by rule. */
export function findingsOf(judged: Judged, around: Around): readonly Finding[] {
  const ask = newQuestions(judged.placed, around);
  const placed = judged.placed.map((one) => ({ one, context: ask.context(one.host, one.at) }));
  const hosts = hostsOf(judged).map((host) => ask.host(judged, host));
  const sources = judged.sources.map((one, index) =>
    ask.source(
      one,
      judged.placed.filter(({ at }) => at.source === index),
    ),
  );
  return questions.flatMap((question) => [
    // Of many cycles few fire, and most rules are about something else.
    ...(question.rule.cycle === undefined
      ? []
      : placed.flatMap(({ one, context }) => ofCycle(question, one, context))),
    ...sources.flatMap((view) => ofSource(question, view)),
    ...hosts.flatMap((view) => ofHost(question, view)),
  ]);
}

/** What the rules say of one cycle alone. */
export function findingsOfCycle(one: Placed, around: Around): readonly Finding[] {
  const context = newQuestions([one], around).context(one.host, one.at);
  return questions.flatMap((question) => ofCycle(question, one, context));
}

/** What the rules say of one source and the cycles that begin in it. */
export function findingsOfSource(
  one: JudgedSource,
  placed: readonly Placed[],
  around: Around,
): readonly Finding[] {
  const view = newQuestions(placed, around).source(one, placed);
  return questions.flatMap((question) => ofSource(question, view));
}

/** What the rules say of several cycles of a host, or of how it is set up. */
export function findingsOfHost(
  judged: Judged,
  host: ComputeHost,
  around: Around,
): readonly Finding[] {
  const view = newQuestions(judged.placed, around).host(judged, host);
  return questions.flatMap((question) => ofHost(question, view));
}

/** A rule, and whether a host's release has what it is about. */
interface Question {
  readonly rule: Known;
  readonly isAffected: (context: RuleContext) => boolean;
}

const questions: readonly Question[] = rules.map((rule) => ({
  rule,
  isAffected: affectedBy(rule),
}));

function ofCycle({ rule, isAffected }: Question, { cycle }: Placed, context: RuleContext) {
  const fired = isAffected(context) ? rule.cycle?.(cycle, context) : null;
  return fired == null ? NONE : [finding(rule, fired, cycle.host, [cycle])];
}

const NONE: readonly Finding[] = [];

function ofSource({ rule, isAffected }: Question, view: SourceView) {
  const fired = isAffected(view) ? rule.source?.(view) : null;
  return fired == null ? [] : [finding(rule, fired, view.source.host, [])];
}

function ofHost({ rule, isAffected }: Question, view: HostView) {
  const fired = isAffected(view) ? (rule.host?.(view) ?? []) : [];
  return fired.map(({ cycles, ...one }) => finding(rule, one, view.host, cycles));
}

/** What the rules are asked about: with everything they may ask in turn. */
function newQuestions(placed: readonly Placed[], around: Around) {
  const places = new Map(placed.map((place) => [place.cycle.id, place]));
  const context = (host: ComputeHost, at: Evidence | null): Surrounded => {
    const known = around(host, at);
    return {
      ...known,
      switchOff: (item) => switchOff(known.version, item),
      resizeOf: ({ id }) => places.get(id)?.resize ?? null,
      configDriveOf: ({ id }) => places.get(id)?.configDrive ?? null,
    };
  };
  return {
    context,
    host: (judged: Judged, host: ComputeHost) => viewOf(judged, host, context(host, null)),
    source: ({ source, seen, host }: JudgedSource, own: readonly Placed[]): SourceView => ({
      ...context(host, null),
      source,
      seen,
      cycles: own.map(({ cycle }) => cycle),
    }),
  };
}

/** Whether a host's release has the bug, where the rule is about one; most cycles are of the same. */
function affectedBy({ affects: ranges }: Rule): (context: RuleContext) => boolean {
  const known = new Map<string | null, boolean>();
  return ({ version }) => {
    if (ranges === undefined) return true;
    const told =
      known.get(version) ??
      (version !== null && ranges.some(({ since, until }) => mayBeInRange(version, since, until)));
    known.set(version, told);
    return told;
  };
}

const hostsOf = ({ placed, sources }: Judged): readonly ComputeHost[] => [
  ...new Map([...placed, ...sources].map(({ host }) => [host.key, host])).values(),
];

function viewOf(
  { placed, instances, sources }: Judged,
  host: ComputeHost,
  context: Surrounded,
): HostView {
  const isOwn = (one: { readonly host: ComputeHost }) => one.host.key === host.key;
  const cycles = placed.filter(isOwn).map(({ cycle }) => cycle);
  const ids = new Set(cycles.map(({ id }) => id));
  const own = sources.filter(isOwn);
  return {
    ...context,
    host: host.name,
    cycles,
    instances: instances.filter((one) => one.cycles.some((id) => ids.has(id))),
    nbdComplaints: uncited(
      own
        .filter(({ source }) => !('DEBUG' in source.levels))
        .flatMap(({ seen }) => seen.nbdComplaints),
      cycles,
    ),
  };
}

/** Those that no step or attempt of a cycle is told by. */
function uncited(
  complaints: readonly NbdComplaint[],
  cycles: readonly Cycle[],
): readonly NbdComplaint[] {
  if (complaints.length === 0) return complaints;
  const lines = cycles.flatMap(({ steps, attempts }) => [...steps, ...attempts]);
  const cited = new Set(lines.flatMap(({ evidence }) => evidence.map(placeOf)));
  return complaints.filter(({ evidence }) => !cited.has(placeOf(evidence)));
}

function finding(
  { id, severity, title, references }: Known,
  { detail, remedy, evidence }: Fired,
  host: string | null,
  cycles: readonly Cycle[],
): Finding {
  const instances = cycles.flatMap(({ instance: { uuid, name } }) => uuid ?? name ?? []);
  return {
    id,
    severity,
    title,
    references,
    host,
    cycles: cycles.map((cycle) => cycle.id),
    instances: [...new Set(instances)],
    detail,
    remedy,
    evidence,
  };
}
