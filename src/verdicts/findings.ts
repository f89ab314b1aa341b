// What the rules say of a report's cycles, sources and hosts.

import type { ComputeHost, Cycle, Evidence, Finding, Instance, Source } from '../model.ts';
import { mayBeInRange, switchOff } from '../releases/index.ts';
import { type RuleId, rules } from '../rules/index.ts';
import type {
  Fired,
  HostView,
  NbdComplaint,
  Rule,
  RuleContext,
  SeenInSource,
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
  readonly sources: readonly {
    readonly source: Source;
    readonly host: ComputeHost;
    readonly seen: SeenInSource & { readonly nbdComplaints: readonly NbdComplaint[] };
  }[];
}

/** What the rules may ask about a host, at a line or at its last one. */
export type Around = (
  host: ComputeHost,
  at: Evidence | null,
) => Omit<RuleContext, 'switchOff' | 'resizeOf' | 'configDriveOf'> &
  Pick<HostView, 'ignored' | 'disagreements'>;

type Surrounded = RuleContext & Pick<HostView, 'ignored' | 'disagreements'>;

export function findingsOf(judged: Judged, around: Around): readonly Finding[] {
  const places = new Map(judged.placed.map((place) => [place.cycle.id, place]));
  const context = (host: ComputeHost, at: Evidence | null): Surrounded => {
    const known = around(host, at);
    return {
      ...known,
      switchOff: (item) => switchOff(known.version, item),
      resizeOf: ({ id }) => places.get(id)?.resize ?? null,
      configDriveOf: ({ id }) => places.get(id)?.configDrive ?? null,
    };
  };
  const hosts = hostsOf(judged).map((host) => viewOf(judged, host, context(host, null)));
  const sources = judged.sources.map(({ source, seen, host }, index) => ({
    ...context(host, null),
    source,
    seen,
    cycles: judged.placed.filter(({ at }) => at.source === index).map(({ cycle }) => cycle),
  }));
  const asked = rules.map((rule) => ({ rule, affected: affectedBy(rule), own: [] as Finding[] }));
  for (const { cycle, host, at } of judged.placed) {
    const surroundings = context(host, at);
    for (const { rule, affected, own } of asked) {
      if (rule.cycle === undefined || !affected(surroundings)) continue;
      const fired = rule.cycle(cycle, surroundings);
      if (fired !== null) own.push(finding(rule, fired, cycle.host, [cycle]));
    }
  }
  return asked.flatMap(({ rule, affected, own }) => [
    ...own,
    ...sources.flatMap((view) => {
      const fired = affected(view) ? rule.source?.(view) : null;
      return fired == null ? [] : [finding(rule, fired, view.source.host, [])];
    }),
    ...hosts.flatMap((host) => {
      const fired = affected(host) ? (rule.host?.(host) ?? []) : [];
      return fired.map(({ cycles, ...one }) => finding(rule, one, host.host, cycles));
    }),
  ]);
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

function viewOf({ placed, instances, sources }: Judged, host: ComputeHost, context: Surrounded) {
  const isOwn = (one: { readonly host: ComputeHost }) => one.host.key === host.key;
  const cycles = placed.filter(isOwn).map(({ cycle }) => cycle);
  const ids = new Set(cycles.map(({ id }) => id));
  const own = sources.filter(isOwn);
  const view: HostView = {
    ...context,
    host: host.name,
    cycles,
    instances: instances.filter((one) => one.cycles.some((id) => ids.has(id))),
    sources: own.map(({ source }) => source),
    nbdComplaints: uncited(
      own
        .filter(({ source }) => !('DEBUG' in source.levels))
        .flatMap(({ seen }) => seen.nbdComplaints),
      cycles,
    ),
  };
  return view;
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

const placeOf = ({ source, line }: Evidence) => `${source}:${line}`;

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
