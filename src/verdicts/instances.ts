// The instances of a report, with their boots. In: the cycles and what the lines tell of boots. Out: one
// entry for each instance of each host.

import { elapsed, printTime } from '../clock.ts';
import type { BootTrace, MetInstances } from '../cycles/identities.ts';
import type { ComputeHost, Cycle, Instance } from '../model.ts';
import { losesRequestIds } from '../releases/index.ts';

/** What of a cycle goes into its instance. */
export interface OwnCycle {
  readonly host: ComputeHost;
  readonly cycle: Pick<Cycle, 'id' | 'host' | 'instance' | 'requestId' | 'purpose' | 'durationMs'>;
}

/** Equal for cycles of one instance; null for a cycle that names none. */
export function instanceKey({ host, cycle }: OwnCycle): string | null {
  const { uuid, name } = cycle.instance;
  return uuid === null && name === null ? null : `${host.key}|${uuid ?? name}`;
}

/** The instances that cycles are about, in the order of their first. */
export function instancesOf(
  placed: readonly OwnCycle[],
  identities: MetInstances,
  version: (host: ComputeHost) => string | null,
): readonly Instance[] {
  const groups = new Map<string, OwnCycle[]>();
  for (const one of placed) {
    const key = instanceKey(one);
    if (key === null) continue;
    const own = groups.get(key) ?? [];
    if (own.push(one) === 1) groups.set(key, own);
  }
  return [...groups.values()].map((own) => instanceOf(own, identities, version));
}

/** @param own all of one instance */
export function instanceOf(
  own: readonly OwnCycle[],
  identities: MetInstances,
  version: (host: ComputeHost) => string | null,
): Instance {
  const [any] = own;
  const uuid = any?.cycle.instance.uuid ?? null;
  const boot = any === undefined || uuid === null ? null : identities.known(any.host, uuid);
  const release = any === undefined ? null : version(any.host);
  const cycles = own.map(({ cycle }) => cycle);
  return withBoot(cycles, boot, release !== null && losesRequestIds(release));
}

function withBoot(
  cycles: readonly OwnCycle['cycle'][],
  boot: BootTrace | null,
  isMisled: boolean,
): Instance {
  const [first] = cycles;
  const requestIds = new Set([
    ...((isMisled ? boot?.operations : boot?.requestIds) ?? []),
    ...cycles.flatMap(({ requestId }) => requestId ?? []),
  ]);
  const spent = cycles
    .filter(({ purpose }) => purpose === 'injection')
    .map(({ durationMs }) => durationMs);
  const injectionMs =
    spent.length === 0 || spent.includes(null)
      ? null
      : spent.reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
  return {
    host: first?.host ?? null,
    uuid: first?.instance.uuid ?? null,
    name: cycles.find(({ instance }) => instance.name !== null)?.instance.name ?? null,
    requestIds: [...requestIds],
    cycles: cycles.map(({ id }) => id),
    boot: {
      start: printTime(boot?.start ?? null),
      end: printTime(boot?.end ?? null),
      outcome: boot?.outcome ?? null,
      durationMs: elapsed(boot?.start ?? null, boot?.end ?? null),
      injectionMs,
    },
    configDrive:
      boot?.configDrive ?? (cycles.some(({ purpose }) => purpose === 'config-drive') ? true : null),
    cloudInit: null,
  };
}
