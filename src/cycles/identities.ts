// Which uuid and which name are one instance, per host, and what is known of the instance's life. Only
// the instances met last are remembered, so memory does not grow with the log.

import type { ComputeHost, Evidence, LogTime } from '../model.ts';
import { takeOldest } from '../noted.ts';

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
  evidence: Evidence | null;
}

export interface Identities {
  link(host: ComputeHost, uuid: string, name: string): void;
  uuidOf(host: ComputeHost, name: string): string | null;
  nameOf(host: ComputeHost, uuid: string): string | null;
  boot(host: ComputeHost, uuid: string): BootTrace;
  /** Null for an instance that was not met, or not for long. */
  known(host: ComputeHost, uuid: string): BootTrace | null;
  boots(): Iterable<BootTrace>;
}

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

export function newIdentities({ uuids, names, boots } = noIdentities()): Identities {
  const key = (host: ComputeHost, id: string) => `${host.key}|${id}`;
  return {
    link(host, uuid, name) {
      remember(uuids, key(host, name), uuid);
      remember(names, key(host, uuid), name);
    },
    uuidOf: (host, name) => uuids.get(key(host, name)) ?? null,
    nameOf: (host, uuid) => names.get(key(host, uuid)) ?? null,
    boot(host, uuid) {
      const known = boots.get(key(host, uuid));
      if (known !== undefined) return known;
      const boot: BootTrace = {
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
        evidence: null,
      };
      boots.set(key(host, uuid), boot);
      takeOldest(boots, REMEMBERED);
      return boot;
    },
    known: (host, uuid) => boots.get(key(host, uuid)) ?? null,
    boots: () => boots.values(),
  };
}

function remember(map: Map<string, string>, key: string, value: string): void {
  map.delete(key);
  map.set(key, value);
  takeOldest(map, REMEMBERED);
}
