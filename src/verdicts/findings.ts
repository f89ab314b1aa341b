// What the rules say of a report's cycles, sources and hosts.

import type { Cycle, Finding, Instance, Source } from '../model.ts';
import { mayBeInRange, switchOff } from '../releases/index.ts';
import { type RuleId, rules } from '../rules/index.ts';
import type { Fired, HostView, Rule, RuleContext } from '../rules/rule.ts';

type Known = Rule & { readonly id: RuleId };

export interface Judged {
  readonly cycles: readonly Cycle[];
  readonly instances: readonly Instance[];
  readonly sources: readonly Source[];
}

/** What the rules may ask about a host, at the first line of a cycle or at its last of all. */
export type Around = (host: string | null, cycle?: string) => Omit<RuleContext, 'switchOff'>;

export function findingsOf(judged: Judged, around: Around): readonly Finding[] {
  const context = (host: string | null, cycle?: string): RuleContext => {
    const known = around(host, cycle);
    return { ...known, switchOff: (item) => switchOff(known.version, item) };
  };
  const hosts = hostsOf(judged).map((host) => viewOf(judged, host, context(host)));
  return rules.flatMap((rule) => [
    ...judged.cycles.flatMap((cycle) => {
      const surroundings = context(cycle.host, cycle.id);
      const fired = affects(rule, surroundings) ? rule.cycle?.(cycle, surroundings) : null;
      return fired == null ? [] : [finding(rule, fired, cycle.host, [cycle])];
    }),
    ...judged.sources.flatMap((source) => {
      const fired = affects(rule, context(source.host)) ? rule.source?.(source) : null;
      return fired == null ? [] : [finding(rule, fired, source.host, [])];
    }),
    ...hosts.flatMap((host) => {
      const fired = affects(rule, host) ? (rule.host?.(host) ?? []) : [];
      return fired.map(({ cycles, ...one }) => finding(rule, one, host.host, cycles));
    }),
  ]);
}

/** Whether the host's release has the bug, where the rule is about one. */
function affects({ affects: ranges }: Rule, { version }: RuleContext): boolean {
  if (ranges === undefined) return true;
  if (version === null) return false;
  return ranges.some(({ since, until }) => mayBeInRange(version, since, until));
}

const hostsOf = ({ cycles, sources }: Judged) => [
  ...new Set([...cycles.map(({ host }) => host), ...sources.map(({ host }) => host)]),
];

function viewOf(judged: Judged, host: string | null, context: RuleContext): HostView {
  const own = <One extends { readonly host: string | null }>(all: readonly One[]) =>
    all.filter((one) => one.host === host);
  return {
    ...context,
    host,
    cycles: own(judged.cycles),
    instances: own(judged.instances),
    sources: own(judged.sources),
  };
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
