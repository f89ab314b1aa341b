// The instances of a report, with their boots. In: the cycles and what the lines tell of boots. Out: one
// entry for each instance of each host.

import { elapsed, printTime } from '../clock.ts';
import type { BootTrace, Identities } from '../cycles/identities.ts';
import type { ComputeHost, Cycle, Instance } from '../model.ts';
import { losesRequestIds } from '../releases/index.ts';
import type { Placed } from './findings.ts';

/** The instances that cycles are about, in the order of their first. */
export function instancesOf(
  placed: readonly Placed[],
  identities: Identities,
  version: (host: ComputeHost) => string | null,
): readonly Instance[] {
  const boots = new Map(
    [...identities.boots()].map((boot) => [`${boot.host.key}|${boot.uuid}`, boot]),
  );
  const groups = new Map<string, Placed[]>();
  for (const one of placed) {
    const { uuid, name } = one.cycle.instance;
    if (uuid === null && name === null) continue;
    const key = `${one.host.key}|${uuid ?? name}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].map(([key, own]) => {
    const known = own[0] === undefined ? null : version(own[0].host);
    const cycles = own.map(({ cycle }) => cycle);
    return instanceOf(cycles, boots.get(key), known !== null && losesRequestIds(known));
  });
}

function instanceOf(
  cycles: readonly Cycle[],
  boot: BootTrace | undefined,
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
