// The options each host's service dumped into the log at its starts. In: events. Out: what the last dump
// before a line printed, and whether the process of that line is the one that printed it.

import { printTime } from '../clock.ts';
import type { ComputeHost, ConfigValue, Evidence, InjectEvent } from '../model.ts';
import type { OptionName } from '../releases/index.ts';

export interface DumpWatch {
  take(event: InjectEvent): void;
  /** As dumped last before that line, or last of all; `inferred` when the service was started again
   *  since, without a dump. */
  last(host: ComputeHost, option: OptionName, at: Evidence | null): ConfigValue | null;
  /** Every value of a host, each from where it was first printed. */
  of(host: ComputeHost): readonly ConfigValue[];
}

interface Process {
  readonly from: Evidence;
  /** The first line of its dump. */
  dumped: Evidence | null;
}

interface Host {
  /** The values of each option, without those that repeat the one before. */
  readonly values: Map<string, ConfigValue[]>;
  readonly processes: Process[];
  /** The dump the last event belongs to. */
  dump: { readonly first: Evidence; readonly pid: number | null; isOver: boolean } | null;
}

export function newDumpWatch(): DumpWatch {
  const hosts = new Map<string, Host>();
  return {
    take(event) {
      const host = hosts.get(event.host.key) ?? { values: new Map(), processes: [], dump: null };
      hosts.set(event.host.key, host);
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
    of: (name) => [...(hosts.get(name.key)?.values.values() ?? [])].flat(),
  };
}

const keyOf = ({ group, name }: OptionName) => `${group}.${name}`;

/** Whether something is there at a line, having begun at another. */
function isFrom(begin: Evidence | null | undefined, at: Evidence | null): boolean {
  if (begin == null) return false;
  if (at === null || begin.source < at.source) return true;
  return begin.source === at.source && begin.line <= at.line;
}

/** Most releases say that they start before they dump, some behind it. */
function start(host: Host, { evidence, pid }: InjectEvent): void {
  const { dump } = host;
  const isOwn = dump !== null && (!dump.isOver || (pid !== null && pid === dump.pid));
  host.processes.push({ from: evidence, dumped: isOwn ? dump.first : null });
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
