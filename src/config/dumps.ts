// The options each host's service dumped into the log at its starts, and those its other lines show. In:
// events. Out: what the last dump before a line printed, whether the process of that line is the one that
// printed it, and what other lines of that process show.

import { printTime } from '../clock.ts';
import type { ComputeHost, ConfigValue, Evidence, InjectEvent } from '../model.ts';
import { byPlace } from '../places.ts';
import type { OptionName } from '../releases/index.ts';
import { type Shown, shownBy } from './shown.ts';

export interface DumpWatch {
  take(event: InjectEvent): void;
  /** As dumped last before that line, or last of all; `inferred` when the service was started again
   *  since, without a dump. */
  last(host: ComputeHost, option: OptionName, at: Evidence | null): ConfigValue | null;
  /** What lines of the same process show of the option. */
  shown(host: ComputeHost, option: OptionName, at: Evidence | null): readonly Shown[];
  /** Every value of a host, each from where it was first printed. */
  of(host: ComputeHost): readonly ConfigValue[];
}

interface Process {
  readonly from: Evidence;
  /** The first line of its dump. */
  dumped: Evidence | null;
}

/** What the lines before the first start show, then those behind each, by option and value. */
type Sightings = Map<string, Shown>[];

interface Host {
  /** The values of each option, without those that repeat the one before. */
  readonly values: Map<string, ConfigValue[]>;
  readonly processes: Process[];
  readonly sightings: Sightings;
  /** The dump the last event belongs to. */
  dump: { readonly first: Evidence; readonly pid: number | null; isOver: boolean } | null;
}

/** By the key of each host; plain data. */
export type SeenDumps = Map<string, Host>;

export function newDumpWatch(hosts: SeenDumps = new Map()): DumpWatch {
  return {
    take(event) {
      const host = hosts.get(event.host.key) ?? newHost();
      hosts.set(event.host.key, host);
      for (const one of shownBy(event.facts)) sight(host, one);
      if (event.facts.kind === 'service-started') start(host, event);
      if (event.facts.kind === 'option') dump(host, event, event.facts);
      else if (host.dump !== null) host.dump.isOver = true;
    },
    last(name, option, at) {
      const host = hosts.get(name.key);
      const value = host?.values.get(keyOf(option))?.findLast((one) => isFrom(one.evidence[0], at));
      if (host === undefined || value === undefined) return null;
      const process = host.processes.findLast(({ from }) => isFrom(from, at));
      const isOwn = process === undefined || isFrom(process.dumped, at);
      return isOwn ? value : { ...value, origin: 'inferred' };
    },
    shown(name, option, at) {
      const host = hosts.get(name.key);
      const process = host?.processes.filter(({ from }) => isFrom(from, at)).length ?? 0;
      const seen = [...(host?.sightings[process]?.values() ?? [])];
      return seen.filter(({ group, name }) => group === option.group && name === option.name);
    },
    of: (name) => [...(hosts.get(name.key)?.values.values() ?? [])].flat(),
  };
}

const newHost = (): Host => ({
  values: new Map(),
  processes: [],
  sightings: [new Map()],
  dump: null,
});

const keyOf = ({ group, name }: OptionName) => `${group}.${name}`;

/** Whether something is there at a line, having begun at another. */
function isFrom(begin: Evidence | null | undefined, at: Evidence | null): boolean {
  if (begin == null) return false;
  return at === null || byPlace(begin, at) <= 0;
}

/** Most releases say that they start before they dump, some behind it. */
function start(host: Host, { evidence, pid }: InjectEvent): void {
  const { dump } = host;
  const isOwn = dump !== null && (!dump.isOver || (pid !== null && pid === dump.pid));
  host.processes.push({ from: evidence, dumped: isOwn ? dump.first : null });
  host.sightings.push(new Map());
}

function sight({ sightings }: Host, shown: Shown): void {
  sightings.at(-1)?.set(`${keyOf(shown)}=${shown.value}`, shown);
}

function dump(
  host: Host,
  { at, host: name, pid, evidence }: InjectEvent,
  option: OptionName & { readonly value: string | null },
): void {
  if (host.dump === null || host.dump.isOver) {
    host.dump = { first: evidence, pid, isOver: false };
  }
  const process = host.processes.at(-1);
  if (process !== undefined) process.dumped ??= evidence;
  const { group, value } = option;
  const values = host.values.get(keyOf(option)) ?? [];
  host.values.set(keyOf(option), values);
  const before = values.at(-1);
  if (before !== undefined && before.value === value) return;
  values.push({
    host: name.name,
    group,
    name: option.name,
    value,
    origin: 'log-dump',
    masked: value === null,
    since: printTime(at),
    evidence: [evidence],
    file: null,
    line: null,
  });
}
