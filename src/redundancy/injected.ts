// The instances of nova-compute's logs that evidence can be of, with the times of their injections. In: the
// cycles and boots of a report. Out: one entry for each instance; what is unknown of a cycle is null.

import { momentOf } from '../clock.ts';
import type { KeyPrint } from '../key-print.ts';
import type { Cycle, Evidence } from '../model.ts';

/** A cycle with the key that its lines show. */
export interface InjectionCycle {
  readonly cycle: Cycle;
  readonly key: { readonly print: KeyPrint; readonly evidence: Evidence } | null;
  readonly version: string | null;
}

export interface InjectedInstance {
  readonly host: string | null;
  readonly uuid: string | null;
  readonly name: string | null;
  readonly version: string | null;
  readonly injections: readonly InjectionCycle[];
  /** The moments it was written to or its boot began, ascending. */
  readonly begun: readonly number[];
}

/** A boot in the logs, of an instance that was injected into or was not. */
export interface SeenBoot {
  readonly host: string | null;
  readonly uuid: string;
  readonly name: string | null;
  readonly start: string | null;
}

/** Instances that were not injected into count as well: evidence may be of them. */
export function injectedInstances(
  cycles: readonly InjectionCycle[],
  boots: readonly SeenBoot[],
): readonly InjectedInstance[] {
  const groups = new Map<string, InjectionCycle[]>();
  for (const one of cycles) {
    const { uuid, name } = one.cycle.instance;
    if (uuid === null && name === null) continue;
    const key = JSON.stringify([one.cycle.host, uuid ?? name]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const injected = [...groups.values()].map((own): InjectedInstance => {
    const [first] = own;
    const host = first?.cycle.host ?? null;
    const uuid = first?.cycle.instance.uuid ?? null;
    const booted = boots.filter((boot) => boot.uuid === uuid && boot.host === host);
    return {
      host,
      uuid,
      name: own.find(({ cycle }) => cycle.instance.name !== null)?.cycle.instance.name ?? null,
      version: first?.version ?? null,
      injections: own,
      begun: momentsOf([
        ...own.map(({ cycle }) => cycle.start ?? cycle.end),
        ...booted.map(({ start }) => start),
      ]),
    };
  });
  const others = boots.filter(
    (boot) => !injected.some(({ uuid, host }) => uuid === boot.uuid && host === boot.host),
  );
  return [
    ...injected,
    ...others.map(({ host, uuid, name, start }) => ({
      host,
      uuid,
      name,
      version: null,
      injections: [],
      begun: momentsOf([start]),
    })),
  ];
}

const momentsOf = (times: readonly (string | null)[]) =>
  times
    .filter((time) => time !== null)
    .map(momentOf)
    .sort((a, b) => a - b);

export const labelOf = ({ uuid, name }: Pick<InjectedInstance, 'uuid' | 'name'>) =>
  uuid ?? name ?? 'an instance without a name';

export interface Window {
  readonly from: number;
  readonly to: number;
}

/** The stretch in which a cycle's boot lies: from its start to the next time the image was written.
 *  @param read a time as the moment it is, or as its clock prints it */
export function windowOf(
  instance: InjectedInstance,
  { cycle }: InjectionCycle,
  read: (time: string) => number = momentOf,
): Window | null {
  const start = cycle.start ?? cycle.end;
  if (start === null) return null;
  const from = read(start);
  const writes = instance.injections.flatMap((one) => one.cycle.start ?? []).map(read);
  const later = writes.filter((at) => at > from);
  return { from, to: Math.min(...later, Number.POSITIVE_INFINITY) };
}

/** Services of one cloud print one clock, whether or not they print its offset. */
export const printed = (time: string) => momentOf(time.replace(/(?:Z|[+-]\d\d:?\d\d)$/, ''));
