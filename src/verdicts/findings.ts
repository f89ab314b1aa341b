// What the rules say of a report's cycles, sources and hosts.

import { groupBy } from '../group.ts';
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
  const sources = judged.sources.map((one, index) =>
    ask.source(
      one,
      judged.placed.filter(({ at }) => at.source === index),
    ),
  );
  const found = [
    ...judged.placed.flatMap((one) => ofCycle(one, ask.context(one.host, one.at))),
    ...sources.flatMap(ofSource),
    ...hostsOf(judged).flatMap((host) => ofHost(ask.host(judged, host))),
  ];
  const byRule = groupBy(found, ({ id }) => id);
  return rules.flatMap(({ id }) => byRule.get(id) ?? []);
}

/** What the rules say of one cycle alone. */
export const findingsOfCycle = (one: Placed, around: Around): readonly Finding[] =>
  ofCycle(one, newQuestions([one], around).context(one.host, one.at));

/** What the rules say of one source and the cycles that begin in it. */
export const findingsOfSource = (
  one: JudgedSource,
  placed: readonly Placed[],
  around: Around,
): readonly Finding[] => ofSource(newQuestions(placed, around).source(one, placed));

/** What the rules say of several cycles of a host, or of how it is set up. */
export const findingsOfHost = (
  judged: Judged,
  host: ComputeHost,
  around: Around,
): readonly Finding[] => ofHost(newQuestions(judged.placed, around).host(judged, host));

function ofCycle({ cycle }: Placed, context: RuleContext): readonly Finding[] {
  const found: Finding[] = [];
  // Of many cycles few fire, and most rules are about something else.
  for (const rule of rulesFor(context)) {
    const fired = rule.cycle?.(cycle, context);
    if (fired != null) found.push(finding(rule, fired, cycle.host, [cycle]));
  }
  return found;
}

function ofSource(view: SourceView): readonly Finding[] {
  return rulesFor(view).flatMap((rule) => {
    const fired = rule.source?.(view);
    return fired == null ? [] : finding(rule, fired, view.source.host, []);
  });
}

function ofHost(view: HostView): readonly Finding[] {
  return rulesFor(view).flatMap((rule) =>
    (rule.host?.(view) ?? []).map(({ cycles, ...one }) => finding(rule, one, view.host, cycles)),
  );
}

/** The rules about what a release has; most cycles are of the same. */
function rulesFor({ version }: RuleContext): readonly Known[] {
  const known = rulesKnown.get(version) ?? rules.filter((rule) => isAbout(rule, version));
  rulesKnown.set(version, known);
  return known;
}

const rulesKnown = new Map<string | null, readonly Known[]>();

/** Whether a release has the bug, where the rule is about one. */
const isAbout = ({ affects: ranges }: Rule, version: string | null): boolean =>
  ranges === undefined ||
  (version !== null && ranges.some(({ since, until }) => mayBeInRange(version, since, until)));

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
