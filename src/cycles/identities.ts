// Which uuid and which name are one instance, per host, and what is known of the instance's life. Only
// the instances met last are remembered, so memory does not grow with the log; a report on all of it asks for more
// of them than who follows the cycles or tells them one by one, to whom they are the same in either reading.

import type { ComputeHost, Evidence, LogTime } from '../model.ts';
import { takeOldestTwo } from '../noted.ts';

export interface BootTrace {
  readonly host: ComputeHost;
  readonly uuid: string;
  readonly requestIds: Set<string>;
  /** Of these, the ones whose operation was seen to begin. */
  readonly operations: Set<string>;
  /** The request whose build is going on. */
  building: string | null;
  start: LogTime | null;
  end: LogTime | null;
  outcome: 'spawned' | 'failed' | null;
  configDrive: boolean | null;
  configDriveEvidence: Evidence | null;
}

/** What is known of the instances met last. */
export interface MetInstances {
  uuidOf(host: ComputeHost, name: string): string | null;
  nameOf(host: ComputeHost, uuid: string): string | null;
  /** Null for an instance that was not met, or not for long. */
  known(host: ComputeHost, uuid: string): BootTrace | null;
  boots(): Iterable<BootTrace>;
}

export interface Identities extends MetInstances {
  link(host: ComputeHost, uuid: string, name: string): void;
  /** An instance is met. @param change what a line tells of it, told to each who remembers it */
  meet(host: ComputeHost, uuid: string, change?: (boot: BootTrace) => void): void;
  /** As far as a report on everything goes back. */
  readonly all: MetInstances;
}

/** Instances whose lines may still come, and those a report on everything is about. */
const RECENT = 500;
const REMEMBERED = 20_000;

/** What is remembered, as plain data. */
export interface KnownIdentities {
  readonly uuids: Map<string, string>;
  readonly names: Map<string, string>;
  readonly boots: Map<string, BootTrace>;
}

export const noIdentities = (): KnownIdentities => ({
  uuids: new Map(),
  names: new Map(),
  boots: new Map(),
});

/** @param isWhole there will be a report on everything */
export function newIdentities(known = noIdentities(), isWhole = true): Identities {
  const recent = newMemory(known, RECENT, false);
  const all = isWhole ? newMemory(noIdentities(), REMEMBERED, true) : recent;
  const memories = [...new Set([recent, all])];
  return {
    ...recent,
    link(...linked) {
      for (const memory of memories) memory.link(...linked);
    },
    meet(host, uuid, change) {
      const own = keyOf(host, uuid);
      for (const memory of memories) {
        const boot = memory.boot(own, host, uuid);
        change?.(boot);
      }
    },
    all,
  };
}

interface Memory extends MetInstances {
  link(host: ComputeHost, uuid: string, name: string): void;
  /** @param own its key */
  boot(own: string, host: ComputeHost, uuid: string): BootTrace;
}

const keyOf = (host: ComputeHost, id: string) => `${host.key}|${id}`;

/** @param isOrdered instances stay in the order they were first met, and the first are forgotten; else those not
 *  met for longest */
function newMemory(
  { uuids, names, boots }: KnownIdentities,
  most: number,
  isOrdered: boolean,
): Memory {
  return {
    link(host, uuid, name) {
      renew(uuids, keyOf(host, name), uuid);
      renew(names, keyOf(host, uuid), name);
      takeOldestTwo(uuids, most);
      takeOldestTwo(names, most);
    },
    uuidOf: (host, name) => uuids.get(keyOf(host, name)) ?? null,
    nameOf: (host, uuid) => names.get(keyOf(host, uuid)) ?? null,
    boot(own, host, uuid) {
      const known = boots.get(own);
      const boot = known ?? newBoot(host, uuid);
      if (known === undefined || !isOrdered) renew(boots, own, boot);
      if (known === undefined) takeOldestTwo(boots, most);
      return boot;
    },
    known: (host, uuid) => boots.get(keyOf(host, uuid)) ?? null,
    boots: () => boots.values(),
  };
}

const newBoot = (host: ComputeHost, uuid: string): BootTrace => ({
  host,
  uuid,
  requestIds: new Set(),
  operations: new Set(),
  building: null,
  start: null,
  end: null,
  outcome: null,
  configDrive: null,
  configDriveEvidence: null,
});

/** Sets it as the latest. */
function renew<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
}
